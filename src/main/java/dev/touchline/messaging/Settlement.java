package dev.touchline.messaging;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.PublisherDecorator;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Acknowledges and rejects each message on the channel that delivered it, or not at all.
 *
 * <p>The connector sends acknowledgements over whichever channel is open. Delivery tags begin at 1 again after a
 * reconnect, so an acknowledgement of a delivery from before it settles a message that was never processed, and that
 * is lost with the process. What is not settled because its channel is gone, the broker delivers again.
 */
@ApplicationScoped
class Settlement implements PublisherDecorator {

    // Closest to the connector, where the messages are still its own.
    private static final int FIRST = 0;

    private final Channels channels;
    private final Counter stale;

    Settlement(Channels channels, MeterRegistry metrics) {
        this.channels = channels;
        this.stale = metrics.counter("touchline.messaging.settlements.stale");
    }

    @Override
    public int getPriority() {
        return FIRST;
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> publisher, List<String> channelName, boolean isConnector) {
        return isConnector
                ? publisher.map(message -> onItsOwnChannel(String.join(",", channelName), message))
                : publisher;
    }

    private Message<?> onItsOwnChannel(String name, Message<?> message) {
        if (!(message instanceof IncomingRabbitMQMessage<?> delivery)) {
            return message;
        }
        Channels.Consumer consumer = new Channels.Consumer(name, delivery.message.consumerTag());
        long deliveryTag = delivery.message.envelope().getDeliveryTag();
        return message.withAck(() -> settle(consumer, channel -> channel.basicAck(deliveryTag, false)))
                // Without requeueing: whoever rejects has tried often enough, and the queue has a dead-letter exchange.
                .withNack(reason -> settle(consumer, channel -> channel.basicReject(deliveryTag, false)));
    }

    @FunctionalInterface
    private interface Settling {
        void on(Channel channel) throws IOException;
    }

    private CompletionStage<Void> settle(Channels.Consumer consumer, Settling settling) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    Channel channel = channels.of(consumer);
                    if (channel == null) {
                        stale.increment();
                        return null;
                    }
                    try {
                        settling.on(channel);
                    } catch (AlreadyClosedException | IOException e) {
                        // The connection broke under it, which is the same as if it had broken before.
                        stale.increment();
                    }
                    return null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }
}
