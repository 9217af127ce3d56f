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
 * The queue is deleted and declared again at once. RabbitMQ 3 then still lists the consumer but delivers nothing to it.
 */
class ReplacedQueueIT {

    private static final Duration RECOVERY = Duration.ofSeconds(20);
    /** The arguments with which the application declares the queue. */
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
        Map<String, String> settings = Map.of("MP_MESSAGING_INCOMING_STATISTICS_PREFETCH", "100");
        app = resources
                .closeAfter(AppProcess.launch("replaced-queue", "ingest,statistics", broker, database, settings))
                .awaitReady();
        agent = new RetryingAgent(app);
    }

    @Test
    void consumerOfAReplacedQueueReceivesFewMessages() {
        assertMessagesReceived(5);
    }

    @Test
    void consumerOfAReplacedQueueReceivesMoreMessagesThanThePrefetch() {
        assertMessagesReceived(150);
    }

    private void assertMessagesReceived(int messages) {
        String first = reportShot();
        await().atMost(RECOVERY).until(() -> missing(Set.of(first)).isEmpty());
        RealDatabase.RowLock row = resources.closeAfter(database.lockMatch(match));
        List<String> prefetched =
                IntStream.range(0, 10).mapToObj(i -> reportShot()).toList();
        await("all reports are delivered and one is being stored")
                .atMost(RECOVERY)
                .until(() -> database.hasWaitingLock() && broker.readyMessages(Topology.STATISTICS_QUEUE) == 0);

        // Only once: after a second replacement, RabbitMQ 3 no longer lists the consumer, which is easy to detect.
        replaceQueue();
        row.close();
        List<String> later =
                IntStream.range(0, messages).mapToObj(i -> reportShot()).toList();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(Set.of(), missing(prefetched), "delivered by the deleted queue"));
        await().atMost(RECOVERY).untilAsserted(() -> assertEquals(Set.of(), missing(later), "sent to the new queue"));
    }

    private static void replaceQueue() {
        broker.replaceQueue(Topology.STATISTICS_QUEUE, ARGUMENTS, Topology.EVENTS_EXCHANGE, "football");
    }

    private String reportShot() {
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
