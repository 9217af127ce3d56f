package dev.touchline.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.connector.InboundConnector;
import io.smallrye.reactive.messaging.connector.OutboundConnector;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.health.HealthReporter;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
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
public class ReliableConnector implements InboundConnector, OutboundConnector, HealthReporter {

    /** The connector's name in the configuration. */
    static final String NAME = "touchline";

    private static final int BEFORE_EVERYTHING_ELSE = 1;
    private static final int AFTER_EVERYTHING_ELSE = 10_000;
    private static final int DEFAULT_PREFETCH = 100;
    private static final long END_SECONDS = 10;

    private final BrokerConnection broker;
    private final Topology topology;
    private final MessagingConfig config;
    private final MessagingMeters meters;
    private final Map<String, ConfirmChannel> outgoing = new ConcurrentHashMap<>();
    private final Map<String, ConsumerChannel> incoming = new ConcurrentHashMap<>();

    ReliableConnector(BrokerConnection broker, Topology topology, MessagingConfig config, MessagingMeters meters) {
        this.broker = broker;
        this.topology = topology;
        this.config = config;
        this.meters = meters;
    }

    /**
     * Takes messages whose metadata have an {@link OutgoingAddress}. {@code exchange} says where they go,
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
                broker,
                topology,
                meters);
        outgoing.put(name, opened);
        opened.open();
        return new Subscriber(opened);
    }

    /**
     * Hands on the deliveries of a {@code queue}, each with its {@link Delivery}. With an {@code exchange}, the queue is
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
                        channel.getOptionalValue("own", Boolean.class).orElse(false)),
                channel.getOptionalValue("prefetch", Integer.class).orElse(DEFAULT_PREFETCH),
                broker,
                topology,
                meters);
        incoming.put(name, consumer);
        return consumer.messages();
    }

    /** A broker that is away, full, or whose messages nobody takes makes a process unready, and never dead (fault 11). */
    @Override
    public HealthReport getReadiness() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        outgoing.forEach((name, channel) -> report.add(name, channel.takesMessages()));
        incoming.forEach((name, channel) -> {
            if (channel.stalledFor(config.stalledAfter())) {
                report.add(name, false, "there are messages, and none has been processed for long");
            } else {
                report.add(name, channel.isOpen());
            }
        });
        return report.build();
    }

    void stopConsuming(@Observes @Priority(BEFORE_EVERYTHING_ELSE) ShutdownEvent event) {
        incoming.values().forEach(ConsumerChannel::stop);
        incoming.values().forEach(channel -> channel.awaitEnd(END_SECONDS));
    }

    void stopPublishing(@Observes @Priority(AFTER_EVERYTHING_ELSE) ShutdownEvent event) {
        outgoing.values().forEach(ConfirmChannel::stop);
        outgoing.values().forEach(channel -> channel.awaitEnd(END_SECONDS));
    }

    // How much may be under way is bounded by ConfirmedPublisher, per byte and not per message (fault 9).
    private record Subscriber(ConfirmChannel channel) implements Flow.Subscriber<Message<byte[]>> {
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
