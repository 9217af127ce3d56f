package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.messaging.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Started;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The queue is deleted and at once declared again. RabbitMQ 3 may then keep the consumer in its books and bring it
 * nothing, and stop reading from a channel that had much on its way; it says neither.
 */
class ReplacedQueueIT {

    private static final Duration RECOVERY = Duration.ofSeconds(20);
    /** More than RabbitMQ lets be on their way to a quorum queue before it makes a channel wait. */
    private static final int AT_ONCE = 128;
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
    final Started started = new Started();

    private final String match = "replaced-" + UUID.randomUUID();
    private AppProcess app;
    private RetryingAgent agent;

    @BeforeAll
    static void brokerAndDatabaseStart() {
        broker = RealBroker.running();
        database = RealDatabase.running();
    }

    @AfterAll
    static void brokerAndDatabaseStop() {
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void applicationStarts() {
        app = started.ended(AppProcess.launch(
                        "replaced-queue",
                        "ingest,statistics",
                        broker,
                        database,
                        Map.of("TOUCHLINE_MESSAGING_CONFIRM_TIMEOUT", "3s")))
                .awaitReady();
        agent = new RetryingAgent(app);
    }

    @Test
    void aFewMessagesReachAConsumerThatTheBrokerForgot() {
        reachAForgottenConsumer(5);
    }

    @Test
    void moreMessagesThanThePrefetchReachAConsumerThatTheBrokerForgot() {
        reachAForgottenConsumer(150);
    }

    private void reachAForgottenConsumer(int messages) {
        String first = reported();
        await().atMost(RECOVERY).until(() -> missing(Set.of(first)).isEmpty());
        RealDatabase.Hold row = started.ended(database.hold(match));
        List<String> inHand = IntStream.range(0, 10).mapToObj(i -> reported()).toList();
        await("all are delivered, one is being stored")
                .atMost(RECOVERY)
                .until(() -> database.someoneWaits() && broker.waiting(Topology.STATISTICS_QUEUE) == 0);

        for (int i = 0; i < 3; i++) {
            replaceQueue();
        }
        row.close();
        List<String> later =
                IntStream.range(0, messages).mapToObj(i -> reported()).toList();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(Set.of(), missing(inHand), "delivered by the queue before"));
        await().atMost(RECOVERY).untilAsserted(() -> assertEquals(Set.of(), missing(later), "sent to the new queue"));
    }

    @Test
    void reportsAreAcceptedAgainAfterManyWereOnTheirWayToIt() throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                CompletableFuture.runAsync(
                        () -> {
                            while (!enough.get()) {
                                HttpResponse<String> answer = app.post("/events", shot("many-" + UUID.randomUUID()));
                                if (answer.statusCode() == 202) {
                                    accepted.incrementAndGet();
                                }
                            }
                        },
                        threads);
            }
            for (int i = 0; i < 3; i++) {
                int before = accepted.get();
                await().atMost(RECOVERY).until(() -> accepted.get() > before + 2 * AT_ONCE);
                replaceQueue();
            }
            int before = accepted.get();
            await("reports to be accepted").atMost(RECOVERY).until(() -> accepted.get() > before + 2 * AT_ONCE);
        } finally {
            enough.set(true);
            threads.shutdown();
            threads.awaitTermination(RECOVERY.toSeconds(), TimeUnit.SECONDS);
        }
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
