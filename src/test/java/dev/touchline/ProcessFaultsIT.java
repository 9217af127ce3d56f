package dev.touchline;

import static dev.touchline.testing.RoguePublisher.batch;
import static dev.touchline.testing.RoguePublisher.bytes;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.ExpectContinueRequests;
import dev.touchline.testing.FaultTrial;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.SseClients;
import dev.touchline.testing.UniqueIds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Faults of the database and of processes, malformed messages, and slow clients: no accepted report is lost or
 * duplicated.
 */
class ProcessFaultsIT {

    private static final String EVERYTHING = "ingest,statistics,live,notification";
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** The time that a draining process still answers requests; new ones are refused. */
    private static final Duration DELAY = Duration.ofSeconds(2);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** An update that waits for a client which never reads takes until that client is disconnected. */
    private static final long SLOWEST_UPDATE_MILLIS = 5_000;

    private static final int STREAM_BUFFER = 100;
    private static final int MAX_SEQ_SIZE = 1_000;
    private static final long MEGABYTE = 1024 * 1024;

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void start() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = launch("process-faults").awaitReady();
    }

    private static AppProcess launch(String name) {
        return AppProcess.launch(
                name,
                EVERYTHING,
                broker,
                database,
                Map.of(
                        "TOUCHLINE_HTTP_BODY_TIMEOUT",
                        TIMEOUT.toSeconds() + "s",
                        "TOUCHLINE_LIVE_MAX_BUFFERED_UPDATES",
                        String.valueOf(STREAM_BUFFER),
                        // All streams come from one address.
                        "TOUCHLINE_LIVE_MAX_STREAMS_PER_CLIENT",
                        "10000",
                        "TOUCHLINE_HTTP_MAX_CONNECTIONS_PER_CLIENT",
                        "10000"));
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(100));
    }

    // --- The database fails ------------------------------------------------------------------------------------------

    @Test
    void reportsSurviveADatabaseOutage() {
        FaultTrial trial = resources.closeAfter(FaultTrial.start("PostgreSQL stopped for 20 s", database, app));
        trial.awaitAnswered(200);
        int before = trial.answered();
        database.stop();
        await().pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(20))
                .atMost(Duration.ofSeconds(40))
                .until(() -> app.status("/q/health/live") == 200);
        assertEquals(503, app.status("/q/health/ready"), "not ready without a database");
        assertTrue(trial.answered() > before + 1_000, () -> "accepted meanwhile: " + (trial.answered() - before));
        database.start();
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void reportsSurviveAReadOnlyDatabase() {
        FaultTrial trial = resources.closeAfter(FaultTrial.start("PostgreSQL read-only for 10 s", database, app));
        trial.awaitAnswered(200);
        database.execute("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        long before;
        try {
            eventually().until(() -> database.column(String.class, "SHOW transaction_read_only")
                    .equals(List.of("on")));
            String readOnlySince = database.column(String.class, "SELECT clock_timestamp()::text")
                    .get(0);
            // Transactions that began earlier may write.
            eventually().until(() -> database.column(
                            Long.class,
                            "SELECT count(*) FROM pg_stat_activity"
                                    + " WHERE backend_type = 'client backend' AND xact_start < ?::timestamptz",
                            readOnlySince)
                    .equals(List.of(0L)));
            before = database.column(Long.class, "SELECT count(*) FROM event").get(0);
            await().pollInterval(Duration.ofMillis(500))
                    .during(Duration.ofSeconds(10))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> app.status("/q/health/live") == 200 && app.status("/matches") == 200);
            assertEquals(
                    List.of(before), database.column(Long.class, "SELECT count(*) FROM event"), "no event is stored");
        } finally {
            database.execute("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()");
        }
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void reportsSurviveAFullDisk() {
        FaultTrial trial = resources.closeAfter(FaultTrial.start("disk of PostgreSQL full for 5 s", database, app));
        trial.awaitAnswered(200);
        // Raises the server's error for a full disk.
        database.execute(
                """
                CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
                END $$
                """, "CREATE TRIGGER full_disk BEFORE INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION full_disk()");
        try {
            await().pollInterval(Duration.ofMillis(500))
                    .during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> app.status("/q/health/live") == 200);
        } finally {
            database.execute("DROP TRIGGER full_disk ON event", "DROP FUNCTION full_disk()");
        }
        trial.faultOver();
        trial.finish(app);
    }

    // --- Processes end -----------------------------------------------------------------------------------------------

    @Test
    void reportsSurviveAKilledStatisticsProcess() {
        AppProcess victim = resources
                .closeAfter(AppProcess.launch("statistics-killed", "statistics", broker, database))
                .awaitReady();
        FaultTrial trial = resources.closeAfter(
                FaultTrial.start("one of two statistics processes killed with SIGKILL", database, app));
        trial.awaitStored();
        trial.awaitAnswered(200);
        RealDatabase.RowLock row =
                resources.closeAfter(database.lockMatch(trial.matches().get(0)));
        eventually().until(() -> victim.metrics().value("touchline_messaging_unsettled", "\"statistics\"") > 10);
        victim.kill();
        row.close();
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void rollingRestartLosesNoReport() {
        AppProcess[] processes = {
            resources.closeAfter(launch("rolling-one")).awaitReady(),
            resources.closeAfter(launch("rolling-two")).awaitReady()
        };
        FaultTrial trial =
                resources.closeAfter(FaultTrial.start("rolling restart of two processes", database, processes));
        trial.awaitAnswered(200);
        ExpectContinueRequests probes = resources.closeAfter(ExpectContinueRequests.start(4, processes));
        List<ResumingSseClient> subscribers = new ArrayList<>();
        for (AppProcess process : processes) {
            for (String match : trial.matches()) {
                subscribers.add(
                        resources.closeAfter(ResumingSseClient.connect(process.at("/matches/" + match + "/stream"))));
            }
        }
        eventually().until(() -> subscribers.stream().allMatch(subscriber -> subscriber.position() >= 0));
        List<long[]> closingIntervals = new ArrayList<>();
        for (int i = 0; i < processes.length; i++) {
            trial.awaitAnswered(200);
            long startedAt = System.nanoTime();
            processes[i].stop();
            long ended = System.nanoTime();
            closingIntervals.add(new long[] {startedAt + DELAY.toNanos(), ended});
            Duration took = Duration.ofNanos(ended - startedAt);
            System.out.printf(
                    "Exited %d ms after SIGTERM with exit code %d; %d requests broken so far%n",
                    took.toMillis(), processes[i].exitCode(), trial.brokenRequests());
            assertEquals(0, processes[i].exitCode());
            assertTrue(took.compareTo(GRACE) < 0, took::toString);
            processes[i] = resources.closeAfter(processes[i].launchInItsPlace()).awaitReady();
            trial.faultOver();
        }
        trial.finish(processes[0]);
        ExpectContinueRequests.Result probed = probes.end();
        System.out.printf(
                "%d probes accepted and %d refused; %d not read, %d read and not answered%n",
                probed.accepted().size(),
                probed.refused(),
                probed.notRead(),
                probed.notAnswered().size());
        // After the delay, a request may arrive while the server closes its connections; its client repeats it.
        assertEquals(
                List.of(),
                probed.notAnswered().stream()
                        .filter(startedAt -> closingIntervals.stream()
                                .noneMatch(interval -> interval[0] < startedAt && startedAt < interval[1]))
                        .toList(),
                "requests begun before the end of the delay that were read but not answered");
        assertTrue(probed.refused() > 0, "some requests reached a draining process");
        eventually().until(() -> database.column(String.class, "SELECT id FROM event WHERE match = ?", probed.match())
                .containsAll(probed.accepted()));
        for (ResumingSseClient subscriber : subscribers) {
            assertFalse(subscriber.retryIntervals().isEmpty(), "each stream ends with a closing frame");
            subscriber
                    .retryIntervals()
                    .forEach(pause ->
                            assertTrue(pause.toMillis() >= 1_000, "the closing frame asks to wait at least 1 s"));
        }
        for (int i = 0; i < subscribers.size(); i++) {
            ResumingSseClient subscriber = subscribers.get(i);
            String match = trial.matches().get(i % trial.matches().size());
            long last = processes[0].get("/matches/" + match).path("seq").asLong();
            eventually().until(() -> subscriber.position() == last);
            assertTrue(subscriber.gapless(), () -> match + ": " + subscriber.updates());
        }
    }

    // --- Messages are malformed --------------------------------------------------------------------------------------

    @Test
    void malformedMessagesBetweenValidEventsBecomeDeadLetters() {
        FaultTrial trial = resources.closeAfter(FaultTrial.start("garbage on the queue", database, app));
        trial.awaitAnswered(100);
        String match = UniqueIds.match();
        EventBody poison = EventBody.goal(match, "away", 80);
        database.execute(
                """
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.id = '%s' THEN
                        RAISE EXCEPTION 'not this one';
                    END IF;
                    RETURN NEW;
                END $$
                """.formatted(poison.id()),
                "CREATE TRIGGER refuse BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse()");
        List<byte[]> garbage = List.of(
                new byte[0],
                bytes("x".repeat(1_000_000)),
                new byte[] {(byte) 0xff, 0, 1, 2},
                batch(EventBody.of(match, "golazo")),
                batch(poison));
        try (RoguePublisher publisher = RoguePublisher.to(broker)) {
            for (int i = 0; i < garbage.size(); i++) {
                publisher.publish(Topology.EVENTS_EXCHANGE, "football", batch(EventBody.goal(match, "home", i)));
                publisher.publish(Topology.EVENTS_EXCHANGE, "football", garbage.get(i));
                trial.awaitAnswered(50);
            }
            // An unroutable message.
            publisher.publish(Topology.EVENTS_EXCHANGE, "curling", bytes("[7]"));
            publisher.publish(Topology.EVENTS_EXCHANGE, "football", batch(EventBody.goal(match, "home", 90)));
            eventually().until(() -> app.items("/dead-letters").size() == garbage.size() + 1);
            eventually().until(() -> app.get("/matches/" + match).path("seq").asInt() == garbage.size() + 1);

            List<JsonNode> letters = app.items("/dead-letters?limit=4");
            assertAll(
                    () -> assertEquals(
                            garbage.size() + 1,
                            letters.stream()
                                    .map(letter -> letter.path("id").asText())
                                    .distinct()
                                    .count()),
                    () -> letters.forEach(
                            letter -> assertFalse(letter.path("reason").asText().isBlank(), letter::toString)),
                    () -> assertEquals(
                            "\"" + Topology.EVENTS_EXCHANGE + "\" \"curling\"",
                            letters.stream()
                                    .filter(letter ->
                                            letter.path("body").asText().equals("[7]"))
                                    .map(letter -> letter.path("exchange") + " " + letter.path("routingKey"))
                                    .findFirst()
                                    .orElse("not there")),
                    () -> assertEquals(
                            3,
                            letters.stream()
                                    .filter(letter ->
                                            letter.path("reason").asText().contains("P0001"))
                                    .mapToInt(letter -> letter.path("attempts").asInt())
                                    .sum()));
            assertEquals(0, broker.readyMessages(Topology.DEAD_LETTER_QUEUE), "they are in the table");

            database.execute("DROP TRIGGER refuse ON event", "DROP FUNCTION refuse()");
            assertEquals(
                    "{\"redriven\":6,\"left\":0}",
                    app.post("/dead-letters/redrive").body());
            eventually().until(() -> app.get("/matches/" + match).path("seq").asInt() == garbage.size() + 2);
            eventually().until(() -> app.items("/dead-letters").size() == garbage.size());
            String id = app.items("/dead-letters").get(0).path("id").asText();
            assertEquals("{\"deleted\":1}", app.delete("/dead-letters/" + id).body());
            assertEquals(404, app.delete("/dead-letters/" + id).statusCode());
            assertEquals("{\"deleted\":4}", app.delete("/dead-letters").body());
            assertEquals(List.of(), app.items("/dead-letters"));

            int many = 500;
            for (int i = 0; i < many; i++) {
                publisher.publish(Topology.EVENTS_EXCHANGE, "football", bytes("letter " + i));
            }
            List<String> expected =
                    IntStream.range(0, many).mapToObj(i -> "letter " + i).toList();
            for (int i = 0; i < 3; i++) {
                eventually()
                        .untilAsserted(() -> assertEquals(
                                expected,
                                app.items("/dead-letters?limit=200").stream()
                                        .map(letter -> letter.path("body").asText())
                                        .toList()));
            }
            assertEquals(
                    "{\"deleted\":" + many + "}", app.delete("/dead-letters").body());
            assertEquals(List.of(), app.items("/dead-letters"));
        } finally {
            database.execute("DROP TRIGGER IF EXISTS refuse ON event", "DROP FUNCTION IF EXISTS refuse()");
        }
        trial.finish(app);
    }

    // --- Clients are slow --------------------------------------------------------------------------------------------

    @Test
    void fiftySlowClientsDoNotDelayOthers() throws IOException {
        FaultTrial trial = resources.closeAfter(FaultTrial.start("50 clients send a byte a second", database, app));
        trial.awaitAnswered(200);
        List<RawRequest> dripping = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawRequest request = resources.closeAfter(RawRequest.post(
                    app.at("/events"), i % 2 == 0 ? "Content-Length: 1000" : "Transfer-Encoding: chunked"));
            dripping.add(request);
        }
        long startedAt = System.nanoTime();
        eventually().pollInterval(Duration.ofSeconds(1)).until(() -> {
            for (int i = 0; i < dripping.size(); i++) {
                if (!dripping.get(i).isAnswered()) {
                    dripping.get(i).send(i % 2 == 0 ? "[" : "1\r\n[\r\n");
                }
            }
            return dripping.stream().allMatch(RawRequest::isAnswered);
        });
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
        for (RawRequest request : dripping) {
            assertEquals(408, request.answer().status());
            assertTrue(request.closedByServer());
        }
        System.out.printf("50 dripping requests answered 408 within %d ms%n", took.toMillis());
        assertTrue(took.compareTo(TIMEOUT.multipliedBy(3)) < 0, took::toString);
        trial.finish(app);
        assertEquals(
                0, trial.refused(429) + trial.refused(503) + trial.brokenRequests(), "no other request was refused");
        // Requests that waited for the dripping ones would take as long as those.
        assertTrue(trial.slowest().compareTo(TIMEOUT) < 0, () -> "slowest: " + trial.slowest());
        assertEquals(0, app.metrics().value("touchline_ingest_buffered_bytes"));
    }

    @Test
    void idleSubscribersAreDisconnectedAndDelayNoOthers() {
        int idle = 200;
        int readers = 1_800;
        int updates = 60;
        String match = UniqueIds.match();
        SseClients clients = resources.closeAfter(
                SseClients.connect(app.at("/matches/" + match + "/stream"), readers, idle, MAX_SEQ_SIZE));
        eventually().until(() -> clients.clientsWithUpdate(0) == readers);
        RetryingAgent agent = new RetryingAgent(app);
        for (int i = 0; i < updates; i++) {
            long due = System.nanoTime() + Duration.ofMillis(200).toNanos();
            agent.report(EventBody.goal(match, "home", i).json());
            await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= due);
        }
        eventually().until(() -> clients.clientsWithUpdate(updates) + clients.clientsWithGaps() == readers);
        long worst = clients.maxDelay(storedAt(match));

        // Send more than the socket buffers hold. Only 50 reading clients remain, to spare the machine.
        clients.disconnect(readers - 50);
        List<ObjectNode> large = IntStream.range(0, 500)
                .mapToObj(i -> EventBody.goal(match, "away", i % 90)
                        .with("details", Map.of("note", "x".repeat(15_000)))
                        .json())
                .toList();
        for (int from = 0; from < large.size(); from += 10) {
            agent.report(AppProcess.JSON.createArrayNode().addAll(large.subList(from, from + 10)));
            int sent = updates + from + 10;
            eventually().until(() -> clients.clientsWithUpdate(sent) + clients.clientsWithGaps() == 50);
        }
        long memory = app.maxMemory() / MEGABYTE;
        eventually().until(() -> app.metrics().value("http_server_active_connections") < idle);
        long disconnected = clients.closedIdleClients();
        System.out.printf(
                "%d updates to %d reading and %d idle clients: slowest arrival after %d ms, %d clients"
                        + " lost their connection; after %d updates of 15 kB, %d idle clients were disconnected;"
                        + " peak memory %d MB%n",
                updates, readers, idle, worst, clients.clientsWithGaps(), large.size(), disconnected, memory);
        assertAll(
                () -> assertEquals(0, clients.clientsWithGaps(), "reading clients with gaps"),
                () -> assertTrue(worst < SLOWEST_UPDATE_MILLIS, () -> worst + " ms"),
                () -> assertEquals(idle, disconnected, "idle clients are disconnected"),
                () -> assertTrue(memory < 1_024, () -> memory + " MB"));
        clients.close();
        eventually().until(() -> app.metrics().value("touchline_live_matches_followed") == 0);
    }

    private static List<Long> storedAt(String match) {
        return database
                .column(
                        String.class,
                        "SELECT update->>'at' FROM event WHERE match = ? AND seq IS NOT NULL ORDER BY seq",
                        match)
                .stream()
                .map(at -> Instant.parse(at).toEpochMilli())
                .toList();
    }
}
