package dev.touchline;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.NextVersion;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.UniqueIds;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each role in its own process: start-up, failures of dependencies, and a schema migration with a rollback of the
 * application. The first test starts the processes for the others.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    /** Liveness does not wait for a connection to the database, which may take this long. */
    private static final Duration SWIFT = Duration.ofSeconds(5);

    private static final String AVAILABLE = "available";

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess ingest;
    private static AppProcess statistics;
    private static AppProcess live;
    private static AppProcess notification;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final String match = "roles-" + UUID.randomUUID();

    @BeforeAll
    static void startDependencies() {
        broker = RealBroker.notYetRunning();
        broker.start();
        database = RealDatabase.running();
    }

    @AfterAll
    static void stopAll() {
        for (AppProcess process : new AppProcess[] {ingest, statistics, live, notification}) {
            if (process != null) {
                process.close();
            }
        }
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(ARRIVAL).pollInterval(Duration.ofMillis(100));
    }

    // --- Start-up ----------------------------------------------------------------------------------------------------

    @Test
    @Order(1)
    void processesWaitForDatabaseAndMigrationAndAnswerHealthChecksMeanwhile() {
        ingest = AppProcess.launch("ingest", "ingest", broker).awaitReady();
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
        assertEquals(404, ingest.status("/matches/" + match), "the ingest role does not serve reads");
        assertEquals(
                List.of(),
                database.column(String.class, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"),
                "no process has created tables");
        blockFirstMigration();
        database.stop();

        statistics = AppProcess.launch("statistics", "statistics", broker, database);
        live = AppProcess.launch("live", "live", broker, database);
        notification = AppProcess.launch("notification", "notification", broker, database);
        Map<String, AppProcess> waiting = Map.of("statistics", statistics, "live", live, "notification", notification);
        waiting.forEach((role, process) -> {
            process.awaitAlive();
            eventually().until(() -> reason(process, role, "database").contains("refused"));
            long startedAt = System.nanoTime();
            assertEquals(200, process.status("/q/health/live"));
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            assertTrue(took.compareTo(SWIFT) < 0, () -> "liveness was answered only after " + took);
            assertNotReady(process, role);
            assertEquals(1, degraded(process, role, "database"));
        });
        assertEquals("1", assertUnavailable(live.answer("/matches/" + match)));
        assertEquals("1", assertUnavailable(notification.answer("/subscriptions")));
        HttpResponse<String> stream = live.answer("/matches/" + match + "/stream");
        assertEquals(200, stream.statusCode(), "a browser reconnects only after a 200");
        assertTrue(stream.body().contains("retry:"), stream::body);
        assertEquals(0, broker.consumers(Topology.STATISTICS_QUEUE), "nothing is consumed without a database");

        database.start();
        waiting.forEach((role, process) -> {
            eventually().until(() -> reason(process, role, "database")
                    .endsWith("V1__schema.sql failed: not this migration (SQLSTATE P0001)"));
            assertNotReady(process, role);
            assertEquals(200, process.status("/q/health/live"));
            assertTrue(process.output().contains("V1__schema.sql failed: not this migration"), "the failure is logged");
        });
        // All three processes migrate at the same time.
        database.execute("DROP EVENT TRIGGER obstacle", "DROP SCHEMA obstacle CASCADE");
        waiting.values().forEach(AppProcess::awaitReady);
        waiting.forEach((role, process) -> assertEquals(0, degraded(process, role, "database")));
        assertTrue(
                waiting.values().stream().anyMatch(process -> process.output().contains("beforeEachMigrate")),
                "each migration has its lock timeout");
        awaitSeq(4);
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
                () -> assertEquals(
                        404, statistics.status("/matches/" + match), "the statistics role does not serve reads"),
                () -> assertEquals(200, statistics.status("/dead-letters")),
                () -> assertEquals(200, notification.status("/subscriptions")),
                () -> assertEquals(404, notification.status("/matches/" + match)),
                () -> assertEquals(404, live.status("/subscriptions"), "the live role does not serve webhooks"),
                () -> assertEquals(404, ingest.status("/subscriptions")),
                () -> assertEquals(
                        404,
                        live.post("/events", RetryingAgent.event(match, "9", "goal", "home", 1))
                                .statusCode(),
                        "the live role does not accept reports"));

        ResumingSseClient subscriber =
                resources.closeAfter(ResumingSseClient.connect(live.at("/matches/" + match + "/stream")));
        await().until(() -> subscriber.position() == 4);
        ingest.post("/events", RetryingAgent.event(match, "4", "goal", "home", 12));
        await().atMost(ARRIVAL).until(() -> subscriber.position() == 5);
        assertEquals(
                "{\"home\":2,\"away\":1}",
                subscriber.frames().get(1).data().path("score").toString());
    }

    /** Makes the first migration fail by a trigger outside of the schema that it creates. */
    private static void blockFirstMigration() {
        database.execute("CREATE SCHEMA obstacle", """
                CREATE FUNCTION obstacle.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_query() LIKE '%match_by_kick_off%' THEN
                        RAISE EXCEPTION 'not this migration';
                    END IF;
                END $$
                """, """
                CREATE EVENT TRIGGER obstacle ON ddl_command_start WHEN TAG IN ('CREATE INDEX')
                EXECUTE FUNCTION obstacle.refuse()
                """);
    }

    // --- A dependency fails ------------------------------------------------------------------------------------------

    @Test
    @Order(2)
    void liveStaysReadyAndServesWhileTheBrokerIsDown() {
        report();
        awaitSeq(1);
        ResumingSseClient subscriber =
                resources.closeAfter(ResumingSseClient.connect(live.at("/matches/" + match + "/stream")));
        eventually().until(() -> subscriber.position() == 1);
        broker.stop();
        try {
            eventually().until(() -> !isReady(ingest) && !isReady(statistics));
            eventually()
                    .until(() -> reason(live, "live", "broker").startsWith("channel live: ")
                            && reason(notification, "notification", "broker").contains("channel headlines: "));
            assertDegradedButReady(live, "live", "broker");
            assertDegradedButReady(notification, "notification", "broker");
            assertEquals(AVAILABLE, reason(live, "live", "database"));
            assertEquals(AVAILABLE, reason(statistics, "statistics", "database"));
            assertEquals(1, degraded(ingest, "ingest", "broker"));
            assertEquals(
                    503,
                    ingest.post("/events", EventBody.goal(match, "home", 2).json())
                            .statusCode());
            assertEquals(200, live.status("/matches/" + match));
            assertEquals(200, live.status("/matches/" + match + "/events"));
            assertEquals(1, subscriber.connections(), "the stream stays open");
        } finally {
            broker.start();
        }
        for (AppProcess process : List.of(ingest, statistics, live, notification)) {
            process.awaitReady();
        }
        report();
        eventually().until(() -> subscriber.position() == 2);
        eventually().until(() -> degraded(live, "live", "broker") == 0);
        assertEquals(AVAILABLE, reason(live, "live", "broker"));
    }

    @Test
    @Order(3)
    void liveStaysReadyAndServesFromMemoryWhileTheDatabaseIsDown() {
        report();
        awaitSeq(1);
        ResumingSseClient subscriber =
                resources.closeAfter(ResumingSseClient.connect(live.at("/matches/" + match + "/stream")));
        eventually().until(() -> subscriber.position() == 1);
        // An update that has not arrived yet would remove the match from the cache.
        report();
        eventually().until(() -> subscriber.position() == 2);
        awaitSeq(2);
        database.stop();
        try {
            eventually().until(() -> !isReady(statistics) && !isReady(notification));
            eventually().until(() -> degraded(live, "live", "database") == 1);
            assertDegradedButReady(live, "live", "database");
            assertEquals(AVAILABLE, reason(live, "live", "broker"));
            assertTrue(isReady(ingest), "ingest needs no database");
            report();
            assertEquals(200, live.status("/matches/" + match), "the match is cached");
            assertUnavailable(live.answer("/matches/" + UniqueIds.match()));
            assertEquals(1, subscriber.connections(), "the stream stays open");
            for (AppProcess process : List.of(ingest, statistics, live, notification)) {
                assertEquals(200, process.status("/q/health/live"));
            }
        } finally {
            database.start();
        }
        for (AppProcess process : List.of(statistics, notification)) {
            process.awaitReady();
        }
        eventually().until(() -> subscriber.position() == 3);
        eventually().until(() -> degraded(live, "live", "database") == 0);
    }

    // --- The next version --------------------------------------------------------------------------------------------

    @Test
    @Order(4)
    void applicationIsRolledBackWhileTheSchemaOfTheNextVersionStays() {
        report();
        awaitSeq(1);
        RealDatabase.RowLock row = resources.closeAfter(database.lockMatch(match));
        FlywayException late = assertThrows(FlywayException.class, () -> NextVersion.migrate(database));
        assertTrue(late.getMessage().contains("lock timeout"), late::getMessage);
        row.close();
        assertEquals(2, assertTimeoutPreemptively(ARRIVAL, () -> NextVersion.migrate(database)));
        report();
        awaitSeq(2);

        statistics.stop();
        statistics = statistics.launchAgain().awaitReady();
        live.stop();
        live = live.launchAgain().awaitReady();
        report();
        awaitSeq(3);
        for (AppProcess restarted : List.of(statistics, live)) {
            assertEquals(
                    1,
                    restarted
                            .output()
                            .lines()
                            .filter(line -> line.contains("(3) that is newer than the latest available migration (1)"))
                            .count(),
                    "the log says once that the schema is newer");
        }
        assertEquals(0, NextVersion.migrate(database), "no migration is pending");
    }

    @Test
    @Order(5)
    void processExitsIfAnAppliedMigrationHasChanged() {
        database.execute("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
        try {
            AppProcess other = resources.closeAfter(notification.launchAgain());
            other.awaitEnd();
            assertEquals(1, other.exitCode());
            assertTrue(other.output().contains("Migration checksum mismatch for migration version 1"), other::output);
            assertTrue(isReady(notification), "a running process is unaffected");
        } finally {
            database.execute("UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '1'");
        }
    }

    private void report() {
        eventually()
                .until(() ->
                        ingest.post("/events", EventBody.goal(match, "home", 1).json())
                                        .statusCode()
                                == 202);
    }

    private void awaitSeq(long seq) {
        eventually()
                .until(() -> live.status("/matches/" + match) == 200
                        && live.get("/matches/" + match).path("seq").asLong() == seq);
    }

    private static boolean isReady(AppProcess process) {
        return process.status("/q/health/ready") == 200;
    }

    private static String reason(AppProcess process, String role, String dependency) {
        return process.readiness(role).path("data").path(dependency).asText();
    }

    private static double degraded(AppProcess process, String role, String dependency) {
        String[] tags = {"role=\"" + role + "\"", "dependency=\"" + dependency + "\""};
        assertTrue(process.metrics().has("touchline_degraded", tags), process.metrics()::text);
        return process.metrics().value("touchline_degraded", tags);
    }

    private static void assertDegradedButReady(AppProcess process, String role, String dependency) {
        assertTrue(isReady(process), role);
        JsonNode check = process.readiness(role);
        assertEquals("UP", check.path("status").asText(), check::toString);
        assertTrue(check.at("/data/degraded").booleanValue(), check::toString);
        assertEquals(1, degraded(process, role, dependency));
    }

    private static void assertNotReady(AppProcess process, String role) {
        assertEquals(503, process.status("/q/health/ready"));
        JsonNode check = process.readiness(role);
        assertEquals("DOWN", check.path("status").asText(), check::toString);
        assertTrue(check.at("/data/degraded").booleanValue(), check::toString);
    }

    private static String assertUnavailable(HttpResponse<String> answer) {
        assertProblem(answer, 503, "unavailable");
        return answer.headers().firstValue("Retry-After").orElse("");
    }
}
