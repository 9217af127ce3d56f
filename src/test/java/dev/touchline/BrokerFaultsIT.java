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
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever happens to the broker under load, nothing that was accepted is missing or double afterwards. */
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
        app = AppProcess.launch("broker-faults", EVERYTHING, broker, database).awaitReady();
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

    /** The fault stays for so long, and no process dies of it. */
    private static void lasts(Duration time, AppProcess process) {
        await().pollInterval(Duration.ofMillis(500))
                .during(time)
                .atMost(time.plusSeconds(20))
                .until(() -> process.status("/q/health/live") == 200);
    }

    // --- The broker goes and comes back -----------------------------------------------------------------------------

    @Test
    void brokerClosesAllConnectionsThreeTimes() {
        FaultTrial trial = startTrial("all connections closed by the broker, three times", app);
        for (int i = 0; i < 3; i++) {
            trial.awaitAnswered(200);
            broker.closeConnections();
            trial.faultOver();
        }
        trial.finish(app);
    }

    @Test
    void brokerIsRestarted() {
        FaultTrial trial = startTrial("broker stopped and started", app);
        broker.stop();
        eventually().until(() -> app.status("/q/health/ready") == 503);
        lasts(Duration.ofSeconds(5), app);
        broker.start();
        trial.faultOver();
        trial.finish(app);
    }

    @Test
    void brokerIsKilledAndRestarted() {
        FaultTrial trial = startTrial("broker killed with SIGKILL and started", app);
        ResumingSseClient follower = resources.closeAfter(
                ResumingSseClient.connect(app.at("/matches/" + trial.matches().get(0) + "/stream")));
        broker.kill();
        eventually().until(() -> app.status("/q/health/ready") == 503);
        lasts(Duration.ofSeconds(5), app);
        broker.start();
        trial.faultOver();
        trial.finish(app);
        awaitResumed(follower, trial.matches().get(0));
    }

    @Test
    void brokerStartsThirtySecondsAfterTheProcess() {
        broker.stop();
        AppProcess early = resources
                .closeAfter(AppProcess.launch("broker-late", EVERYTHING, broker, database))
                .awaitAlive();
        FaultTrial trial =
                resources.closeAfter(FaultTrial.start("broker down at the start, up 30 s later", database, early));
        lasts(Duration.ofSeconds(30), early);
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
                () -> assertEquals(503, early.status("/q/health/ready"), "it is not ready"),
                () -> assertEquals(200, early.status("/matches"), "reading needs no broker"));
        assertEquals(0, trial.answered(), "nothing can be accepted");
        assertTrue(trial.refused(503) > 0, "but it is refused in good order");
        assertTrue(trial.slowest().compareTo(SWIFT) < 0, () -> "at once, not after " + trial.slowest());
        broker.start();
        trial.faultOver();
        trial.finish(early);
    }

    // --- The broker is there and does not answer --------------------------------------------------------------------

    @Test
    void connectionStallsForThirtySecondsUnderLoad() {
        FaultyTcpProxy proxy = resources.closeAfter(FaultyTcpProxy.to(broker));
        AppProcess far = resources
                .closeAfter(AppProcess.launch("stalled-wire", EVERYTHING, broker, database, proxy.settings()))
                .awaitReady();
        FaultTrial trial = startTrial("TCP path stalls for 30 s, without RST", far);
        proxy.stall();
        PublishFlood flood = resources.closeAfter(PublishFlood.start(far));
        lasts(Duration.ofSeconds(30), far);
        long memory = far.maxMemory() / MEGABYTE;
        double inFlight = far.metrics().value("touchline_messaging_in_flight_bytes", "channel", "events") / MEGABYTE;
        flood.close();
        proxy.resume();
        trial.faultOver();
        System.out.printf(
                "%d large requests beside it: %s; the process had %d MB at most, %.0f MB in flight in the end%n",
                flood.answers(), flood.statuses(), memory, inFlight);
        assertAll(
                () -> assertTrue(flood.answers() > 2 * PublishFlood.CLIENTS, "they did keep posting"),
                () -> assertEquals(Set.of(429, 503), flood.statuses().keySet(), "nothing is accepted, all is answered"),
                () -> assertTrue(
                        flood.slowest().compareTo(FaultTrial.SLOWEST_ANSWER) < 0, () -> "slowest: " + flood.slowest()),
                () -> assertTrue(memory < 1_024, () -> memory + " MB"));
        trial.finish(far);
    }

    @Test
    void brokerRaisesMemoryAlarm() {
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
            lasts(Duration.ofSeconds(15), app);
        } finally {
            broker.memoryHighWatermark(0.4);
        }
        trial.faultOver();
        trial.finish(app);
    }

    // --- The consumer has work in hand ------------------------------------------------------------------------------

    @Test
    void connectionIsLostWithAHundredUnacknowledgedDeliveries() {
        FaultTrial trial = startTrial("connection dies with 100 deliveries unacknowledged", app);
        trial.awaitStored();
        RealDatabase.RowLock row =
                resources.closeAfter(database.lockMatch(trial.matches().get(0)));
        eventually().until(() -> database.hasWaitingLock() && broker.waiting(Topology.STATISTICS_QUEUE) > PREFETCH);
        broker.closeConnections();
        eventually()
                .until(() -> broker.consumers(Topology.STATISTICS_QUEUE) == 1
                        && broker.waiting(Topology.STATISTICS_QUEUE) > PREFETCH);
        row.close();
        trial.faultOver();
        assertTrue(
                app.metrics().value("touchline_messaging_settlements_stale_total", "channel", "statistics") > 0,
                "what the old connection delivered cannot be settled, and is counted");
        trial.finish(app);
    }

    // --- Someone tidies up ------------------------------------------------------------------------------------------

    /**
     * What waits in a queue that is deleted is gone with it, and RabbitMQ confirms what is on its way to one in that
     * moment, though nobody keeps it ({@code handle_eol} in its {@code rabbit_channel.erl}). Only the broker could, so
     * that a queue is deleted here when nothing waits and nothing is on its way. What has been fetched is processed,
     * although it cannot be acknowledged any more; what is sent while there is no queue finds its way.
     */
    @Test
    void everyQueueIsDeletedWhileRunning() {
        FaultTrial trial = startTrial("every queue deleted, one after the other", app);
        ResumingSseClient follower = resources.closeAfter(
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
                trial.whileNothingIsSent(() -> broker.deleteQueueOnceEmpty(queue));
            }
            trial.faultOver();
        }
        eventually().until(() -> Set.copyOf(broker.queues()).equals(Set.copyOf(queues)));
        trial.finish(app);
        awaitResumed(follower, trial.matches().get(0));
    }

    @Test
    void everyExchangeIsDeletedWhileRunning() {
        FaultTrial trial = startTrial("every exchange deleted, one after the other", app);
        ResumingSseClient follower = resources.closeAfter(
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
        awaitResumed(follower, trial.matches().get(0));
    }

    private static void awaitResumed(ResumingSseClient follower, String match) {
        long last = app.get("/matches/" + match).path("seq").asLong();
        eventually().until(() -> follower.position() == last);
        assertTrue(follower.gapless(), () -> follower.updates().toString());
    }
}
