package dev.touchline.live.lineup;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.event.LineUp;
import dev.touchline.event.Reporter;
import dev.touchline.statistics.lineup.LineUps;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Line-ups as stored and read, and the numbers of events. */
@QuarkusTest
class LineUpsTest {

    private static final Instant NOON = Instant.parse("2031-06-30T12:00:00Z");

    private final String cup = UniqueIds.id("cup");
    private final String match = UniqueIds.match();

    @Inject
    Transactions transactions;

    private static LineUp.Player player(int number, String name, boolean starting) {
        return new LineUp.Player(number, name, null, "forward", starting);
    }

    private LineUp lineUp(int second, Reporter reporter, LineUp.Player... away) {
        LineUp.Team team = new LineUp.Team("4-3-3", "Didier Deschamps", List.of(away));
        return new LineUp(match, null, team, NOON.plusSeconds(second), reporter);
    }

    private LineUp lineUp(int second, Reporter reporter) {
        return lineUp(second, reporter, player(10, "Player " + second, true), player(26, "Marcus Thuram", false));
    }

    private void store(List<LineUp> lineUps) throws SQLException {
        transactions.run(sql -> {
            LineUps.store(sql, lineUps);
            return null;
        });
    }

    private void announce() {
        Api.put(match, Map.of("sport", "football", "competition", cup, "home", "Argentina", "away", "France"));
        Api.awaitSeq(match, 1);
    }

    private JsonNode away() {
        return Api.get("/matches/{id}/lineups", match).path("away");
    }

    private static List<String> onPitch(JsonNode team) {
        return StreamSupport.stream(team.path("players").spliterator(), false)
                .filter(player -> player.path("onPitch").asBoolean())
                .map(player -> player.path("name").asText())
                .toList();
    }

    @Test
    void matchWithoutALineUpHasNone() {
        announce();
        assertEquals(Api.json("{\"home\":null,\"away\":null}"), Api.get("/matches/{id}/lineups", match));
        assertProblem(Api.request().get("/matches/{id}/lineups", "nobody-knows"), 404, "not-found");
    }

    @Test
    void lastLineUpCountsInAnyOrderOfArrival() throws SQLException {
        announce();
        List<LineUp> lineUps = new ArrayList<>(List.of(
                lineUp(1, Reporter.NONE),
                lineUp(2, new Reporter("operator", true)),
                lineUp(3, Reporter.NONE),
                lineUp(4, new Reporter("stranger", false))));
        for (int seed = 0; seed < 6; seed++) {
            Collections.shuffle(lineUps, new Random(seed));
            store(lineUps.subList(0, 2));
            store(lineUps.subList(2, 4));
            assertEquals("Player 3", away().path("players").path(0).path("name").asText());
        }
    }

    @Test
    void substitutionsAndCardsChangeWhoIsOnThePitch() throws SQLException {
        announce();
        store(List.of(lineUp(
                1,
                Reporter.NONE,
                player(10, "Kylian Mbappé", true),
                player(9, "Olivier Giroud", true),
                player(26, "Marcus Thuram", false))));
        JsonNode before = away();
        assertEquals("4-3-3", before.path("formation").asText());
        assertEquals("Didier Deschamps", before.path("coach").asText());
        assertEquals(List.of("Kylian Mbappé", "Olivier Giroud"), onPitch(before));
        Api.accept(
                EventBody.of(match, "s1")
                        .with("type", "football.substitution")
                        .with("team", "away")
                        .with("minute", 41)
                        .with("player", Map.of("number", 9))
                        .with("details", Map.of("in", "Thuram")),
                EventBody.of(match, "r1")
                        .with("type", "football.red-card")
                        .with("team", "away")
                        .with("minute", 60)
                        .with("player", "Mbappé"));
        Api.awaitProcessed();
        assertEquals(List.of("Marcus Thuram"), onPitch(away()));
    }

    @Test
    void numberOfAnEventIsThePlayerOfTheLineUp() throws SQLException {
        announce();
        Api.accept(
                EventBody.goal(match, "away", 80).with("player", Map.of("number", 10)),
                EventBody.goal(match, "away", 81).with("player", "Kylian M. " + match),
                EventBody.goal(match, "away", 82).with("player", Map.of("number", 77)));
        Api.awaitProcessed();
        assertTrue(names("/matches/{id}/events", match, "items").contains("No. 10"));
        store(List.of(lineUp(1, Reporter.NONE, player(10, "Kylian M. " + match, true))));
        assertEquals(
                List.of("Kylian M. " + match, "Kylian M. " + match, "No. 77"),
                names("/matches/{id}/events", match, "items"));
        String text = Api.get("/matches/{id}/events", match)
                .path("items")
                .path(0)
                .path("text")
                .asText();
        assertTrue(text.endsWith("Kylian M. " + match), text);
        JsonNode players = Api.get("/matches/{id}/statistics", match).path("players");
        assertEquals(2, players.size());
        assertEquals("Kylian M. " + match, players.path(0).path("player").asText());
        assertEquals(2, players.path(0).path("goals").asInt());
        JsonNode scorers = Api.get("/competitions/{id}/scorers", cup).path("items");
        assertEquals("Kylian M. " + match, scorers.path(0).path("player").asText());
        assertEquals(2, scorers.path(0).path("goals").asInt());
        assertEquals("No. 77", scorers.path(1).path("player").asText());
    }

    private static List<String> names(String path, String id, String array) {
        return StreamSupport.stream(Api.get(path, id).path(array).spliterator(), false)
                .map(item -> item.path("player").asText())
                .toList();
    }
}
