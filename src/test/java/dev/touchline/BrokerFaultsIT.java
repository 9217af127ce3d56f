package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.FaultTrial;
import dev.touchline.testing.FaultyTcpProxy;
import dev.touchline.testing.PublishFlood;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults of the broker under load: no accepted report is lost or duplicated. */
class BrokerFaultsIT {

    private static final String EVERYTHING = "ingest,statistics,live,notification";
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /** Below the confirm timeout of 10 s: such an answer has not waited for the broker, however slow the machine. */
    private static final Duration SWIFT = Duration.ofSeconds(8);

    private static final int PREFETCH = 100;
    private static final long MEGABYTE = 1024 * 1024;

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void start() {
        broker = RealBroker.notYetRunning();
        broker.start();
        database = RealDatabase.running();
        Map<String, String> settings = Map.of("MP_MESSAGING_INCOMING_STATISTICS_PREFETCH", String.valueOf(PREFETCH));
        app = AppProcess.launch("broker-faults", EVERYTHING, broker, database, settings)
                .awaitReady();
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

    private FaultTrial startTrial(String fault, AppProcess... ingest) {
        FaultTrial trial = resources.closeAfter(FaultTrial.start(fault, database, ingest));
        trial.awaitAnswered(200);
        return trial;
    }

    private static ConditionFactory eventually() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(100));
    }

    /** Holds the fault for a time and asserts that the process stays alive. */
    private static void hold(Duration time, AppProcess process) {
        await().pollInterval(Duration.ofMillis(500))
                .during(time)
                .atMost(time.plusSeconds(20))
                .until(() -> process.status("/q/health/live") == 200);
    }

    // --- The broker restarts -----------------------------------------------------------------------------------------

    @Test
    void reportsSurviveThreeConnectionLosses() {
        FaultTrial trial = startTrial("all connections closed by the broker, three times", app);
        for (int i = 0; i < 3; i++) {
            trial.awaitAnswered(200);
            broker.closeConnections();
            trial.faultOver();
        }
        trial.finish(app);
    }

    @Test
    void reportsSurviveARestartOfTheBroker() {
        FaultTrial trial = startTrial("broker stopped and started", app);
        broker.stop();
        eventually().until(() -> app.status("/q/health/ready") == 503);
        hold(Duration.ofSeconds(5), app);
        broker.start();
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void reportsSurviveAKilledBroker() {
        FaultTrial trial = startTrial("broker killed with SIGKILL and started", app);
        ResumingSseClient subscriber = resources.closeAfter(
                ResumingSseClient.connect(app.at("/matches/" + trial.matches().get(0) + "/stream")));
        broker.kill();
        eventually().until(() -> app.status("/q/health/ready") == 503);
        hold(Duration.ofSeconds(5), app);
        broker.start();
        trial.faultOver();
        trial.finish(app);
        awaitResumed(subscriber, trial.matches().get(0));
    }

    @Test
    void processAcceptsReportsOnceALateBrokerHasStarted() {
        broker.stop();
        AppProcess early = resources
                .closeAfter(AppProcess.launch("broker-late", EVERYTHING, broker, database))
                .awaitAlive();
        FaultTrial trial =
                resources.closeAfter(FaultTrial.start("broker down at the start, up 30 s later", database, early));
        hold(Duration.ofSeconds(30), early);
        HttpResponse<String> answer = early.post(
                "/events", EventBody.goal(trial.matches().get(0), "home", 1).json());
        assertAll(
                () -> assertEquals(503, answer.statusCode(), answer::body),
                () -> assertEquals(
                        "application/problem+json",
                        answer.headers().firstValue("Content-Type").orElse("")),
                () -> assertEquals(
                        "https://touchline.dev/problems/unavailable",
                        AppProcess.json(answer).path("type").asText()),
                () -> assertEquals(503, early.status("/q/health/ready"), "not ready without the broker"),
                () -> assertEquals(200, early.status("/matches"), "reads need no broker"));
        assertEquals(0, trial.answered(), "no report is accepted without a broker");
        assertTrue(trial.refused(503) > 0, "reports are refused with 503");
        assertTrue(trial.slowest().compareTo(SWIFT) < 0, () -> "slowest answer: " + trial.slowest());
        broker.start();
        trial.faultOver();
        trial.finish(early);
    }

    // --- The broker does not respond ---------------------------------------------------------------------------------

    @Test
    void reportsSurviveAStalledConnectionUnderLoad() {
        FaultyTcpProxy proxy = resources.closeAfter(FaultyTcpProxy.to(broker));
        Map<String, String> settings = new HashMap<>(proxy.settings());
        // A bound that few of the large requests reach, also on a slow machine.
        settings.put("TOUCHLINE_MESSAGING_MAX_IN_FLIGHT_SIZE", "16M");
        AppProcess far = resources
                .closeAfter(AppProcess.launch("stalled-wire", EVERYTHING, broker, database, settings))
                .awaitReady();
        FaultTrial trial = startTrial("TCP path stalls for 30 s, without RST", far);
        proxy.stall();
        PublishFlood flood = resources.closeAfter(PublishFlood.start(far));
        hold(Duration.ofSeconds(30), far);
        long memory = far.maxMemory() / MEGABYTE;
        double inFlight = far.metrics().value("touchline_messaging_in_flight_bytes", "channel", "events") / MEGABYTE;
        flood.close();
        proxy.resume();
        trial.faultOver();
        System.out.printf(
                "%d large requests meanwhile: %s; peak memory %d MB, %.0f MB in flight at the end%n",
                flood.answers(), flood.statuses(), memory, inFlight);
        assertAll(
                () -> assertTrue(flood.answers() > 2 * PublishFlood.CLIENTS, "clients kept posting"),
                () -> assertEquals(
                        Set.of(429, 503), flood.statuses().keySet(), "every request is answered and none accepted"),
                () -> assertTrue(
                        flood.slowest().compareTo(FaultTrial.SLOWEST_ANSWER) < 0, () -> "slowest: " + flood.slowest()),
                () -> assertTrue(memory < 1_024, () -> memory + " MB"));
        trial.finish(far);
    }

    @Test
    void reportsSurviveAMemoryAlarm() {
        FaultTrial trial = startTrial("memory alarm on the broker for 15 s", app);
        broker.memoryHighWatermark(0.00001);
        try {
            eventually().until(() -> trial.refused(503) > 0);
            eventually().until(() -> app.status("/q/health/ready") == 503);
            long startedAt = System.nanoTime();
            HttpResponse<String> refused = app.post(
                    "/events", EventBody.goal(trial.matches().get(0), "home", 1).json());
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            assertEquals(503, refused.statusCode(), refused::body);
            assertTrue(took.compareTo(SWIFT) < 0, () -> "refused at once, not after " + took);
            hold(Duration.ofSeconds(15), app);
        } finally {
            broker.memoryHighWatermark(0.4);
        }
        trial.faultOver();
        trial.finish(app);
    }

    // --- Deliveries are unacknowledged -------------------------------------------------------------------------------

    @Test
    void reportsSurviveTheLossOfAHundredUnacknowledgedDeliveries() {
        FaultTrial trial = startTrial("connection dies with 100 deliveries unacknowledged", app);
        trial.awaitStored();
        RealDatabase.RowLock row =
                resources.closeAfter(database.lockMatch(trial.matches().get(0)));
        eventually()
                .until(() -> database.hasWaitingLock() && broker.readyMessages(Topology.STATISTICS_QUEUE) > PREFETCH);
        double redelivered = redelivered();
        broker.closeConnections();
        eventually()
                .until(() -> redelivered() > redelivered && broker.readyMessages(Topology.STATISTICS_QUEUE) > PREFETCH);
        row.close();
        trial.faultOver();
        assertTrue(
                app.metrics().value("touchline_messaging_settlements_stale_total", "channel", "statistics") > 0,
                "deliveries of the old connection cannot be settled and are counted");
        trial.finish(app);
    }

    private double redelivered() {
        return app.metrics().value("touchline_messaging_redelivered_total", "channel", "statistics");
    }

    // --- Queues and exchanges are deleted ----------------------------------------------------------------------------

    /**
     * Messages in a deleted queue are lost, and RabbitMQ confirms messages that are being routed to the queue at that
     * moment ({@code handle_eol} in its {@code rabbit_channel.erl}). No client can prevent that, so each queue is
     * deleted while it is empty and no request is outstanding. Messages already delivered must be processed although
     * they can no longer be acknowledged, and messages sent while there is no queue must arrive later.
     */
    @Test
    void reportsSurviveTheDeletionOfEveryQueue() {
        FaultTrial trial = startTrial("every queue deleted, one after the other", app);
        ResumingSseClient subscriber = resources.closeAfter(
                ResumingSseClient.connect(app.at("/matches/" + trial.matches().get(0) + "/stream")));
        List<String> queues = broker.queues();
        String live = queues.stream()
                .filter(queue -> queue.startsWith("live."))
                .findFirst()
                .orElseThrow();
        assertEquals(
                Set.of(
                        Topology.STATISTICS_QUEUE,
                        Topology.UNROUTED_QUEUE,
                        Topology.DEAD_LETTER_QUEUE,
                        Topology.NOTIFICATIONS_QUEUE,
                        live),
                Set.copyOf(queues));
        for (String queue : queues) {
            trial.awaitAnswered(100);
            if (queue.equals(live)) {
                broker.deleteExclusiveQueue(queue);
            } else {
                trial.whilePaused(() -> broker.deleteQueueOnceEmpty(queue));
            }
            trial.faultOver();
        }
        eventually().until(() -> Set.copyOf(broker.queues()).equals(Set.copyOf(queues)));
        trial.finish(app);
        awaitResumed(subscriber, trial.matches().get(0));
    }

    @Test
    void reportsSurviveTheDeletionOfEveryExchange() {
        FaultTrial trial = startTrial("every exchange deleted, one after the other", app);
        ResumingSseClient subscriber = resources.closeAfter(
                ResumingSseClient.connect(app.at("/matches/" + trial.matches().get(0) + "/stream")));
        for (String exchange : List.of(
                Topology.EVENTS_EXCHANGE,
                Topology.UPDATES_EXCHANGE,
                Topology.HEADLINES_EXCHANGE,
                Topology.UNROUTED_EXCHANGE,
                Topology.DEAD_LETTER_EXCHANGE)) {
            trial.awaitAnswered(100);
            broker.deleteExchange(exchange);
            trial.faultOver();
        }
        trial.finish(app);
        awaitResumed(subscriber, trial.matches().get(0));
    }

    private static void awaitResumed(ResumingSseClient subscriber, String match) {
        long last = app.get("/matches/" + match).path("seq").asLong();
        eventually().until(() -> subscriber.position() == last);
        assertTrue(subscriber.gapless(), () -> subscriber.updates().toString());
    }
}
