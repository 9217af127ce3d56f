package dev.touchline.messaging;

import io.quarkus.runtime.ShutdownEvent;
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
 * The outgoing half of the RabbitMQ connector, for messages that must not be lost. A message is acknowledged when the
 * broker has confirmed it, and rejected as soon as it is known that it will not.
 *
 * <p>The stock connector cannot be used for this. Its publisher keeps the messages that were unconfirmed when the
 * connection was lost, and takes the confirms of later ones for theirs, since the numbers begin at 1 again: it reports
 * as kept what the broker never had. Messages behind them then wait for confirms that it has dropped.
 */
@ApplicationScoped
@Connector(ConfirmingConnector.NAME)
public class ConfirmingConnector implements OutboundConnector, HealthReporter {

    /** The connector's name in the configuration. */
    static final String NAME = "touchline-confirming";

    private static final int AFTER_EVERYTHING_ELSE = 10_000;

    private final BrokerConnection broker;
    private final Topology topology;
    private final Map<String, ConfirmChannel> channels = new ConcurrentHashMap<>();

    ConfirmingConnector(BrokerConnection broker, Topology topology) {
        this.broker = broker;
        this.topology = topology;
    }

    /** Takes messages whose metadata have an {@link Address}; {@code exchange.name} says where they go. */
    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        String name = config.getValue("channel-name", String.class);
        ConfirmChannel channel =
                new ConfirmChannel(name, config.getValue("exchange.name", String.class), broker, topology);
        channels.put(name, channel);
        channel.open();
        return new Subscriber(channel);
    }

    /**
     * What a message is addressed with.
     *
     * @param routingKey the routing key
     * @param contentType the content type of the body
     */
    record Address(String routingKey, String contentType) {}

    @Override
    public HealthReport getReadiness() {
        HealthReport.HealthReportBuilder report = HealthReport.builder();
        channels.forEach((name, channel) -> report.add(name, channel.isOpen()));
        return report.build();
    }

    void close(@Observes @Priority(AFTER_EVERYTHING_ELSE) ShutdownEvent event) {
        channels.values().forEach(ConfirmChannel::close);
    }

    // How much may be under way is bounded by ConfirmedPublisher, per byte and not per message.
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
            channel.close();
        }

        @Override
        public void onComplete() {
            channel.close();
        }
    }
}
