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
import java.util.List;
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
 * The connection to the broker is lost at the worst moment. Delivery tags and publishing numbers begin again at 1 on
 * the next one, so what is left of the old must not be mistaken for something of the new.
 */
class LostConnectionIT {

    private static final Duration RECOVERY = Duration.ofSeconds(30);
    /** The wait for a confirm is 10 s; whoever is answered earlier did not have to wait for its end. */
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
        app = resources
                .closeAfter(
                        AppProcess.launch("lost-connection", "ingest,statistics", broker, database, proxy.settings()))
                .awaitReady();
        agent = new RetryingAgent(app);
    }

    @Test
    void lostReportIsNotAcceptedByTheConfirmOfAnother() {
        String match = "confirm-" + UUID.randomUUID();
        Set<String> before = Set.of(reported(match));
        await().atMost(RECOVERY).until(() -> missing(before).isEmpty());

        String lost = UUID.randomUUID().toString();
        proxy.dropData();
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> app.post("/events", RetryingAgent.event(match, lost, "goal", "home", 2))
                        .statusCode());
        await("it is on the wire").atMost(RECOVERY).until(() -> proxy.droppedBytes() > 200);
        proxy.closeConnections();
        awaitConnectionsBack();
        List<String> others =
                IntStream.range(0, 4).mapToObj(i -> reported(match)).toList();

        int status = answer.join();
        await().atMost(RECOVERY).until(() -> missing(others).isEmpty());
        assertTrue(
                status == 503 || missing(Set.of(lost)).isEmpty(),
                () -> "answered " + status + ", but the broker never had it");
    }

    @Test
    void reportsAreAcceptedPromptlyAfterReconnect() {
        String match = "prompt-" + UUID.randomUUID();
        IntStream.range(0, 300).forEach(i -> reported(match));
        proxy.dropData();
        CompletableFuture<Void> lost = CompletableFuture.runAsync(() -> reported(match));
        await("it is on the wire").atMost(RECOVERY).until(() -> proxy.droppedBytes() > 200);
        proxy.closeConnections();
        awaitConnectionsBack();

        RetryingAgent later = new RetryingAgent(app);
        List<CompletableFuture<Void>> batch = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.runAsync(() -> IntStream.range(0, 10)
                        .forEach(i ->
                                later.report(RetryingAgent.event(match, number + "-" + i, "shot", "home", 1 + i)))))
                .toList();
        CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
        lost.join();
        assertEquals(0, later.sentAgain(), () -> "slowest answer: " + later.slowest());
        assertTrue(later.slowest().compareTo(PROMPT) < 0, () -> "slowest answer: " + later.slowest());
    }

    @Test
    void staleAcknowledgementSettlesNothingOnTheNewChannel() {
        String first = "first-" + UUID.randomUUID();
        String others = "others-" + UUID.randomUUID();
        Set<String> accepted = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            accepted.add(reported(i % 2 == 0 ? first : others));
        }
        await().atMost(RECOVERY).until(() -> missing(accepted).isEmpty());

        // From here on, the same message has another delivery tag before and after.
        RealDatabase.RowLock holdFirst = resources.closeAfter(database.lockMatch(first));
        RealDatabase.RowLock holdOthers = resources.closeAfter(database.lockMatch(others));
        accepted.add(reported(first));
        for (int i = 0; i < 40; i++) {
            accepted.add(reported(others));
        }
        await("one is being stored, the others wait in the process")
                .atMost(RECOVERY)
                .until(() -> database.hasWaitingLock() && broker.waiting(Topology.STATISTICS_QUEUE) == 0);
        proxy.closeConnections();
        awaitConnectionsBack();
        await("all of them are delivered again")
                .atMost(RECOVERY)
                .until(() -> broker.consumers(Topology.STATISTICS_QUEUE) == 1
                        && broker.waiting(Topology.STATISTICS_QUEUE) == 0);

        // One delivery of the old connection is done with, and the process ends before the next.
        holdFirst.close();
        await().atMost(RECOVERY).until(() -> missing(accepted).size() == 40 && database.hasWaitingLock());
        app.kill();
        holdOthers.close();
        resources.closeAfter(app.launchAgain()).awaitReady();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(Set.of(), missing(accepted), "accepted, but not stored"));
    }

    // One each for reports, updates and the statistics queue.
    private void awaitConnectionsBack() {
        await().atMost(RECOVERY).until(() -> proxy.connections() >= 3);
        app.awaitReady();
    }

    private String reported(String match) {
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
