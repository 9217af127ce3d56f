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
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One process with all roles: a tournament is replayed over HTTP and read as results, tables and streams. */
class MainPathIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final String EVERYTHING = "ingest,statistics,live,notification";
    private static final ObjectNode FILE = GeneratedTournament.generate();
    private static final String FINAL =
            GeneratedTournament.idOf(FILE.withArray("matches").get(63));
    private static final int CUT_AFTER = 3;
    /** The limit for a graceful shutdown with open streams. */
    private static final Duration MAX_SHUTDOWN = Duration.ofSeconds(15);

    /** As officially published. */
    private static final String TABLES_OF_2022 = """
            Group A: 1 Netherlands 7, 2 Senegal 6, 3 Ecuador 4, 4 Qatar 0
            Group B: 1 England 7, 2 USA 5, 3 Iran 3, 4 Wales 1
            Group C: 1 Argentina 6, 2 Poland 4, 3 Mexico 4, 4 Saudi Arabia 3
            Group D: 1 France 6, 2 Australia 6, 3 Tunisia 4, 4 Denmark 1
            Group E: 1 Japan 6, 2 Spain 4, 3 Germany 4, 4 Costa Rica 3
            Group F: 1 Morocco 7, 2 Croatia 5, 3 Belgium 4, 4 Canada 0
            Group G: 1 Brazil 6, 2 Switzerland 6, 3 Cameroon 4, 4 Serbia 1
            Group H: 1 Portugal 6, 2 South Korea 4, 3 Uruguay 4, 4 Ghana 3
            """;

    /** All players with at least four goals, as officially published. */
    private static final Map<String, Integer> TOP_SCORERS_OF_2022 =
            Map.of("Mbappé, France", 8, "Messi, Argentina", 7, "Giroud, France", 4, "Álvarez, Argentina", 4);

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;
    private static ResumingSseClient connected;
    private static ResumingSseClient disconnecting;
    private static JsonNode outcome;

    @BeforeAll
    static void replayTournament() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launch("main-path", EVERYTHING, broker, database).awaitReady();
        connected = ResumingSseClient.connect(app.at("/matches/" + FINAL + "/stream"));
        disconnecting = ResumingSseClient.cuttingAfter(app.at("/matches/" + FINAL + "/stream"), CUT_AFTER);
        await().until(() -> connected.position() == 0 && disconnecting.position() == 0);
        outcome = replay(FILE);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {connected, disconnecting, app, database, broker}) {
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
    void everyMatchEndsWithTheResultInTheFile() {
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertEquals(resultsIn(FILE), results(GeneratedTournament.COMPETITION)));
    }

    @Test
    void tournamentCoversTheHardCases() {
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
    void everyGoalIsInTheTimelineAtItsMinute() {
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertEquals(goalsIn(FILE), goals(GeneratedTournament.COMPETITION)));
    }

    @Test
    void standingsFollowFromTheResultsInTheFile() {
        finished(GeneratedTournament.COMPETITION, FILE);
        List<String> tables = tables(GeneratedTournament.COMPETITION);
        assertEquals(32, tables.size());
        assertEquals(tablesIn(FILE), tables);
    }

    @Test
    void scorersAreThoseInTheFile() {
        finished(GeneratedTournament.COMPETITION, FILE);
        List<String> scorers = scorers(GeneratedTournament.COMPETITION);
        assertFalse(scorers.isEmpty());
        assertEquals(scorersIn(FILE), scorers);
    }

    @Test
    void subscriberFromTheStartSeesEveryChangeOnceAndInOrder() {
        long last = lastSeqOfTheFinal();
        await().atMost(ARRIVAL).until(() -> connected.position() == last);
        assertAll(
                () -> assertEquals(1, connected.connections()),
                () -> assertEquals("snapshot", connected.frames().get(0).name()),
                () -> assertEquals(upTo(1, last), connected.updates()),
                () -> assertEquals(
                        app.get("/matches/" + FINAL).path("score"),
                        connected
                                .frames()
                                .get(connected.frames().size() - 1)
                                .data()
                                .path("score")));
    }

    @Test
    void repeatedlyDisconnectedSubscriberSeesEveryChangeOnce() {
        long last = lastSeqOfTheFinal();
        await().atMost(ARRIVAL).until(() -> disconnecting.position() == last);
        assertTrue(disconnecting.connections() > last / CUT_AFTER, () -> "connections: " + disconnecting.connections());
        assertTrue(disconnecting.gapless(), () -> disconnecting.frames().toString());
    }

    @Test
    void subscriberResumingFromTheFirstIdGetsTheRest() {
        long last = lastSeqOfTheFinal();
        try (ResumingSseClient resumed = ResumingSseClient.resume(app.at("/matches/" + FINAL + "/stream"), 1)) {
            await().atMost(ARRIVAL).until(() -> resumed.position() == last);
            assertEquals(upTo(2, last), resumed.updates());
            assertEquals(resumed.updates().size(), resumed.frames().size(), "without a snapshot");
        }
    }

    @Test
    void secondReplayChangesNothing() {
        List<JsonNode> before = finished(GeneratedTournament.COMPETITION, FILE);
        replay(FILE);
        awaitAllStored();
        assertEquals(before, matches(GeneratedTournament.COMPETITION));
    }

    @Test
    void restartedProcessServesTheSameState() {
        List<JsonNode> before = finished(GeneratedTournament.COMPETITION, FILE);
        long startedAt = System.nanoTime();
        app.stop();
        Duration stopping = Duration.ofNanos(System.nanoTime() - startedAt);
        app = app.launchAgain().awaitReady();
        assertEquals(before, matches(GeneratedTournament.COMPETITION));
        assertTrue(stopping.compareTo(MAX_SHUTDOWN) < 0, () -> "stopping took " + stopping);
    }

    @Test
    void configuredTournamentEndsWithTheResultsInItsFile() throws IOException {
        String name = System.getenv("TOUCHLINE_TOURNAMENT");
        Assumptions.assumeTrue(name != null, "TOUCHLINE_TOURNAMENT is not set to an openfootball file");
        JsonNode file = AppProcess.JSON.readTree(Files.readAllBytes(Path.of(name)));
        JsonNode replayed = replay(file);
        String competition = replayed.path("competition").asText();
        assertEquals(0, replayed.path("refused").asInt());
        List<JsonNode> first = finished(competition, file);
        assertEquals(tablesIn(file), tables(competition));
        assertEquals(scorersIn(file), scorers(competition));
        if (file.path("name").asText().equals("World Cup 2022")) {
            assertEquals(TABLES_OF_2022, placesAndPoints(competition));
            assertEquals(TOP_SCORERS_OF_2022, topScorers(competition));
        }
        replay(file);
        awaitAllStored();
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
        awaitAllStored();
        return matches(competition);
    }

    // With one process, reports are stored in order, so the last one arrives after all others.
    private static void awaitAllStored() {
        String match = "marker-" + UUID.randomUUID();
        new RetryingAgent(app).report(RetryingAgent.event(match, match, "kick-off", "home", 0));
        await().atMost(ARRIVAL).until(() -> app.status("/matches/" + match) == 200);
    }

    private static long lastSeqOfTheFinal() {
        finished(GeneratedTournament.COMPETITION, FILE);
        long last = app.get("/matches/" + FINAL).path("seq").asLong();
        assertFalse(last < 20, "a final with a shoot-out has more than " + last + " changes");
        return last;
    }

    private static List<Long> upTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** The result of each match as text, sorted because two teams may meet twice. */
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

    /** The goals of each match as text, by date and teams. */
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

    /** Every row of every table as text. */
    private static List<String> tables(String competition) {
        List<String> rows = new ArrayList<>();
        for (JsonNode group :
                app.get("/competitions/" + competition + "/standings").path("groups")) {
            for (JsonNode row : group.path("rows")) {
                rows.add("%s: %d. %s %d %d %d %d %d:%d %d"
                        .formatted(
                                group.path("name").asText(),
                                row.path("position").asInt(),
                                row.path("team").asText(),
                                row.path("played").asInt(),
                                row.path("won").asInt(),
                                row.path("drawn").asInt(),
                                row.path("lost").asInt(),
                                row.path("goalsFor").asInt(),
                                row.path("goalsAgainst").asInt(),
                                row.path("points").asInt()));
            }
        }
        return rows;
    }

    /** The expected rows, computed from the file by the World Cup's rules without fair play and lots. */
    private static List<String> tablesIn(JsonNode file) {
        Map<String, List<JsonNode>> groups = new TreeMap<>();
        for (JsonNode match : file.path("matches")) {
            if (match.has("group")) {
                groups.computeIfAbsent(match.path("group").asText(), name -> new ArrayList<>())
                        .add(match);
            }
        }
        List<String> rows = new ArrayList<>();
        groups.forEach((name, matches) -> {
            Map<String, int[]> keys = new TreeMap<>();
            Set<String> teams = new TreeSet<>();
            matches.forEach(match -> teams.addAll(List.of(team(match, 1), team(match, 2))));
            for (String team : teams) {
                keys.put(team, key(team, matches));
            }
            for (String team : teams) {
                Set<String> level = teams.stream()
                        .filter(other -> Arrays.equals(keys.get(team), 0, 3, keys.get(other), 0, 3))
                        .collect(Collectors.toSet());
                int[] among = key(
                        team,
                        matches.stream()
                                .filter(match -> level.containsAll(List.of(team(match, 1), team(match, 2))))
                                .toList());
                System.arraycopy(among, 0, keys.get(team), 3, 3);
            }
            Comparator<String> order = Comparator.comparing(keys::get, (a, b) -> Arrays.compare(b, 0, 6, a, 0, 6));
            List<String> sorted = teams.stream().sorted(order).toList();
            for (String team : sorted) {
                int[] key = keys.get(team);
                rows.add("%s: %d. %s %d %d %d %d %d:%d %d"
                        .formatted(
                                name,
                                1
                                        + sorted.stream()
                                                .filter(other -> order.compare(other, team) < 0)
                                                .count(),
                                team,
                                key[6] + key[7] + key[8],
                                key[6],
                                key[7],
                                key[8],
                                key[2],
                                key[2] - key[1],
                                key[0]));
            }
        });
        return rows;
    }

    /**
     * Points, goal difference and goals; the same for matches among teams with equal values, filled in later; won,
     * drawn and lost.
     */
    private static int[] key(String team, List<JsonNode> matches) {
        int[] key = new int[9];
        for (JsonNode match : matches) {
            boolean first = team(match, 1).equals(team);
            if (first || team(match, 2).equals(team)) {
                int own = match.path("score").path("ft").path(first ? 0 : 1).asInt();
                int others = match.path("score").path("ft").path(first ? 1 : 0).asInt();
                key[0] += own > others ? 3 : own == others ? 1 : 0;
                key[1] += own - others;
                key[2] += own;
                key[own > others ? 6 : own == others ? 7 : 8]++;
            }
        }
        return key;
    }

    private static String team(JsonNode match, int number) {
        return match.path("team" + number).asText();
    }

    private static String placesAndPoints(String competition) {
        StringBuilder text = new StringBuilder();
        for (JsonNode group :
                app.get("/competitions/" + competition + "/standings").path("groups")) {
            text.append(elements(group.path("rows")).stream()
                    .map(row -> row.path("position").asText() + " "
                            + row.path("team").asText() + " "
                            + row.path("points").asText())
                    .collect(Collectors.joining(", ", group.path("name").asText() + ": ", "\n")));
        }
        return text.toString();
    }

    private static List<String> scorers(String competition) {
        return app.items("/competitions/" + competition + "/scorers").stream()
                .map(scorer -> scorer(
                        scorer.path("player").asText(),
                        scorer.path("team").asText(),
                        scorer.path("goals").asInt(),
                        scorer.path("penalties").asInt()))
                .toList();
    }

    private static List<String> scorersIn(JsonNode file) {
        // By name and team: goals and penalties.
        Map<List<String>, int[]> tallies = new HashMap<>();
        for (JsonNode match : file.path("matches")) {
            for (int number : new int[] {1, 2}) {
                for (JsonNode goal : match.path("goals" + number)) {
                    if (!goal.has("owngoal")) {
                        int[] tally = tallies.computeIfAbsent(
                                List.of(goal.path("name").asText(), team(match, number)), key -> new int[2]);
                        tally[0]++;
                        tally[1] += goal.has("penalty") ? 1 : 0;
                    }
                }
            }
        }
        joinNames(tallies);
        return tallies.entrySet().stream()
                .sorted(Comparator.<Map.Entry<List<String>, int[]>, Integer>comparing(entry -> -entry.getValue()[0])
                        .thenComparing(entry -> entry.getValue()[1])
                        .thenComparing(entry -> entry.getKey().get(0))
                        .thenComparing(entry -> entry.getKey().get(1)))
                .map(entry ->
                        scorer(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()[0], entry.getValue()[1]))
                .toList();
    }

    /** The replay accepts a surname as that of the one player of the team who has it, and a name without its accents. */
    private static void joinNames(Map<List<String>, int[]> tallies) {
        for (List<String> name : List.copyOf(tallies.keySet())) {
            List<List<String>> full = tallies.keySet().stream()
                    .filter(key -> key.get(1).equals(name.get(1)) && isAlias(name.get(0), key.get(0)))
                    .toList();
            if (full.size() == 1) {
                int[] more = tallies.remove(name);
                int[] tally = tallies.get(full.get(0));
                tally[0] += more[0];
                tally[1] += more[1];
            }
        }
    }

    private static boolean isAlias(String name, String full) {
        return plain(full).endsWith(" " + plain(name)) || plain(full).equals(plain(name)) && full.compareTo(name) < 0;
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }

    private static String scorer(String player, String team, int goals, int penalties) {
        return "%s, %s: %d (%d)".formatted(player, team, goals, penalties);
    }

    /** Players with at least four goals by surname, because the file uses full names and surnames. */
    private static Map<String, Integer> topScorers(String competition) {
        Map<String, Integer> goals = new TreeMap<>();
        for (JsonNode scorer : app.items("/competitions/" + competition + "/scorers")) {
            String player = scorer.path("player").asText();
            goals.merge(
                    player.substring(player.lastIndexOf(' ') + 1) + ", "
                            + scorer.path("team").asText(),
                    scorer.path("goals").asInt(),
                    Integer::sum);
        }
        goals.values().removeIf(count -> count < 4);
        return goals;
    }

    private static List<JsonNode> elements(JsonNode... arrays) {
        List<JsonNode> elements = new ArrayList<>();
        for (JsonNode array : arrays) {
            array.forEach(elements::add);
        }
        return elements;
    }
}
