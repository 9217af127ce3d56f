package dev.touchline.sport;

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

class TextTemplateTest {

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
    void placeholdersAreReplacedByValues(String written, String filled) {
        assertEquals(filled, TextTemplate.parse(written).fill(VALUES::get));
    }

    @Test
    void resultIsNullIfAValueIsMissing() {
        assertNull(TextTemplate.parse("{player} from {details.out}").fill(VALUES::get));
        assertNull(TextTemplate.parse("{player}").fill(place -> null));
    }

    @Test
    void literalTextIsKept() {
        TextTemplate template = TextTemplate.parse("{player}, {team}");
        assertEquals("{player}, {team}", template.source());
        assertEquals(List.of("", "player", ", ", "team", ""), template.parts());
        assertEquals(template, TextTemplate.parse("{player}, {team}"));
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
    void unknownPlaceholderIsNamed(String written) {
        String message = assertThrows(IllegalArgumentException.class, () -> TextTemplate.parse("for " + written))
                .getMessage();
        assertThat(message, containsString("has the placeholder " + written));
        assertThat(message, containsString("{player}, {assist}, {team}, {opponent}, {period} and {details.<key>}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{player", "player}", "{player}}", "{{player}", "a {player} }{ b", "a\n}"})
    void unbalancedBraceIsRejected(String written) {
        String message = assertThrows(IllegalArgumentException.class, () -> TextTemplate.parse(written))
                .getMessage();
        assertEquals("has an unmatched brace", message);
    }
}
