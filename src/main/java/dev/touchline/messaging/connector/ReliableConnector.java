package dev.touchline.messaging.connector;

import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.role.Dependency;
import dev.touchline.role.DependencyStatus;
import dev.touchline.role.Role;
import dev.touchline.role.SchemaReady;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/**
 * Connects channels to exchanges and queues so that nothing is lost on the way.
 *
 * <p>The stock connector cannot be made safe from outside. Going out, it keeps the messages that were unconfirmed when
 * the connection was lost, and takes the confirms of later ones for theirs: it reports as kept what the broker never
 * had (see {@link ConfirmChannel}). Coming in, its stream ends for good when the broker cancels the consumer (see
 * {@link ConsumerChannel}).
 */
@ApplicationScoped
@Connector(ReliableConnector.NAME)
class ReliableConnector implements InboundConnector, OutboundConnector, DependencyStatus {

    /** The connector's name in the configuration. */
    static final String NAME = "touchline";

    private static final int PRIORITY_FIRST = 1;
    private static final int PRIORITY_LAST = 10_000;
    private static final int DEFAULT_PREFETCH = 100;
    private static final long END_SECONDS = 10;

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
     * Takes messages whose metadata have an {@link OutgoingMetadata}. {@code exchange} says where they go,
     * {@code mandatory} whether one that reaches no queue is an error.
     */
    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config channel) {
        String name = channel.getValue("channel-name", String.class);
        ConfirmChannel opened = new ConfirmChannel(
                name,
                channel.getValue("exchange", String.class),
                channel.getOptionalValue("mandatory", Boolean.class).orElse(false),
                config.confirmTimeout(),
                connections,
                topology,
                meters);
        outgoing.put(name, opened);
        opened.open();
        return new ChannelSubscriber(opened);
    }

    /**
     * Hands on the deliveries of a {@code queue} once the schema of the database is ready, each with its {@link DeliveryMetadata}. With an {@code exchange}, the queue is
     * bound to it from now on; with {@code own}, it is this process's own, and goes with it. {@code prefetch} bounds how
     * many may be in hand.
     */
    @Override
    public Flow.Publisher<? extends Message<?>> getPublisher(Config channel) {
        String name = channel.getValue("channel-name", String.class);
        ConsumerChannel consumer = new ConsumerChannel(
                name,
                new ConsumedQueue(
                        channel.getValue("queue", String.class),
                        channel.getOptionalValue("exchange", String.class).orElse(null),
                        channel.getOptionalValue("exclusive", Boolean.class).orElse(false)),
                channel.getOptionalValue("prefetch", Integer.class).orElse(DEFAULT_PREFETCH),
                connections,
                topology,
                meters);
        Flow.Publisher<? extends Message<?>> messages = consumer.messages();
        add(name, consumer);
        return messages;
    }

    @Override
    public Dependency dependency() {
        return Dependency.BROKER;
    }

    /**
     * The broker is unavailable to a role while the topology is not declared, or one of the role's channels is closed,
     * is blocked by the broker, or has stalled: messages wait and none has been settled for long.
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

    // A process without a schema would only keep its prefetch from processes that can work.
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
        incoming.values().forEach(channel -> channel.awaitTermination(END_SECONDS));
    }

    void stopPublishing(@Observes @Priority(PRIORITY_LAST) ShutdownEvent event) {
        outgoing.values().forEach(ConfirmChannel::stop);
        outgoing.values().forEach(channel -> channel.awaitTermination(END_SECONDS));
    }

    // How much may be under way is bounded by ConfirmedPublisher, per byte and not per message (fault 9).
    private record ChannelSubscriber(ConfirmChannel channel) implements Flow.Subscriber<Message<byte[]>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Message<byte[]> message) {
            channel.publish(message);
        }

        @Override
        public void onError(Throwable failure) {
            channel.stop();
        }

        @Override
        public void onComplete() {
            channel.stop();
        }
    }
}
