package dev.touchline.competition.round;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairingsTest {

    private static List<List<String>> matches(String text) {
        return Arrays.stream(text.split(", "))
                .map(match -> List.of(match.split("-")))
                .toList();
    }

    private static String split(String round, String text) {
        Map<String, List<List<String>>> rounds = Pairings.split(RoundName.of(round), matches(text), teams -> teams);
        return rounds.entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + entry.getValue().stream()
                                .map(teams -> String.join("-", teams))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    @Test
    void roundsFollowFromThePlayingOrder() {
        assertEquals("Semifinals: A-B, C-D, B-A, D-C; Final: A-C", split("", "A-B, C-D, B-A, D-C, A-C"));
        assertEquals("Semifinals: A-B, C-D; Finals: B-D, A-C", split("Final Four", "A-B, C-D, B-D, A-C"));
        assertEquals("Play-offs, round 1: A-B; Play-offs, round 2: A-C", split("Play-offs", "A-B, A-C"));
        assertEquals("Play-offs: A-B, C-D", split("Play-offs", "A-B, C-D"));
        assertEquals("Semifinals: A-B, A-C", split("Semifinals", "A-B, A-C"));
    }

    @Test
    void pairOfTeamsThatEnterLateIsInTheRoundBeforeTheirNextMatch() {
        assertEquals("Round 1: A-B; Round 2: D-E, A-C; Round 3: A-D", split("", "A-B, D-E, A-C, A-D"));
    }

    @Test
    void unknownTeamsAreNotOne() {
        assertEquals("Play-offs: A-TBD, B-TBD, C-N.N.", split("Play-offs", "A-TBD, B-TBD, C-N.N."));
        assertEquals("Finals: A-Winner EF, Winner EF-B", split("Finals", "A-Winner EF, Winner EF-B"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "'A-B, C-D, A-C', true",
                "'A-B, C-D', null",
                "'A-B, B-A', true",
                "'A-B, C-D, A-C, B-D', false",
                "'A-B, C-D, A-C, B-D, A-D, B-C', false",
                "'A-B, B-C, A-C', false"
            })
    void oneTeamOfAPairPlaysOnInAKnockOut(String matches, Boolean expected) {
        assertEquals(expected, new Pairings(matches(matches)).eliminate(false));
    }

    @ParameterizedTest
    @CsvSource({
        "'A-B, C-D, A-C', true",
        "'A-B, C-D', true",
        "'A-B, C-D, A-C, B-D', true",
        "'A-B, C-D, E-F, G-H, A-C, E-G, C-G, A-E', true",
        "'A-B, C-D, A-C, B-D, A-D, B-C', false",
        "'A-B, B-C, A-C', false",
        "'A-B, C-D, E-F, A-C, B-E, D-F', false"
    })
    void namesOfAKnockOutMakeAFinalFourOne(String matches, boolean expected) {
        assertEquals(expected, new Pairings(matches(matches)).eliminate(true));
    }
}
