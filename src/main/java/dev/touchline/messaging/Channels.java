package dev.touchline.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.vertx.rabbitmq.RabbitMQOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;

/** Sees through which AMQP channel a message was delivered, which the connector hides. */
@ApplicationScoped
class Channels implements ClientCustomizer<RabbitMQOptions> {

    private final Map<Consumer, Channel> byConsumer = new ConcurrentHashMap<>();

    /**
     * A consumer, which lasts as long as its AMQP channel: after a reconnect RabbitMQ gives it another tag.
     *
     * @param name the connector's name of the channel
     * @param tag the broker's name of the consumer
     */
    record Consumer(String name, String tag) {}

    /** The AMQP channel through which the consumer gets its deliveries; null once it is closed. */
    Channel of(Consumer consumer) {
        return byConsumer.get(consumer);
    }

    @Override
    public RabbitMQOptions customize(String name, Config channelConfig, RabbitMQOptions options) {
        options.setMetricsCollector(new NoOpMetricsCollector() {
            // Called before the message is handed on, so that whoever settles it finds the channel.
            @Override
            public void consumedMessage(Channel channel, long deliveryTag, String consumerTag) {
                byConsumer.put(new Consumer(name, consumerTag), channel);
            }

            @Override
            public void closeChannel(Channel channel) {
                byConsumer.values().remove(channel);
            }
        });
        return options;
    }
}
