package dev.touchline.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.vertx.rabbitmq.RabbitMQOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;

/**
 * Sees the AMQP channels behind the connector's, which hides them: when one is opened anew after a reconnect, and
 * through which of them a message was delivered.
 */
@ApplicationScoped
class Channels implements ClientCustomizer<RabbitMQOptions> {

    private final CopyOnWriteArrayList<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Channel> byConsumer = new ConcurrentHashMap<>();

    /** Calls the listener with the connector's name of a channel each time it is opened. */
    void onOpen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * The channel through which the consumer gets its deliveries.
     *
     * @param consumerTag the broker's name for the consumer, another one after each reconnect
     * @return null once the channel is closed
     */
    Channel of(String consumerTag) {
        return byConsumer.get(consumerTag);
    }

    @Override
    public RabbitMQOptions customize(String name, Config channelConfig, RabbitMQOptions options) {
        options.setMetricsCollector(new NoOpMetricsCollector() {
            @Override
            public void newChannel(Channel channel) {
                listeners.forEach(listener -> listener.accept(name));
            }

            // Called before the message is handed on, so that whoever settles it finds the channel.
            @Override
            public void consumedMessage(Channel channel, long deliveryTag, String consumerTag) {
                byConsumer.put(consumerTag, channel);
            }

            @Override
            public void closeChannel(Channel channel) {
                byConsumer.values().remove(channel);
            }
        });
        return options;
    }
}
