package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** A third-party consumer of headlines: it uses RabbitMQ's client and none of the application's code. */
public final class HeadlineReader implements AutoCloseable {

    private static final String EXCHANGE = "match.headlines";

    private final Connection connection;
    private final List<Headline> headlines = new CopyOnWriteArrayList<>();

    private HeadlineReader(Connection connection) {
        this.connection = connection;
    }

    public record Headline(String routingKey, BasicProperties properties, String body) {

        /** The message id, equal in repeated publications. */
        public String id() {
            return properties.getMessageId();
        }

        /** The match and the seq of the update, without its position. */
        public String change() {
            return id().substring(0, id().lastIndexOf('-'));
        }

        /** The value of a header as text. */
        public String header(String name) {
            Map<String, Object> headers = properties.getHeaders();
            return headers == null || !headers.containsKey(name) ? null : String.valueOf(headers.get(name));
        }

        public JsonNode json() {
            return Api.json(body);
        }
    }

    /** Binds a queue and consumes headlines from now on. */
    public static HeadlineReader of(RealBroker broker, String bindingKey) {
        try {
            HeadlineReader reader = new HeadlineReader(
                    RealBroker.connectionFactory(broker.settings()).newConnection("headline reader"));
            Channel channel = reader.connection.createChannel();
            channel.exchangeDeclarePassive(EXCHANGE);
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, EXCHANGE, bindingKey);
            channel.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> reader.headlines.add(new Headline(
                            delivery.getEnvelope().getRoutingKey(),
                            delivery.getProperties(),
                            new String(delivery.getBody(), StandardCharsets.UTF_8))),
                    tag -> {});
            return reader;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The headlines received so far, in order of arrival. */
    public List<Headline> headlines() {
        return List.copyOf(headlines);
    }

    @Override
    public void close() {
        connection.abort();
    }
}
