package dev.touchline.simulation;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ReplayTest {

    /** The path of an openfootball file to be replayed additionally. */
    private static final String TOURNAMENT = "touchline.tournament";

    private static final String TOURNAMENT_VARIABLE = "TOUCHLINE_TOURNAMENT";

    @Test
    void everyMatchEndsWithTheResultInTheFile() {
        ObjectNode file = harbourCup();
        JsonNode outcome = play(file, "max");
        assertEquals(12, outcome.path("matches").asInt());
        assertEquals(outcome.path("sent"), outcome.path("accepted"));
        assertEquals(0, outcome.path("refused").asInt(-1));
        assertResults(file, outcome);

        Map<String, JsonNode> matches = byTeams(outcome);
        JsonNode group = matches.get("Aldermoor – Brackwater");
        assertEquals("2031-06-01T15:00:00Z", group.path("kickOff").asText());
        assertEquals("Group A", group.path("group").asText());
        assertEquals("Group stage", group.path("stage").asText());
        assertEquals("Matchday 1", group.path("round").asText());
        assertEquals("The Quay, Aldermoor", group.path("venue").asText());
        assertEquals("home", group.path("winner").asText());
        assertEquals(
                "2031-06-08T23:30:00Z",
                matches.get("Éire Bay – Øster Havn").path("kickOff").asText());

        assertEquals("home", matches.get("Aldermoor – Éire Bay").path("winner").asText());
        assertEquals("away", matches.get("Dunhaven – Fairlight").path("winner").asText());
        assertEquals("home", matches.get("Aldermoor – Fairlight").path("winner").asText());
        assertTrue(matches.get("Cindermouth – Dunhaven").path("winner").isNull());

        JsonNode unplayed = matches.get("Aldermoor – Hollin Sands");
        assertEquals("scheduled", unplayed.path("phase").asText());
        assertEquals(1, unplayed.path("seq").asInt());
        assertEquals(
                "cancelled", matches.get("Éire Bay – Dunhaven").path("phase").asText());
        assertEquals(
                "postponed", matches.get("Gullholm – Øster Havn").path("phase").asText());
    }

    @Test
    void goalsHaveMinuteKindAndScorer() {
        JsonNode outcome = play(harbourCup(), "max");
        Map<String, JsonNode> matches = byTeams(outcome);
        assertEquals(
                List.of("45+1' Flo Finch away", "45+2' Cy Cole home", "46' Flo Finch away", "90+4' Gus Grey away"),
                goals(matches.get("Brackwater – Dunhaven")));
        assertEquals(
                List.of("9' Séamus Ó away", "90+4' Ann Ashe home", "105+2' Ann Ashe home"),
                goals(matches.get("Aldermoor – Éire Bay")));

        JsonNode figures = statistics(matches.get("Aldermoor – Cindermouth"));
        assertEquals(1, figures.path("away").path("ownGoals").asInt());
        assertEquals(1, figures.path("home").path("goals").asInt());
        assertEquals(1, figures.path("away").path("penaltyGoals").asInt());
        assertEquals(
                Api.json("[{\"player\":\"Dee Dunn\",\"team\":\"away\",\"ownGoals\":1},"
                        + "{\"player\":\"Eli Ember\",\"team\":\"away\",\"goals\":1,\"penaltyGoals\":1,"
                        + "\"shots\":1,\"shotsOnTarget\":1}]"),
                figures.path("players"));
    }

    @Test
    void missingDetailsAreInventedAndListed() {
        JsonNode outcome = play(harbourCup(), "max");
        Map<String, JsonNode> matches = byTeams(outcome);
        List<String> notes = texts(outcome.path("notes"));
        assertEquals(2, notes.size(), notes::toString);
        assertTrue(notes.stream().anyMatch(note -> note.contains("1 goal of Éire Bay")), notes::toString);
        assertTrue(
                notes.stream().anyMatch(note -> note.contains("3 goals of Fairlight") && note.contains("2 goals of")),
                notes::toString);
        assertEquals(
                Api.json("[{\"player\":\"Séamus Ó\",\"team\":\"home\",\"goals\":3,\"shots\":3,\"shotsOnTarget\":3}]"),
                statistics(matches.get("Éire Bay – Øster Havn")).path("players"));
    }

    @Test
    void stagesAreInferredAndDefined() {
        JsonNode outcome = play(harbourCup(), "max");
        String competition = outcome.path("competition").asText();
        List<String> inferred = texts(outcome.path("inferred"));
        assertEquals(
                List.of(
                        "Group stage: 2 tables of 8 teams",
                        "Knock-out: a knock-out with the rounds Semi-final, Match for third place, Friendly, Final,"
                                + " Super Cup"),
                inferred);
        JsonNode standings = Api.get("/competitions/{c}/standings?stage=group-stage", competition);
        assertEquals(2, standings.path("groups").size());
        assertEquals(inferred, texts(standings.path("inferred")));
        JsonNode rounds = Api.get("/competitions/{c}/bracket?stage=knock-out", competition)
                .path("rounds");
        assertEquals("Final", rounds.path(3).path("name").asText());
        assertEquals(
                "Aldermoor", rounds.path(3).path("ties").path(0).path("winner").asText());
    }

    @Test
    void secondReplayChangesNothing() {
        ObjectNode file = harbourCup();
        JsonNode first = play(file, "max");
        List<JsonNode> before = matches(first);
        JsonNode second = play(file, "max");
        assertEquals(first, second);
        assertEquals(before, matches(second));
    }

    @Test
    void subscriberReceivesTheWholeMatch() {
        ObjectNode file = harbourCup();
        String id = slug(file) + "-2031-06-16-dunhaven-fairlight";
        try (SseTestClient client = SseTestClient.ofMatch(id)) {
            client.awaitSnapshot();
            play(file, "max");
            long last = Api.match(id).path("seq").asLong();
            client.awaitUpdate(last);
            assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), client.seqs());
            List<JsonNode> updates =
                    client.updates().stream().map(SseTestClient.Received::data).toList();
            assertEquals("match", updates.get(0).path("kind").asText());
            assertEquals(
                    "football.full-time",
                    updates.get(updates.size() - 1).path("event").path("type").asText());
            assertEquals(
                    List.of("live", "break", "live", "break", "live", "break", "live", "break", "shootout", "finished"),
                    updates.stream()
                            .filter(update -> update.path("kind").asText().equals("phase"))
                            .map(update -> update.path("phase").asText())
                            .toList());
        }
    }

    @Test
    void timedReplayEndsWithTheSameResult() {
        ObjectNode file = harbourCup();
        JsonNode outcome = play(file, "60000");
        assertResults(file, outcome);
        ObjectNode unpaced = harbourCup();
        JsonNode reference = play(unpaced, "max");
        assertEquals(reference.path("sent"), outcome.path("sent"));
        Map<String, JsonNode> expected = byTeams(reference);
        byTeams(outcome).forEach((teams, match) -> {
            for (String field : List.of("score", "shootout", "phase", "clock", "winner", "seq")) {
                assertEquals(expected.get(teams).path(field), match.path(field), teams + ": " + field);
            }
        });
    }

    @Test
    void configuredTournamentIsReplayed() throws IOException {
        String named = System.getProperty(
                TOURNAMENT, System.getProperty(TOURNAMENT_VARIABLE, System.getenv(TOURNAMENT_VARIABLE)));
        assumeTrue(named != null && !named.isBlank(), TOURNAMENT_VARIABLE + " names no file");
        ObjectNode file = (ObjectNode) Api.json(Files.readString(Path.of(named)));
        file.put("name", UniqueIds.id(file.path("name").asText()));
        JsonNode outcome = play(file, "max");
        assertEquals(0, outcome.path("refused").asInt(-1));
        assertResults(file, outcome);
        List<JsonNode> before = matches(outcome);
        assertEquals(before, matches(play(file, "max")));
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "fast", "NaN", "Infinity", "1000001", "MAX", "1,5"})
    void invalidSpeedIsRejected(String speed) {
        assertProblem(replay(harbourCup().toString(), speed), 400, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "hello", "{\"name\": \"x\", \"matches\": [", "<xml/>"})
    void malformedFileIsRejected(String file) {
        assertProblem(replay(file, "max"), 400, "malformed");
    }

    static Stream<Arguments> filesThatAreNoTournament() {
        String teams = "\"team1\":\"A\",\"team2\":\"B\"";
        String dated = teams + ",\"date\":\"2031-06-01\"";
        return Stream.of(
                Arguments.of("{}", "name"),
                Arguments.of("[]", "name"),
                Arguments.of("42", "name"),
                Arguments.of("null", "name"),
                Arguments.of("{\"name\":\"\",\"matches\":[]}", "name"),
                Arguments.of("{\"name\":7,\"matches\":[]}", "name"),
                Arguments.of("{\"name\":\"x\"}", "matches"),
                Arguments.of("{\"name\":\"x\",\"matches\":{}}", "matches"),
                Arguments.of("{\"name\":\"x\",\"matches\":[]}", "match"),
                Arguments.of(cup("42"), "matches[0].team1"),
                Arguments.of(cup("{}"), "matches[0].team1"),
                Arguments.of(cup("{" + dated + "},{\"team1\":\"A\",\"date\":\"2031-06-01\"}"), "matches[1].team2"),
                Arguments.of(cup("{" + teams + "}"), "matches[0].date"),
                Arguments.of(cup("{" + teams + ",\"date\":\"1 June\"}"), "matches[0].date"),
                Arguments.of(cup("{" + dated + ",\"time\":\"25:99\"}"), "matches[0].date"),
                Arguments.of(cup("{" + dated + ",\"time\":\"18:00 UTC+99\"}"), "matches[0].date"),
                Arguments.of(cup("{" + dated + ",\"score\":{\"ft\":[1]}}"), "matches[0].score.ft"),
                Arguments.of(cup("{" + dated + ",\"score\":{\"ft\":[1,\"x\"]}}"), "matches[0].score.ft"),
                Arguments.of(cup("{" + dated + ",\"score\":{\"ft\":[-1,0]}}"), "matches[0].score.ft"),
                Arguments.of(cup("{" + dated + ",\"score\":{\"ft\":[1.5,0]}}"), "matches[0].score.ft"),
                Arguments.of(cup("{" + dated + ",\"score\":{\"ft\":[1,1],\"p\":[4,3,2]}}"), "matches[0].score.p"));
    }

    private static String cup(String matches) {
        return "{\"name\":\"x\",\"matches\":[" + matches + "]}";
    }

    @ParameterizedTest
    @MethodSource("filesThatAreNoTournament")
    void invalidTournamentIsRejectedWithThePlace(String file, String place) {
        JsonNode problem = assertProblem(replay(file, "max"), 422, "invalid");
        assertTrue(problem.path("detail").asText().contains(place), problem::toString);
    }

    @Test
    void emptyFileIsRejected() {
        Response response = replay("", "max");
        assertTrue(response.statusCode() == 400 || response.statusCode() == 422, response::asString);
        assertProblem(response, response.statusCode(), response.statusCode() == 400 ? "malformed" : "invalid");
    }

    @Test
    void fileOfTenMegabytesIsTooLarge() {
        assertProblem(replay(" ".repeat(10_000_000), "max"), 413, "too-large");
    }

    @Test
    void onlyPostIsAllowed() {
        assertProblem(Api.request().get("/simulations/replay"), 405, "method-not-allowed");
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    /** The tournament of the test resources under a unique name. */
    private static ObjectNode harbourCup() {
        try (InputStream in = ReplayTest.class.getResourceAsStream("/tournaments/harbour-cup.json")) {
            ObjectNode file = (ObjectNode) Api.json(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return file.put("name", UniqueIds.id("Harbour Cup"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String slug(JsonNode file) {
        return file.path("name").asText().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static Response replay(String file, String speed) {
        return Api.request()
                .header("Content-Type", Api.PLAIN)
                .queryParam("speed", speed)
                .body(file.getBytes(StandardCharsets.UTF_8))
                .post("/simulations/replay");
    }

    /** Replays the file, waits until all reports have been processed, and returns the answer. */
    private static JsonNode play(JsonNode file, String speed) {
        Response response = replay(file.toString(), speed);
        assertEquals(200, response.statusCode(), response::asString);
        Api.awaitProcessed();
        return Api.json(response);
    }

    private static List<JsonNode> matches(JsonNode outcome) {
        List<JsonNode> matches = new ArrayList<>();
        Api.get(
                        "/matches?limit=200&competition={c}",
                        outcome.path("competition").asText())
                .path("items")
                .forEach(matches::add);
        return matches;
    }

    private static Map<String, JsonNode> byTeams(JsonNode outcome) {
        Map<String, JsonNode> byTeams = new HashMap<>();
        matches(outcome).forEach(match -> byTeams.put(teams(match, "home", "away"), match));
        return byTeams;
    }

    private static String teams(JsonNode match, String home, String away) {
        return match.path(home).asText() + " – " + match.path(away).asText();
    }

    private static JsonNode statistics(JsonNode match) {
        return Api.get("/matches/{id}/statistics", match.path("id").asText());
    }

    private static List<String> goals(JsonNode match) {
        return StreamSupport.stream(Api.timeline(match.path("id").asText()).spliterator(), false)
                .filter(line -> line.path("type").asText().equals("football.goal"))
                .map(line -> line.path("text").asText().split(" ")[0] + " "
                        + line.path("player").asText() + " " + line.path("team").asText())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Asserts that every match of the file has its result. */
    private static void assertResults(JsonNode file, JsonNode outcome) {
        List<String> expected = new ArrayList<>();
        for (JsonNode match : file.path("matches")) {
            JsonNode score = match.path("score");
            boolean played = score.has("ft");
            JsonNode result = score.has("et") ? score.path("et") : score.path("ft");
            expected.add(line(
                    teams(match, "team1", "team2"),
                    played ? "finished" : phase(match),
                    result.path(0).asInt(),
                    result.path(1).asInt(),
                    score.has("p")
                            ? score.path("p").path(0) + "–" + score.path("p").path(1)
                            : "none"));
        }
        List<String> actual = matches(outcome).stream()
                .map(match -> line(
                        teams(match, "home", "away"),
                        match.path("phase").asText(),
                        match.path("score").path("home").asInt(),
                        match.path("score").path("away").asInt(),
                        match.path("shootout").isNull()
                                ? "none"
                                : match.path("shootout").path("home") + "–"
                                        + match.path("shootout").path("away")))
                .toList();
        assertEquals(
                expected.stream().sorted().toList(), actual.stream().sorted().toList());
    }

    private static String phase(JsonNode match) {
        return switch (match.path("status").asText()) {
            case "CANCELED" -> "cancelled";
            case "POSTPONED" -> "postponed";
            default -> "scheduled";
        };
    }

    private static String line(String teams, String phase, int home, int away, String shootout) {
        return teams + " " + home + "–" + away + ", shoot-out " + shootout + ", " + phase;
    }
}
