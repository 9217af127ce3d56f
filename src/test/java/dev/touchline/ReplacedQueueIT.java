package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The queue is deleted and at once declared again. RabbitMQ 3 then keeps the consumer in its books, and brings it
 * nothing.
 */
class ReplacedQueueIT {

    private static final Duration RECOVERY = Duration.ofSeconds(20);
    /** As the application declares it. */
    private static final Map<String, Object> ARGUMENTS = Map.of(
            "x-queue-type", "quorum",
            "x-delivery-limit", 20,
            "x-dead-letter-exchange", Topology.DEAD_LETTER_EXCHANGE,
            "x-dead-letter-strategy", "at-least-once",
            "x-overflow", "reject-publish");

    private static RealBroker broker;
    private static RealDatabase database;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final String match = "replaced-" + UUID.randomUUID();
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
    void startApplication() {
        app = resources
                .closeAfter(AppProcess.launch("replaced-queue", "ingest,statistics", broker, database))
                .awaitReady();
        agent = new RetryingAgent(app);
    }

    @Test
    void fewMessagesReachAForgottenConsumer() {
        reachAForgottenConsumer(5);
    }

    @Test
    void moreMessagesThanThePrefetchReachAForgottenConsumer() {
        reachAForgottenConsumer(150);
    }

    private void reachAForgottenConsumer(int messages) {
        String first = reported();
        await().atMost(RECOVERY).until(() -> missing(Set.of(first)).isEmpty());
        RealDatabase.RowLock row = resources.closeAfter(database.lockMatch(match));
        List<String> inHand = IntStream.range(0, 10).mapToObj(i -> reported()).toList();
        await("all are delivered, one is being stored")
                .atMost(RECOVERY)
                .until(() -> database.hasWaitingLock() && broker.waiting(Topology.STATISTICS_QUEUE) == 0);

        // Once: after the second time the broker no longer counts the consumer, which is easily seen.
        replaceQueue();
        row.close();
        List<String> later =
                IntStream.range(0, messages).mapToObj(i -> reported()).toList();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(Set.of(), missing(inHand), "delivered by the queue before"));
        await().atMost(RECOVERY).untilAsserted(() -> assertEquals(Set.of(), missing(later), "sent to the new queue"));
    }

    private static void replaceQueue() {
        broker.replaceQueue(Topology.STATISTICS_QUEUE, ARGUMENTS, Topology.EVENTS_EXCHANGE, "football");
    }

    private String reported() {
        String id = UUID.randomUUID().toString();
        agent.report(shot(id));
        return id;
    }

    private JsonNode shot(String id) {
        return RetryingAgent.event(match, id, "shot", "home", 1);
    }

    private static Set<String> missing(Collection<String> ids) {
        Set<String> missing = new TreeSet<>(ids);
        database.column(String.class, "SELECT id FROM event").forEach(missing::remove);
        return missing;
    }
}
