package dev.touchline.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseTest {

    private static final Map<String, String> VALUES = Map.of(
            "player", "Ann",
            "assist", "Bea",
            "team", "Riga",
            "opponent", "Porto",
            "period", "First half",
            "details.in", "Cem",
            "details.twoWords_2", "{player}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Half-time                          | Half-time",
                "{player}                           | Ann",
                "{player} from {assist}, {team}     | Ann from Bea, Riga",
                "{details.in} for {player}          | Cem for Ann",
                "{team}{opponent}                   | RigaPorto",
                "{period} begins                    | First half begins",
                "100 % {player} $1 \\1              | 100 % Ann $1 \\1",
                "{details.twoWords_2}               | {player}"
            })
    void putsValuesInItsPlaces(String written, String filled) {
        assertEquals(filled, Phrase.parse(written).fill(VALUES::get));
    }

    @Test
    void isNothingWhereAValueIsMissing() {
        assertNull(Phrase.parse("{player} from {details.out}").fill(VALUES::get));
        assertNull(Phrase.parse("{player}").fill(place -> null));
    }

    @Test
    void beginsWithATextAndKeepsWhatWasWritten() {
        Phrase phrase = Phrase.parse("{player}, {team}");
        assertEquals("{player}, {team}", phrase.written());
        assertEquals(List.of("", "player", ", ", "team", ""), phrase.parts());
        assertEquals(phrase, Phrase.parse("{player}, {team}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{Player}",
                "{ player }",
                "{details}",
                "{details.}",
                "{details.a.b}",
                "{details.1st}",
                "{score}"
            })
    void namesAPlaceThatItDoesNotKnow(String written) {
        String message = assertThrows(IllegalArgumentException.class, () -> Phrase.parse("for " + written))
                .getMessage();
        assertThat(message, containsString("has the place " + written));
        assertThat(message, containsString("{player}, {assist}, {team}, {opponent}, {period} and {details.<key>}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{player", "player}", "{player}}", "{{player}", "a {player} }{ b", "a\n}"})
    void aBraceNeedsItsPartner(String written) {
        String message = assertThrows(IllegalArgumentException.class, () -> Phrase.parse(written))
                .getMessage();
        assertEquals("has a brace without its partner", message);
    }
}
