package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Started;
import dev.touchline.testing.StreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each role in processes of its own, on a database that nobody has used before. */
class RolesIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    private static RealBroker broker;

    @RegisterExtension
    final Started started = new Started();

    private RealDatabase database;

    @BeforeAll
    static void brokerStarts() {
        broker = RealBroker.running();
    }

    @AfterAll
    static void brokerStops() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void databaseStarts() {
        database = started.ended(RealDatabase.running());
    }

    @Test
    void whatIsAcceptedBeforeAnyStatisticsEverRanWaitsForThem() {
        String match = "waits-" + UUID.randomUUID();
        AppProcess ingest =
                started.ended(AppProcess.launch("ingest", "ingest", broker)).awaitReady();
        assertEquals(
                202,
                ingest.put("/matches/" + match, RetryingAgent.announcement("patience", "Elm port", "Fir holm"))
                        .statusCode());
        List.of(
                        RetryingAgent.event(match, "1", "kick-off", "home", 0),
                        RetryingAgent.event(match, "2", "goal", "away", 11),
                        RetryingAgent.event(match, "3", "own-goal", "away", 90).put("stoppage", 4))
                .forEach(
                        event -> assertEquals(202, ingest.post("/events", event).statusCode()));
        assertEquals(404, ingest.status("/matches/" + match), "reads are not the ingest's");
        assertEquals(
                List.of(),
                database.column(String.class, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"),
                "no process has touched the database");

        // Both find an empty database, and make the tables at the same time.
        AppProcess statistics = started.ended(AppProcess.launch("statistics", "statistics", broker, database));
        AppProcess live = started.ended(AppProcess.launch("live", "live", broker, database))
                .awaitReady();
        statistics.awaitReady();
        await().atMost(ARRIVAL)
                .until(() -> live.status("/matches/" + match) == 200
                        && live.get("/matches/" + match).path("seq").asLong() == 4);
        JsonNode found = live.get("/matches/" + match);
        assertAll(
                () -> assertEquals(
                        "{\"home\":1,\"away\":1}", found.path("score").toString()),
                () -> assertEquals("live", found.path("phase").asText()),
                () -> assertEquals("Elm port", found.path("home").asText()),
                () -> assertEquals(
                        "{\"period\":\"second-half\",\"minute\":90,\"stoppage\":4}",
                        found.path("clock").toString()),
                () -> assertEquals(
                        3, live.items("/matches/" + match + "/events?limit=2").size()),
                () -> assertEquals(404, statistics.status("/matches/" + match), "reads are not for the statistics"),
                () -> assertEquals(
                        404,
                        live.post("/events", RetryingAgent.event(match, "9", "goal", "home", 1))
                                .statusCode(),
                        "reports are not for the live role"));

        try (StreamClient follower = StreamClient.follow(live.at("/matches/" + match + "/stream"))) {
            await().until(() -> follower.position() == 4);
            ingest.post("/events", RetryingAgent.event(match, "4", "goal", "home", 12));
            await().atMost(ARRIVAL).until(() -> follower.position() == 5);
            assertEquals(
                    "{\"home\":2,\"away\":1}",
                    follower.frames().get(1).data().path("score").toString());
        }
    }

    @Test
    void whenOneOfTwoStatisticsProcessesIsKilledInTheMiddleNothingIsLostAndNothingCountedTwice() {
        Season season = new Season();
        AppProcess ingest =
                started.ended(AppProcess.launch("ingest", "ingest", broker)).awaitReady();
        AppProcess one = started.ended(AppProcess.launch("statistics-one", "statistics", broker, database));
        AppProcess two = started.ended(AppProcess.launch("statistics-two", "statistics", broker, database));
        AppProcess live = started.ended(AppProcess.launch("live", "live", broker, database));
        List.of(ingest, one, two, live).forEach(AppProcess::awaitReady);
        String watched = season.matches().get(0);
        StreamClient follower = started.ended(StreamClient.follow(live.at("/matches/" + watched + "/stream")));
        await().until(() -> follower.position() == 0);

        RetryingAgent agent = new RetryingAgent(ingest);
        ExecutorService agents = Executors.newFixedThreadPool(4);
        started.ended(agents::shutdownNow);
        long begun = System.nanoTime();
        List<CompletableFuture<Void>> sending = season.requests().stream()
                .map(request -> CompletableFuture.runAsync(() -> agent.report(request), agents))
                .toList();
        await().pollInterval(Duration.ofMillis(20)).atMost(ARRIVAL).until(() -> stored() > Season.REPORTS / 4);
        long before = stored();
        one.kill();
        CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)).join();
        season.matches().forEach(match -> agent.announce(match, RetryingAgent.announcement("season", "Home", "Away")));
        await().atMost(ARRIVAL)
                .until(() -> stored() == Season.REPORTS + season.matches().size());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf(
                "%d reports of %d matches, %d of them sent twice: all stored %d ms after the first was sent; killed"
                        + " at %d%n",
                Season.REPORTS, season.matches().size(), Season.REPEATED, took.toMillis(), before);
        assertTrue(before < Season.REPORTS, "the kill came too late to be in the middle");

        for (String match : season.matches()) {
            long last = database.column(Long.class, "SELECT seq FROM match WHERE id = ?", match)
                    .get(0);
            List<Long> oneToLast = LongStream.rangeClosed(1, last).boxed().toList();
            assertEquals(
                    oneToLast,
                    database.column(
                            Long.class,
                            "SELECT seq FROM event WHERE match = ? AND seq IS NOT NULL ORDER BY seq",
                            match),
                    match);
            try (StreamClient late = StreamClient.resume(live.at("/matches/" + match + "/stream"), 0)) {
                await().atMost(ARRIVAL).until(() -> late.position() >= last);
                assertEquals(oneToLast, late.updates(), match);
            }
            JsonNode found = live.get("/matches/" + match);
            assertEquals(season.score(match), found.path("score"), match);
            assertEquals("finished", found.path("phase").asText(), match);
        }
        long last = live.get("/matches/" + watched).path("seq").asLong();
        await().atMost(ARRIVAL).until(() -> follower.position() == last);
        assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), follower.updates());
        assertEquals(List.of(), database.column(String.class, "SELECT reason FROM conflict"));
    }

    private long stored() {
        return database.column(Long.class, "SELECT count(*) FROM event").get(0);
    }

    /** Twenty matches at once, as disorderly as reports can come: shuffled, repeated, corrected and taken back. */
    private static final class Season {
        static final int REPORTS = 5_000;
        static final int REPEATED = REPORTS / 10;
        private static final int MATCHES = 20;
        private static final int PER_REQUEST = 25;
        private static final List<String> KINDS =
                List.of("shot", "shot-on-target", "foul", "corner", "offside", "yellow-card", "goal", "own-goal");

        private final Random random = new Random(5_000);
        private final String name = "season-" + UUID.randomUUID();
        private final List<ObjectNode> reports = new ArrayList<>();

        Season() {
            for (String match : matches()) {
                int own = reports.size();
                add(match, "kick-off", 0);
                add(match, "half-time", 45);
                add(match, "second-half", 45);
                add(match, "full-time", 90);
                while (reports.size() < own + REPORTS / MATCHES) {
                    ObjectNode event = add(match, KINDS.get(random.nextInt(KINDS.size())), 1 + random.nextInt(90));
                    if (random.nextInt(10) == 0 && reports.size() < own + REPORTS / MATCHES) {
                        ObjectNode revised = event.deepCopy().put("revision", 2);
                        reports.add(
                                random.nextBoolean()
                                        ? revised.put("status", "cancelled")
                                        : revised.put(
                                                "team",
                                                event.path("team").asText().equals("home") ? "away" : "home"));
                    }
                }
            }
        }

        List<String> matches() {
            return LongStream.range(0, MATCHES).mapToObj(i -> name + "-" + i).toList();
        }

        private ObjectNode add(String match, String kind, int minute) {
            ObjectNode event = RetryingAgent.event(
                    match, match + "/" + reports.size(), kind, random.nextBoolean() ? "home" : "away", minute);
            reports.add(event);
            return event;
        }

        List<ArrayNode> requests() {
            List<ObjectNode> all = new ArrayList<>(reports);
            Collections.shuffle(all, random);
            all.addAll(List.copyOf(all.subList(0, REPEATED)));
            Collections.shuffle(all, random);
            List<ArrayNode> requests = new ArrayList<>();
            for (int from = 0; from < all.size(); from += PER_REQUEST) {
                ArrayNode request = AppProcess.JSON.createArrayNode();
                request.addAll(all.subList(from, from + PER_REQUEST));
                requests.add(request);
            }
            return requests;
        }

        /** The score by the highest revision of every incident. */
        JsonNode score(String match) {
            Map<String, ObjectNode> standing = new TreeMap<>();
            reports.stream()
                    .filter(report -> report.path("match").asText().equals(match))
                    .forEach(report -> standing.merge(
                            report.path("id").asText(),
                            report,
                            (a, b) -> a.path("revision").asInt(1)
                                            > b.path("revision").asInt(1)
                                    ? a
                                    : b));
            Map<String, Integer> goals = new HashMap<>(Map.of("home", 0, "away", 0));
            Set<String> scoring = new HashSet<>(Set.of("football.goal", "football.own-goal"));
            standing.values().stream()
                    .filter(report -> scoring.contains(report.path("type").asText()))
                    .filter(report -> !report.path("status").asText().equals("cancelled"))
                    .forEach(report -> {
                        boolean byHome = report.path("team").asText().equals("home");
                        boolean own = report.path("type").asText().equals("football.own-goal");
                        goals.merge(byHome != own ? "home" : "away", 1, Integer::sum);
                    });
            return AppProcess.JSON
                    .createObjectNode()
                    .put("home", goals.get("home"))
                    .put("away", goals.get("away"));
        }
    }
}
