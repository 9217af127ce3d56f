package dev.touchline.messaging.connector;

import dev.touchline.memory.MemoryBound;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.ConsumedQueue;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.role.Dependency;
import dev.touchline.role.DependencyStatus;
import dev.touchline.role.Role;
import dev.touchline.role.SchemaReady;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.subscription.Subscribers;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * The SmallRye connector {@code touchline}: connects channels to exchanges and queues without losing messages. Outgoing
 * channels are {@link ConfirmChannel}s, incoming ones {@link ConsumerChannel}s. ADR 1 says why the stock connector
 * cannot be made safe from outside. Liveness does not depend on the broker (ADR 1, fault 11); only readiness does.
 */
@ApplicationScoped
@Connector(ReliableConnector.NAME)
class ReliableConnector implements InboundConnector, OutboundConnector, DependencyStatus {

    static final String NAME = "touchline";

    private static final int PRIORITY_FIRST = 1;
    private static final int PRIORITY_LAST = 10_000;
    private static final int DEFAULT_PREFETCH = 100;
    private static final String DEFAULT_PREFETCH_SIZE = "2.5%";
    private static final long STOP_TIMEOUT_SECONDS = 10;

    private final BrokerConnections connections;
    private final Topology topology;
    private final MessagingConfig config;
    private final MessagingMeters meters;
    private final Map<String, ConfirmChannel> outgoing = new ConcurrentHashMap<>();
    private final Map<String, ConsumerChannel> incoming = new ConcurrentHashMap<>();
    private volatile boolean consuming;

    ReliableConnector(
            BrokerConnections connections, Topology topology, MessagingConfig config, MessagingMeters meters) {
        this.connections = connections;
        this.topology = topology;
        this.config = config;
        this.meters = meters;
    }

    /**
     * Publishes messages with an {@link OutgoingMetadata} to {@code exchange}; with {@code mandatory}, unroutable
     * messages are nacked.
     */
    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config channel) {
        String name = channel.getValue("channel-name", String.class);
        ConfirmChannel publisher = new ConfirmChannel(
                name,
                channel.getValue("exchange", String.class),
                channel.getOptionalValue("mandatory", Boolean.class).orElse(false),
                config.confirmTimeout(),
                connections,
                topology,
                meters);
        outgoing.put(name, publisher);
        publisher.open();
        // Unbounded demand: ConfirmedPublisher bounds the bytes in flight (ADR 1, faults 4 and 9).
        return Subscribers.<Message<byte[]>>from(
                Context.empty(),
                publisher::publish,
                failure -> publisher.stop(),
                publisher::stop,
                subscription -> subscription.request(Long.MAX_VALUE));
    }

    /**
     * Consumes {@code queue} once the schema of the database is ready; each message has a {@link DeliveryMetadata}.
     * With {@code exchange}, the queue is bound to it, and if that is the exchange of updates, only those of the
     * configured broker users are accepted; with {@code exclusive}, the queue is deleted with the connection. {@code
     * max-prefetch-size} bounds the unacknowledged messages by memory, in which each counts as the largest: a broker
     * pushes as many of those as the prefetch allows. With {@code prefetch}, they are up to that number while they are
     * small.
     */
    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config channel) {
        String name = channel.getValue("channel-name", String.class);
        String exchange = channel.getOptionalValue("exchange", String.class).orElse(null);
        ConsumerChannel consumer = new ConsumerChannel(
                name,
                new ConsumedQueue(
                        channel.getValue("queue", String.class),
                        exchange,
                        channel.getOptionalValue("exclusive", Boolean.class).orElse(false),
                        publishers(exchange)),
                prefetch(channel),
                Math.toIntExact(config.maxMessageSize().asLongValue()),
                connections,
                topology,
                meters);
        Flow.Publisher<? extends Message<?>> messages = consumer.messages();
        add(name, consumer);
        return messages;
    }

    private Set<String> publishers(String exchange) {
        return Topology.UPDATES_EXCHANGE.equals(exchange)
                ? config.updatePublishers().orElseGet(() -> Set.of(connections.username()))
                : Set.of();
    }

    private Prefetch prefetch(Config channel) {
        int number = channel.getOptionalValue("prefetch", Integer.class).orElse(0);
        long size = MemoryBound.of(channel.getOptionalValue("max-prefetch-size", String.class)
                        .orElse(DEFAULT_PREFETCH_SIZE))
                .bytes();
        long maxMessageSize = config.maxMessageSize().asLongValue();
        int min = prefetch(number > 0 ? number : DEFAULT_PREFETCH, size, maxMessageSize);
        return new Prefetch(min, Math.max(min, number), size, maxMessageSize);
    }

    /** The number of messages that fit even if each has the maximum size; at least one. */
    static int prefetch(int number, long bytes, long maxMessageSize) {
        return (int) Math.max(1, Math.min(number, bytes / maxMessageSize));
    }

    @Override
    public Dependency dependency() {
        return Dependency.BROKER;
    }

    /**
     * Names the reasons while the topology is not declared, or while one of the role's channels is closed, blocked by
     * the broker, or stalled: messages wait, and none is settled (ADR 1, fault 1).
     */
    @Override
    public Optional<String> unavailability(Role role) {
        List<String> reasons = new ArrayList<>();
        outgoing.forEach((name, channel) -> {
            if (role.hasChannel(name) && !channel.isAccepting()) {
                reasons.add("channel " + name + ": " + channel.unavailability());
            }
        });
        incoming.forEach((name, channel) -> {
            if (role.hasChannel(name) && consuming) {
                if (channel.isStalledFor(config.stallTimeout())) {
                    reasons.add("channel " + name + ": messages wait, and none has been processed for "
                            + config.stallTimeout().toSeconds() + " s");
                } else if (!channel.isOpen()) {
                    reasons.add("channel " + name + ": " + channel.closedBecause());
                }
            }
        });
        if (reasons.isEmpty() && !topology.isDeclared()) {
            reasons.add("exchanges and queues have not been declared yet");
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }

    // A process without a schema would hold back its prefetch from processes that can work.
    synchronized void consume(@Observes SchemaReady event) {
        consuming = true;
        incoming.values().forEach(ConsumerChannel::open);
    }

    private synchronized void add(String name, ConsumerChannel consumer) {
        incoming.put(name, consumer);
        if (consuming) {
            consumer.open();
        }
    }

    void stopConsuming(@Observes @Priority(PRIORITY_FIRST) ShutdownEvent event) {
        incoming.values().forEach(ConsumerChannel::stop);
        incoming.values().forEach(channel -> channel.awaitTermination(STOP_TIMEOUT_SECONDS));
    }

    void stopPublishing(@Observes @Priority(PRIORITY_LAST) ShutdownEvent event) {
        outgoing.values().forEach(ConfirmChannel::stop);
        outgoing.values().forEach(channel -> channel.awaitTermination(STOP_TIMEOUT_SECONDS));
    }
}
