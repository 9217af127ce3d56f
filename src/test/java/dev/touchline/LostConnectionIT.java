package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.FaultyTcpProxy;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The connection to the broker is lost while messages are outstanding. Delivery tags and publish sequence numbers
 * restart at 1 on the next channel, so those of the lost channel must not be taken for new ones.
 */
class LostConnectionIT {

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    /** Less than the confirm timeout of 10 s: a faster answer did not wait for the timeout. */
    private static final Duration PROMPT = Duration.ofSeconds(8);

    private static RealBroker broker;
    private static RealDatabase database;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private FaultyTcpProxy proxy;
    private AppProcess app;
    private RetryingAgent agent;

    @BeforeAll
    static void startBrokerAndDatabase() {
        broker = RealBroker.running();
        database = RealDatabase.running();
    }

    @AfterAll
    static void stopBrokerAndDatabase() {
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void startBehindProxy() {
        proxy = resources.closeAfter(FaultyTcpProxy.to(broker));
        Map<String, String> settings = new HashMap<>(proxy.settings());
        // More small messages are prefetched.
        settings.put("TOUCHLINE_MESSAGING_MAX_MESSAGE_SIZE", "512K");
        app = resources
                .closeAfter(AppProcess.launch("lost-connection", "ingest,statistics", broker, database, settings))
                .awaitReady();
        agent = new RetryingAgent(app);
    }

    @Test
    void lostReportIsNotAcceptedByTheConfirmOfAnother() {
        String match = "confirm-" + UUID.randomUUID();
        Set<String> before = Set.of(reportShot(match));
        await().atMost(RECOVERY).until(() -> missing(before).isEmpty());

        String lost = UUID.randomUUID().toString();
        proxy.dropData();
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> app.post("/events", RetryingAgent.event(match, lost, "goal", "home", 2))
                        .statusCode());
        await("the message is on the wire").atMost(RECOVERY).until(() -> proxy.droppedBytes() > 200);
        proxy.closeConnections();
        awaitReconnect();
        List<String> others =
                IntStream.range(0, 4).mapToObj(i -> reportShot(match)).toList();

        int status = answer.join();
        await().atMost(RECOVERY).until(() -> missing(others).isEmpty());
        assertTrue(
                status == 503 || missing(Set.of(lost)).isEmpty(),
                () -> "answered " + status + ", but the broker never received the message");
    }

    @Test
    void reportsAreAcceptedPromptlyAfterReconnect() {
        String match = "prompt-" + UUID.randomUUID();
        IntStream.range(0, 300).forEach(i -> reportShot(match));
        proxy.dropData();
        CompletableFuture<Void> lost = CompletableFuture.runAsync(() -> reportShot(match));
        await("the message is on the wire").atMost(RECOVERY).until(() -> proxy.droppedBytes() > 200);
        proxy.closeConnections();
        awaitReconnect();

        RetryingAgent later = new RetryingAgent(app);
        List<CompletableFuture<Void>> batch = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.runAsync(() -> IntStream.range(0, 10)
                        .forEach(i ->
                                later.report(RetryingAgent.event(match, number + "-" + i, "shot", "home", 1 + i)))))
                .toList();
        CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
        lost.join();
        assertEquals(0, later.retries(), () -> "slowest answer: " + later.slowest());
        assertTrue(later.slowest().compareTo(PROMPT) < 0, () -> "slowest answer: " + later.slowest());
    }

    @Test
    void staleAcknowledgementSettlesNothingOnTheNewChannel() {
        String first = "first-" + UUID.randomUUID();
        String others = "others-" + UUID.randomUUID();
        Set<String> accepted = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            accepted.add(reportShot(i % 2 == 0 ? first : others));
        }
        await().atMost(RECOVERY).until(() -> missing(accepted).isEmpty());

        // After this, each message has different delivery tags on the old and the new channel.
        RealDatabase.RowLock holdFirst = resources.closeAfter(database.lockMatch(first));
        RealDatabase.RowLock holdOthers = resources.closeAfter(database.lockMatch(others));
        accepted.add(reportShot(first));
        for (int i = 0; i < 40; i++) {
            accepted.add(reportShot(others));
        }
        await("one report is being stored and the others are prefetched")
                .atMost(RECOVERY)
                .until(() -> database.hasWaitingLock() && broker.readyMessages(Topology.STATISTICS_QUEUE) == 0);
        double redelivered = redelivered();
        proxy.closeConnections();
        awaitReconnect();
        // The broker's count of consumers may include a cancelled one that holds messages: the prefetch has changed.
        await("all reports are redelivered").atMost(RECOVERY).until(() -> redelivered() - redelivered >= 41);

        // One delivery of the old channel is processed, and the process is killed before the next.
        holdFirst.close();
        await().atMost(RECOVERY).until(() -> missing(accepted).size() == 40 && database.hasWaitingLock());
        app.kill();
        holdOthers.close();
        resources.closeAfter(app.launchAgain()).awaitReady();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(Set.of(), missing(accepted), "accepted but not stored"));
    }

    // One connection each for reports, updates and the statistics queue.
    private void awaitReconnect() {
        await().atMost(RECOVERY).until(() -> proxy.connections() >= 3);
        app.awaitReady();
    }

    private double redelivered() {
        return app.metrics().value("touchline_messaging_redelivered_total", "channel", "statistics");
    }

    private String reportShot(String match) {
        String id = UUID.randomUUID().toString();
        agent.report(RetryingAgent.event(match, id, "shot", "home", 1));
        return id;
    }

    private Set<String> missing(Collection<String> ids) {
        Set<String> missing = new TreeSet<>(ids);
        database.column(String.class, "SELECT id FROM event").forEach(missing::remove);
        return missing;
    }
}
