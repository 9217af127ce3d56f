package dev.touchline.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.MatchStatement;
import dev.touchline.sport.SportCatalogue;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * All exchanges, queues and bindings. They exist before anything is published (ADR 1, fault 6), so messages are kept also
 * if no consumer has ever run: the command {@code topology} declares them, or each process does with {@code
 * touchline.messaging.declare-topology}. Declaring is idempotent. A process that does not declare them checks that they
 * exist, which needs no permission at the broker.
 */
@ApplicationScoped
public class Topology {

    /**
     * Direct; the routing key is the sport, {@code competition} for competition definitions, {@code match} for statements,
     * or {@code directory} for teams and players.
     */
    public static final String EVENTS_EXCHANGE = "match.events";
    /** Fanout, for the roles live and notification. */
    public static final String UPDATES_EXCHANGE = "match.updates";
    /** Topic, for other applications; the routing key is {@code <sport>.<competition>.<match>.<kind>}. */
    public static final String HEADLINES_EXCHANGE = "match.headlines";
    /** Topic, for other applications; the routing key is as that of {@link #HEADLINES_EXCHANGE}, with the kind of discrepancy. */
    static final String DISCREPANCIES_EXCHANGE = "match.discrepancies";
    /** Fanout; the alternate exchange of {@link #EVENTS_EXCHANGE}. */
    public static final String UNROUTED_EXCHANGE = "match.unrouted";
    /** Fanout; the dead-letter exchange of all work queues. */
    public static final String DEAD_LETTER_EXCHANGE = "match.dead-letters";
    /** Reports for the statistics role, shared by its replicas. */
    public static final String STATISTICS_QUEUE = "statistics";
    /** Updates that wake the notification role, shared by its replicas. */
    public static final String NOTIFICATIONS_QUEUE = "notifications";
    /** Unroutable reports. */
    public static final String UNROUTED_QUEUE = "unrouted";
    /** Messages that could not be processed, until the statistics role has stored them. */
    public static final String DEAD_LETTER_QUEUE = "dead-letters";

    static final List<String> EXCHANGES = List.of(
            UNROUTED_EXCHANGE,
            DEAD_LETTER_EXCHANGE,
            EVENTS_EXCHANGE,
            UPDATES_EXCHANGE,
            HEADLINES_EXCHANGE,
            DISCREPANCIES_EXCHANGE);
    static final List<String> QUEUES =
            List.of(UNROUTED_QUEUE, DEAD_LETTER_QUEUE, STATISTICS_QUEUE, NOTIFICATIONS_QUEUE);

    private static final Logger LOG = Logger.getLogger(Topology.class);
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_UPDATES = 10_000;
    private static final int MAX_UPDATE_BYTES = 64 * 1024 * 1024;
    /**
     * Arguments of queues of accepted reports, each processed a bounded number of times. A full queue rejects reports,
     * which ingest answers 503. Its size is a policy of the broker, since it depends on the broker's disk and an argument
     * can never be changed.
     */
    public static final Map<String, Object> WORK_QUEUE_ARGUMENTS = Map.of(
            "x-queue-type", "quorum",
            "x-delivery-limit", 20,
            "x-dead-letter-exchange", DEAD_LETTER_EXCHANGE,
            // By default, dead-lettering does not wait for a confirm and can lose the message. at-least-once requires
            // reject-publish.
            "x-dead-letter-strategy", "at-least-once",
            "x-overflow", "reject-publish");
    /**
     * Arguments of the queue of wake-ups. The database has every update, so a full queue drops the oldest: it must never
     * stop the statistics role. Without a dead-letter exchange, which would receive what is dropped.
     */
    private static final Map<String, Object> NOTIFICATIONS_ARGUMENTS = Map.of(
            "x-queue-type",
            "quorum",
            "x-delivery-limit",
            20,
            "x-max-length",
            MAX_UPDATES,
            "x-max-length-bytes",
            MAX_UPDATE_BYTES,
            "x-overflow",
            "drop-head");
    /** Arguments of the queues of live processes, which read updates that were dropped from the database. */
    static final Map<String, Object> LIVE_QUEUE_ARGUMENTS = Map.of(
            "x-max-length", MAX_UPDATES,
            "x-max-length-bytes", MAX_UPDATE_BYTES,
            "x-overflow", "drop-head");
    /**
     * Only a message that the client cannot read at all reaches the limit, a thousand lost connections later, and is
     * dropped: it would hide all others. A message that waits for the database is delivered again only after a lost
     * connection.
     */
    private static final Map<String, Object> DEAD_LETTER_QUEUE_ARGUMENTS =
            Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000);

    private final BrokerConnections connections;
    private final SportCatalogue catalogue;
    private final MessagingConfig config;
    private final ScheduledExecutorService retries =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("topology", true));
    private volatile boolean declared;
    private String warned;
    private long warnedAt;

    public Topology(BrokerConnections connections, SportCatalogue catalogue, MessagingConfig config) {
        this.connections = connections;
        this.catalogue = catalogue;
        this.config = config;
    }

    /** An exchange or a queue does not exist; the message names it and says what to do. */
    static final class MissingException extends IOException {
        MissingException(String name) {
            super(name + " does not exist: run the command topology, or let this process declare everything with"
                    + " TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY=true");
        }
    }

    /** True once this process has declared the topology or found it declared; before, it must not publish. */
    public boolean isDeclared() {
        return declared;
    }

    // In production, an unavailable broker must not delay the start (ADR 1, fault 13): health is served meanwhile.
    void ensureAtStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (!config.enabled()) {
            return;
        }
        // A missing user is a mistake that waiting does not correct, so the start fails.
        connections.username();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            retries.execute(this::ensureOrRetry);
        } else {
            ensureOrRetry();
        }
    }

    void stopRetrying(@Observes ShutdownEvent event) {
        retries.shutdownNow();
    }

    private void ensureOrRetry() {
        try (Connection connection = connections.open("topology");
                Channel channel = connection.createChannel()) {
            ensure(channel);
            declared = true;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            warn(BrokerConnections.reason(e));
            retries.schedule(this::ensureOrRetry, 1, TimeUnit.SECONDS);
        }
    }

    // One line a minute while the broker stays unavailable.
    private void warn(String reason) {
        long now = System.nanoTime();
        if (!reason.equals(warned) || now - warnedAt > REMINDER_NANOS) {
            LOG.warnf("The exchanges and queues are not available yet, trying every second: %s", reason);
            warned = reason;
            warnedAt = now;
        }
    }

    /**
     * Declares everything that is missing or, if this process does not declare it, checks that it exists. The channel is
     * closed after an exception.
     */
    public void ensure(Channel channel) throws IOException {
        if (config.declareTopology()) {
            declare(channel);
        } else {
            check(channel);
        }
    }

    private static void check(Channel channel) throws IOException {
        String name = "";
        try {
            for (String exchange : EXCHANGES) {
                name = "exchange " + exchange;
                channel.exchangeDeclarePassive(exchange);
            }
            for (String queue : QUEUES) {
                name = "queue " + queue;
                channel.queueDeclarePassive(queue);
            }
        } catch (IOException e) {
            throw BrokerConnections.isClosedWith(AMQP.NOT_FOUND, e.getCause()) ? new MissingException(name) : e;
        }
    }

    /** Declares everything, over a connection of its own. */
    public void declare() throws IOException, TimeoutException {
        try (Connection connection = connections.open("topology");
                Channel channel = connection.createChannel()) {
            declare(channel);
        }
    }

    void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(UNROUTED_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(UNROUTED_QUEUE, true, false, false, WORK_QUEUE_ARGUMENTS);
        channel.queueBind(UNROUTED_QUEUE, UNROUTED_EXCHANGE, "");

        channel.exchangeDeclare(DEAD_LETTER_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(DEAD_LETTER_QUEUE, true, false, false, DEAD_LETTER_QUEUE_ARGUMENTS);
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
        channel.queueBind(STATISTICS_QUEUE, EVENTS_EXCHANGE, DirectoryEntry.SPORT);
        channel.queueBind(STATISTICS_QUEUE, EVENTS_EXCHANGE, MatchStatement.SPORT);

        channel.exchangeDeclare(UPDATES_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        // Its consumer binds it: without a notification role, a bound queue would fill the broker's disk. No update is
        // missed, since the consumer reads the feed from its last position.
        channel.queueDeclare(NOTIFICATIONS_QUEUE, true, false, false, NOTIFICATIONS_ARGUMENTS);
        channel.exchangeDeclare(HEADLINES_EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(DISCREPANCIES_EXCHANGE, BuiltinExchangeType.TOPIC, true);
    }
}
