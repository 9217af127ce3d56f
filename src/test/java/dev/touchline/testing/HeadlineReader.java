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

/** Another team, with a queue of its own for the headlines it wants, and none of our code in between. */
public final class HeadlineReader implements AutoCloseable {

    private static final String EXCHANGE = "match.headlines";

    private final Connection connection;
    private final List<Headline> headlines = new CopyOnWriteArrayList<>();

    private HeadlineReader(Connection connection) {
        this.connection = connection;
    }

    /** One message. */
    public record Headline(String routingKey, BasicProperties properties, String body) {

        /** The same in every repetition. */
        public String id() {
            return properties.getMessageId();
        }

        /** A header's value, as text. */
        public String header(String name) {
            Map<String, Object> headers = properties.getHeaders();
            return headers == null || !headers.containsKey(name) ? null : String.valueOf(headers.get(name));
        }

        public JsonNode json() {
            return Api.json(body);
        }
    }

    /** Binds a queue, and reads what comes from now on. */
    public static HeadlineReader of(RealBroker broker, String bindingKey) {
        try {
            HeadlineReader reader = new HeadlineReader(broker.clients().newConnection("headline reader"));
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

    /** What came so far, in the order in which it came. */
    public List<Headline> headlines() {
        return List.copyOf(headlines);
    }

    @Override
    public void close() {
        connection.abort();
    }
}
