package dev.touchline.simulation.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replay accepts the spellings of a file that are certainly of one player of a team. */
class CertainAliasesTest {

    private static final String WORLD_CUP = """
            {"name": "World Cup 2022", "matches": [
              {"round": "Matchday 7", "date": "2022-11-26", "time": "19:00", "team1": "France", "team2": "Denmark",
               "score": {"ft": [2, 1]},
               "goals1": [{"name": "Kylian Mbappé", "minute": 61}, {"name": "Kylian Mbappé", "minute": 86}],
               "goals2": [{"name": "Andreas Christensen", "minute": 68}]},
              {"round": "Round of 16", "date": "2022-12-04", "time": "18:00", "team1": "France", "team2": "Poland",
               "score": {"ft": [3, 1]},
               "goals1": [{"name": "Olivier Giroud", "minute": 44}, {"name": "Mbappé", "minute": 74},
                          {"name": "Mbappé", "minute": 90, "offset": 1}],
               "goals2": [{"name": "Lewandowski", "minute": 90, "offset": 9, "penalty": true}]}%s]}
            """;

    private static List<String> aliases(String more) {
        JsonNode file = Json.parse(WORLD_CUP.formatted(more));
        ReplayPlan plan = new ReplayPlan(OpenFootballReader.read(file), Double.POSITIVE_INFINITY, 1);
        return plan.aliases().stream()
                .map(alias -> "%s = %s of %s"
                        .formatted(
                                alias.path("alias").asText(),
                                alias.path("id").asText(),
                                alias.path("team").asText()))
                .toList();
    }

    @Test
    void mbappéIsKylianMbappéOfFrance() {
        assertEquals(List.of("Mbappé = kylian-mbappe of France"), aliases(""));
    }

    @Test
    void nameOfPlayersOfTwoTeamsIsNotCertain() {
        assertEquals(List.of(), aliases("""
                        , {"round": "Final", "date": "2022-12-18", "time": "18:00", "team1": "Argentina", "team2": "Peru",
                           "score": {"ft": [1, 0]}, "goals1": [{"name": "Kylian Mbappé", "minute": 23}], "goals2": []}
                        """));
    }
}
