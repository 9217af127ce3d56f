package dev.touchline.messaging.topology;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.SportCatalogue;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Declares every exchange, queue and binding, by whichever process comes up first. Declaring is idempotent, and a
 * process publishes nothing before it has done so itself: what is accepted while no consumer has ever run then waits
 * in its queue instead of vanishing.
 */
@ApplicationScoped
public class Topology {

    /** Direct; the routing key is the sport, and {@code competition} for declarations. */
    public static final String EVENTS_EXCHANGE = "match.events";
    /** Fanout, for the application's own roles. */
    public static final String UPDATES_EXCHANGE = "match.updates";
    /**
     * Topic, for everyone else: what is worth calling people for. The routing key is {@code
     * <sport>.<competition>.<match>.<kind>}.
     */
    public static final String HEADLINES_EXCHANGE = "match.headlines";
    /** Fanout; takes what no queue is bound for. */
    public static final String UNROUTED_EXCHANGE = "match.unrouted";
    /** Fanout; takes what could not be processed. */
    public static final String DEAD_LETTER_EXCHANGE = "match.dead-letters";
    /** Where the statistics role takes its work from, shared by all replicas. */
    public static final String STATISTICS_QUEUE = "statistics";
    /** What calls the notification role, shared by all replicas. */
    public static final String NOTIFICATIONS_QUEUE = "notifications";
    /** What no queue was bound for. */
    public static final String UNROUTED_QUEUE = "unrouted";
    /** What could not be processed. */
    public static final String DEAD_LETTER_QUEUE = "dead-letters";

    private static final Logger LOG = Logger.getLogger(Topology.class);
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** A queue whose messages are processed, a bounded number of times. */
    public static final Map<String, Object> WORK_QUEUE_ARGUMENTS = Map.of(
            "x-queue-type", "quorum",
            "x-delivery-limit", 20,
            "x-dead-letter-exchange", DEAD_LETTER_EXCHANGE,
            // Dead-lettering itself may lose a message unless it waits for the confirm, and it can wait only if the
            // queue refuses rather than drops.
            "x-dead-letter-strategy", "at-least-once",
            "x-overflow", "reject-publish");
    /** A queue whose messages are only looked at, as often as anyone likes: RabbitMQ 4 drops after 20 times else. */
    private static final Map<String, Object> RETAINED_QUEUE_ARGUMENTS =
            Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000_000);

    private final BrokerConnections connections;
    private final SportCatalogue catalogue;
    private final MessagingConfig config;
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "topology");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean declared;
    private String warned;
    private long warnedAt;

    public Topology(BrokerConnections connections, SportCatalogue catalogue, MessagingConfig config) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.config = config;
    }

    /** Whether this process has declared the topology; until then it must not publish. */
    public boolean isDeclared() {
        return declared;
    }

    // In production a broker that is away, or does not answer, must not delay the start: health is served meanwhile.
    void declareAtStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (config.enabled() && LaunchMode.current() == LaunchMode.NORMAL) {
            retries.execute(this::declareOrRetry);
        } else if (config.enabled()) {
            declareOrRetry();
        }
    }

    void stopRetrying(@Observes ShutdownEvent event) {
        retries.shutdownNow();
    }

    private void declareOrRetry() {
        try {
            declare();
            declared = true;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            warn(BrokerConnections.reason(e));
            retries.schedule(this::declareOrRetry, 1, TimeUnit.SECONDS);
        }
    }

    // A broker that is away for hours is one line a minute.
    private void warn(String reason) {
        long now = System.nanoTime();
        if (!reason.equals(warned) || now - warnedAt > REMINDER_NANOS) {
            LOG.warnf("The topology is not declared yet, trying again every second: %s", reason);
            warned = reason;
            warnedAt = now;
        }
    }

    private void declare() throws IOException, TimeoutException {
        try (Connection connection = connections.open("topology");
                Channel channel = connection.createChannel()) {
            declare(channel);
        }
    }

    /** Declares everything; what is there already stays as it is. */
    public void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(UNROUTED_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(UNROUTED_QUEUE, true, false, false, WORK_QUEUE_ARGUMENTS);
        channel.queueBind(UNROUTED_QUEUE, UNROUTED_EXCHANGE, "");

        channel.exchangeDeclare(DEAD_LETTER_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(DEAD_LETTER_QUEUE, true, false, false, RETAINED_QUEUE_ARGUMENTS);
        channel.queueBind(DEAD_LETTER_QUEUE, DEAD_LETTER_EXCHANGE, "");

        channel.queueDeclare(STATISTICS_QUEUE, true, false, false, WORK_QUEUE_ARGUMENTS);
        // The broker confirms an unroutable message and drops it; the alternate exchange keeps it instead.
        channel.exchangeDeclare(
                EVENTS_EXCHANGE,
                BuiltinExchangeType.DIRECT,
                true,
                false,
                Map.of("alternate-exchange", UNROUTED_EXCHANGE));
        for (String sport : catalogue.names()) {
            channel.queueBind(STATISTICS_QUEUE, EVENTS_EXCHANGE, sport);
        }
        channel.queueBind(STATISTICS_QUEUE, EVENTS_EXCHANGE, CompetitionDefinition.TYPE.sport());

        channel.exchangeDeclare(UPDATES_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        // Bound by its first consumer: where nobody ever plays that role, it would fill the broker's disk. Nothing is
        // missed by that, since whoever consumes it goes on in the database where the last one stopped.
        channel.queueDeclare(NOTIFICATIONS_QUEUE, true, false, false, WORK_QUEUE_ARGUMENTS);
        channel.exchangeDeclare(HEADLINES_EXCHANGE, BuiltinExchangeType.TOPIC, true);
    }
}
