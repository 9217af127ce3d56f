package dev.touchline.catalogue;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sport added by a catalogue file alone. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class AddedSportTest {

    private final String match = UniqueIds.match();

    private EventBody rugby(String kind) {
        return EventBody.of(match, kind).with("type", "rugby." + kind);
    }

    private EventBody home(String kind, int minute) {
        return rugby(kind).with("team", "home").with("minute", minute);
    }

    private EventBody away(String kind, int minute) {
        return rugby(kind).with("team", "away").with("minute", minute);
    }

    @Test
    void matchIsPlayedFromKickOffToFullTime() {
        Map<String, Object> announcement = Api.announcement("Leinster", "Toulouse");
        announcement.put("sport", "rugby");
        Api.announce(match, announcement);
        EventBody attempt = home("try", 12).with("player", "Ann").with("assist", "Bea");
        Api.accept(
                rugby("kick-off"),
                away("penalty-goal", 5).with("player", "Zoe"),
                attempt,
                home("conversion", 13).with("player", "Cem"));
        JsonNode shown = Api.awaitSeq(match, 5);
        assertEquals("rugby", shown.path("sport").asText());
        assertEquals("live", shown.path("phase").asText());
        assertEquals(Api.json("{\"home\":7,\"away\":3}"), shown.path("score"));
        assertEquals(Api.json("{\"period\":\"first-half\",\"minute\":13,\"stoppage\":0}"), shown.path("clock"));

        Api.accept(rugby("half-time"));
        assertEquals("break", Api.awaitSeq(match, 6).path("phase").asText());
        Api.accept(
                rugby("second-half"),
                home("yellow-card", 50).with("player", "Ann"),
                away("drop-goal", 61).with("player", "Zoe"),
                away("try", 70).with("player", "Yve"),
                away("conversion-missed", 71),
                home("red-card", 75).with("player", "Ann"),
                rugby("full-time").with("minute", 80));
        JsonNode end = Api.awaitSeq(match, 13);
        assertEquals("finished", end.path("phase").asText());
        assertEquals(Api.json("{\"home\":7,\"away\":11}"), end.path("score"));
        assertEquals("away", end.path("winner").asText());
        assertTrue(end.path("shootout").isNull());

        JsonNode statistics = Api.get("/matches/{id}/statistics", match);
        assertFigures(
                Map.of("points", 7, "tries", 1, "conversions", 1, "tryAssists", 1, "yellowCards", 1, "redCards", 1),
                statistics.path("home"));
        assertFigures(
                Map.of("points", 11, "tries", 1, "penaltyGoals", 1, "dropGoals", 1, "conversionsMissed", 1),
                statistics.path("away"));
        assertEquals(
                Api.json("{\"player\":\"Ann\",\"team\":\"home\",\"points\":5,\"tries\":1,\"redCards\":1,"
                        + "\"yellowCards\":1}"),
                statistics.path("players").path(0));
        assertEquals(
                List.of("Ann", "Bea", "Cem", "Yve", "Zoe"),
                statistics.path("players").findValuesAsText("player"));

        List<JsonNode> updates = Api.updates(match);
        assertEquals("TRY", updates.get(3).path("title").asText());
        assertEquals(
                "12' Ann, Leinster · Leinster 5–3 Toulouse",
                updates.get(3).path("text").asText());
        assertTrue(updates.get(3).path("notify").asBoolean());
    }

    @Test
    void cancelledTryIsTakenOffTheScore() {
        EventBody attempt = home("try", 12).with("player", "Ann");
        Api.accept(attempt, attempt.with("revision", 2).with("status", "cancelled"));
        JsonNode shown = Api.awaitSeq(match, 2);
        assertEquals(Api.json("{\"home\":0,\"away\":0}"), shown.path("score"));
        assertEquals(
                0, Api.get("/matches/{id}/statistics", match).path("players").size());
    }

    @Test
    void timelineIsInTheOrderOfTheMatchClock() {
        EventBody late = away("try", 41);
        EventBody stoppage = home("try", 40).with("stoppage", 2).with("player", "Ann");
        EventBody early = home("penalty-goal", 3);
        Api.accept(late, stoppage, early, rugby("half-time").with("minute", "40+5"), rugby("kick-off"));
        Api.awaitSeq(match, 5);
        assertEquals(
                List.of("Kick-off", "3' Penalty goal", "40+2' Try · Ann", "40+5' Half-time", "41' Try"),
                Api.timeline(match).findValuesAsText("text"));
    }

    @Test
    void unknownKindIsRejectedListingTheKinds() {
        JsonNode problem = assertProblem(Api.post(rugby("goal").with("team", "home")), 422, "invalid");
        assertNames(problem, null, "type");
        assertThat(
                problem.path("errors").path(0).path("detail").asText(),
                containsString("is not a kind of rugby; its kinds are conversion, conversion-missed, drop-goal,"
                        + " full-time, half-time, kick-off, penalty-goal, red-card, second-half, try, yellow-card"));
    }

    @Test
    void fieldsRequiredByTheCatalogueAreRequired() {
        JsonNode problem = assertProblem(Api.post(rugby("try")), 422, "invalid");
        assertNames(problem, null, "team");
        assertNames(
                assertProblem(Api.post(home("try", 3).with("period", "third-half")), 422, "invalid"), null, "period");
    }

    @Test
    void addedSportIsListed() {
        assertEquals(
                List.of("basketball", "football", "handball", "ice-hockey", "rugby"),
                Api.get("/sports").path("items").findValuesAsText("sport"));
        JsonNode rugby = Api.get("/sports/rugby");
        assertEquals("Rugby union", rugby.path("label").asText());
        assertEquals(
                5, rugby.path("kinds").path("try").path("points").path("own").asInt());
        assertEquals(4, rugby.path("standings").path("win").asInt());
    }

    @Test
    void builtInSportsAreUnaffected() {
        Api.accept(EventBody.goal(match, "home", 23));
        assertEquals(Api.json("{\"home\":1,\"away\":0}"), Api.awaitSeq(match, 1).path("score"));
    }

    private static void assertFigures(Map<String, Integer> expected, JsonNode figures) {
        expected.forEach(
                (figure, count) -> assertEquals(count, figures.path(figure).asInt(), () -> figure + " of " + figures));
    }
}
