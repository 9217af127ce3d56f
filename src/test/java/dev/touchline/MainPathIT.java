package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.GeneratedTournament;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.StreamClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One process does everything: a tournament goes in by HTTP and comes out as results and streams. */
class MainPathIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final String EVERYTHING = "ingest,statistics,live";
    private static final ObjectNode FILE = GeneratedTournament.generate();
    private static final String FINAL = idOf(FILE.withArray("matches").get(63));
    private static final int CUT_AFTER = 3;
    /** An end in good order takes that long at most, with streams open. */
    private static final Duration END = Duration.ofSeconds(15);

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;
    private static StreamClient steady;
    private static StreamClient shaky;
    private static JsonNode outcome;

    @BeforeAll
    static void aTournamentIsReplayed() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launch("main-path", EVERYTHING, broker, database).awaitReady();
        steady = StreamClient.follow(app.at("/matches/" + FINAL + "/stream"));
        shaky = StreamClient.losing(app.at("/matches/" + FINAL + "/stream"), CUT_AFTER);
        await().until(() -> steady.position() == 0 && shaky.position() == 0);
        outcome = replay(FILE);
    }

    @AfterAll
    static void everythingEnds() {
        for (AutoCloseable part : new AutoCloseable[] {steady, shaky, app, database, broker}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void everyReportOfTheReplayIsAccepted() {
        assertAll(
                () -> assertEquals(
                        GeneratedTournament.COMPETITION,
                        outcome.path("competition").asText()),
                () -> assertEquals(64, outcome.path("matches").asInt()),
                () -> assertEquals(0, outcome.path("refused").asInt()),
                () -> assertEquals(
                        outcome.path("sent").asInt(), outcome.path("accepted").asInt()),
                () -> assertEquals(0, outcome.path("notes").size(), outcome::toString));
    }

    @Test
    void everyMatchEndsWithTheResultThatTheFileHas() {
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertEquals(resultsIn(FILE), results(GeneratedTournament.COMPETITION)));
    }

    @Test
    void theTournamentHasEverythingThatIsHardToGetRight() {
        List<JsonNode> matches = elements(FILE.path("matches"));
        List<JsonNode> goals = matches.stream()
                .flatMap(match -> elements(match.path("goals1"), match.path("goals2")).stream())
                .toList();
        assertAll(
                () -> assertEquals(64, matches.size()),
                () -> assertTrue(
                        matches.stream().anyMatch(match -> match.path("score").has("et"))),
                () -> assertTrue(
                        matches.stream().anyMatch(match -> match.path("score").has("p"))),
                () -> assertTrue(goals.stream().anyMatch(goal -> goal.has("owngoal"))),
                () -> assertTrue(goals.stream().anyMatch(goal -> goal.has("penalty"))),
                () -> assertTrue(goals.stream().anyMatch(goal -> goal.has("offset"))),
                () -> assertTrue(goals.stream()
                        .anyMatch(goal -> goal.path("minute").asText().startsWith("90+"))));
    }

    @Test
    void everyGoalStandsInTheTimelineAtItsMinute() {
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertEquals(goalsIn(FILE), goals(GeneratedTournament.COMPETITION)));
    }

    @Test
    void aFollowerFromBeforeTheFirstEventSeesEveryChangeOnceAndInOrder() {
        long last = lastSeqOfTheFinal();
        await().atMost(ARRIVAL).until(() -> steady.position() == last);
        assertAll(
                () -> assertEquals(1, steady.connections()),
                () -> assertEquals("snapshot", steady.frames().get(0).name()),
                () -> assertEquals(upTo(1, last), steady.updates()),
                () -> assertEquals(
                        app.get("/matches/" + FINAL).path("score"),
                        steady.frames().get(steady.frames().size() - 1).data().path("score")));
    }

    @Test
    void aFollowerThatIsCutOffAgainAndAgainMissesNothingAndSeesNothingTwice() {
        long last = lastSeqOfTheFinal();
        await().atMost(ARRIVAL).until(() -> shaky.position() == last);
        assertTrue(shaky.connections() > last / CUT_AFTER, () -> "connections: " + shaky.connections());
        assertTrue(shaky.gapless(), () -> shaky.frames().toString());
    }

    @Test
    void whoComesBackWithTheFirstIdGetsTheRest() {
        long last = lastSeqOfTheFinal();
        try (StreamClient late = StreamClient.resume(app.at("/matches/" + FINAL + "/stream"), 1)) {
            await().atMost(ARRIVAL).until(() -> late.position() == last);
            assertEquals(upTo(2, last), late.updates());
            assertEquals(late.updates().size(), late.frames().size(), "no snapshot");
        }
    }

    @Test
    void replayingAgainChangesNothing() {
        List<JsonNode> before = finished(GeneratedTournament.COMPETITION, FILE);
        replay(FILE);
        awaitEverythingSentSoFar();
        assertEquals(before, matches(GeneratedTournament.COMPETITION));
    }

    @Test
    void aRestartedProcessServesTheSame() {
        List<JsonNode> before = finished(GeneratedTournament.COMPETITION, FILE);
        long begun = System.nanoTime();
        app.stop();
        Duration stopping = Duration.ofNanos(System.nanoTime() - begun);
        app = app.launchAgain().awaitReady();
        assertEquals(before, matches(GeneratedTournament.COMPETITION));
        assertTrue(stopping.compareTo(END) < 0, () -> "stopping took " + stopping);
    }

    @Test
    void theTournamentNamedByTheEnvironmentEndsAsItsFileSays() throws IOException {
        String name = System.getenv("TOUCHLINE_TOURNAMENT");
        Assumptions.assumeTrue(name != null, "set TOUCHLINE_TOURNAMENT to a file of openfootball's to replay it, too");
        JsonNode file = AppProcess.JSON.readTree(Files.readAllBytes(Path.of(name)));
        JsonNode replayed = replay(file);
        String competition = replayed.path("competition").asText();
        assertEquals(0, replayed.path("refused").asInt());
        List<JsonNode> first = finished(competition, file);
        replay(file);
        awaitEverythingSentSoFar();
        assertEquals(first, matches(competition));
    }

    private static JsonNode replay(JsonNode file) {
        HttpResponse<String> response = app.post("/simulations/replay?speed=max", file);
        assertEquals(200, response.statusCode(), response::body);
        return AppProcess.json(response);
    }

    private static List<JsonNode> matches(String competition) {
        return app.items("/matches?competition=" + competition);
    }

    private static List<JsonNode> finished(String competition, JsonNode file) {
        await().atMost(ARRIVAL).untilAsserted(() -> assertEquals(resultsIn(file), results(competition)));
        awaitEverythingSentSoFar();
        return matches(competition);
    }

    // One process takes what it is sent in its order, so when the last report is there, all before it are.
    private static void awaitEverythingSentSoFar() {
        String match = "marker-" + UUID.randomUUID();
        new RetryingAgent(app).report(RetryingAgent.event(match, match, "kick-off", "home", 0));
        await().atMost(ARRIVAL).until(() -> app.status("/matches/" + match) == 200);
    }

    private static long lastSeqOfTheFinal() {
        finished(GeneratedTournament.COMPETITION, FILE);
        long last = app.get("/matches/" + FINAL).path("seq").asLong();
        assertFalse(last < 20, "a final that goes to a shoot-out has more than " + last + " changes");
        return last;
    }

    private static List<Long> upTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static String idOf(JsonNode match) {
        // No kick-off of the generated tournament is on another day in UTC, and all names are plain.
        return String.join(
                        "-",
                        GeneratedTournament.COMPETITION,
                        match.path("date").asText(),
                        match.path("team1").asText(),
                        match.path("team2").asText())
                .toLowerCase()
                .replace(' ', '-');
    }

    /** How each match ended, in words; sorted, since two of the same teams may have met twice. */
    private static List<String> results(String competition) {
        return matches(competition).stream()
                .map(match -> result(
                        match.path("home").asText(),
                        match.path("away").asText(),
                        match.path("phase").asText(),
                        pair(match.path("score")),
                        pair(match.path("shootout")),
                        match.path("winner").asText()))
                .sorted()
                .toList();
    }

    private static List<String> resultsIn(JsonNode file) {
        return elements(file.path("matches")).stream()
                .map(match -> {
                    JsonNode score = match.path("score");
                    JsonNode goals = score.has("et") ? score.path("et") : score.path("ft");
                    JsonNode kicks = score.path("p");
                    JsonNode decisive = kicks.isMissingNode() ? goals : kicks;
                    int ahead = decisive.path(0).asInt() - decisive.path(1).asInt();
                    return result(
                            match.path("team1").asText(),
                            match.path("team2").asText(),
                            "finished",
                            pair(goals),
                            pair(kicks),
                            ahead == 0 ? "null" : ahead > 0 ? "home" : "away");
                })
                .sorted()
                .toList();
    }

    private static String result(String home, String away, String phase, String score, String shootout, String winner) {
        return "%s - %s: %s %s, shoot-out %s, winner %s".formatted(home, away, phase, score, shootout, winner);
    }

    private static String pair(JsonNode score) {
        if (score.isArray()) {
            return score.path(0).asInt() + ":" + score.path(1).asInt();
        }
        return score.isObject()
                ? score.path("home").asInt() + ":" + score.path("away").asInt()
                : "none";
    }

    /** The goals of each match in words, by its day and teams. */
    private static Map<String, List<String>> goals(String competition) {
        Map<String, List<String>> goals = new TreeMap<>();
        for (JsonNode match : matches(competition)) {
            goals.put(
                    game(match.path("kickOff").asText(), match.path("home"), match.path("away")),
                    app.items("/matches/" + match.path("id").asText() + "/events?limit=7").stream()
                            .filter(event -> event.path("type").asText().matches("football\\.(penalty-|own-)?goal"))
                            .map(event -> goal(
                                    event.path("team").asText(),
                                    event.path("minute").asText(),
                                    event.path("stoppage").asInt(),
                                    event.path("type").asText(),
                                    event.path("player").asText()))
                            .sorted()
                            .toList());
        }
        return goals;
    }

    private static Map<String, List<String>> goalsIn(JsonNode file) {
        Map<String, List<String>> goals = new TreeMap<>();
        for (JsonNode match : file.path("matches")) {
            List<String> inMatch = new ArrayList<>();
            match.path("goals1").forEach(goal -> inMatch.add(goalInFile(goal, "home", "away")));
            match.path("goals2").forEach(goal -> inMatch.add(goalInFile(goal, "away", "home")));
            goals.put(
                    game(match.path("date").asText(), match.path("team1"), match.path("team2")),
                    inMatch.stream().sorted().toList());
        }
        return goals;
    }

    private static String game(String time, JsonNode home, JsonNode away) {
        return time.substring(0, "2031-06-14".length()) + " " + home.asText() + " - " + away.asText();
    }

    private static String goalInFile(JsonNode goal, String team, String other) {
        boolean own = goal.has("owngoal");
        String[] minute = goal.path("minute").asText().split("\\+");
        return goal(
                own ? other : team,
                minute[0],
                minute.length == 2
                        ? Integer.parseInt(minute[1])
                        : goal.path("offset").asInt(),
                own ? "football.own-goal" : goal.has("penalty") ? "football.penalty-goal" : "football.goal",
                goal.path("name").asText());
    }

    private static String goal(String team, String minute, int stoppage, String type, String player) {
        return "%s+%d %s by %s of %s".formatted(minute, stoppage, type, player, team);
    }

    private static List<JsonNode> elements(JsonNode... arrays) {
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode array : arrays) {
            array.forEach(elements::add);
        }
        return elements;
    }
}
