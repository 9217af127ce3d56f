package dev.touchline.testing;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** A publisher that bypasses ingest and may publish messages that no agent could. */
public final class RoguePublisher implements AutoCloseable {

    private static final long CONFIRM_MILLIS = 10_000;

    private final Connection connection;
    private final Channel channel;

    private RoguePublisher(ConnectionFactory factory) {
        try {
            connection = factory.newConnection("rogue-publisher");
            channel = connection.createChannel();
            channel.confirmSelect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connects to the broker of the application in this JVM. */
    public static RoguePublisher toThisApplication() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(ConfigProvider.getConfig().getValue("rabbitmq-host", String.class));
        factory.setPort(ConfigProvider.getConfig().getValue("rabbitmq-port", Integer.class));
        return new RoguePublisher(factory);
    }

    /** Connects to that broker. */
    public static RoguePublisher to(RealBroker broker) {
        return new RoguePublisher(RealBroker.connectionFactory(broker.settings()));
    }

    /** Connects to that broker with another user. */
    public static RoguePublisher to(RealBroker broker, String user) {
        return new RoguePublisher(RealBroker.connectionFactory(broker.settings(user)));
    }

    /** A batch of events as ingest publishes it. */
    public static byte[] batch(EventBody... reports) {
        return bytes(
                List.of(reports).stream().map(RoguePublisher::cloudEvent).collect(Collectors.joining(",", "[", "]")));
    }

    /** An event as it appears in a batch. */
    public static String cloudEvent(EventBody body) {
        var data = body.json();
        var event = Api.JSON.createObjectNode();
        event.put("specversion", "1.0");
        event.set("id", data.remove("id"));
        event.set("source", data.remove("source"));
        event.put("type", "dev.touchline." + data.remove("type").asText());
        event.set("subject", data.remove("match"));
        event.put("receivedat", "2031-06-14T15:00:00Z");
        event.set("data", data);
        return event.toString();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Publishes any body with the properties of a batch of events, and waits for the confirm. */
    public void publish(String exchange, String routingKey, byte[] body) {
        publish(
                exchange,
                routingKey,
                new BasicProperties.Builder()
                        .contentType("application/cloudevents-batch+json")
                        .deliveryMode(2)
                        .build(),
                body);
    }

    /** Publishes a message and waits for the confirm. */
    public void publish(String exchange, String routingKey, BasicProperties properties, byte[] body) {
        try {
            channel.basicPublish(exchange, routingKey, properties, body);
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Removes a binding with an empty routing key. */
    public void unbind(String queue, String exchange) {
        try {
            channel.queueUnbind(queue, exchange, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.abort();
    }
}
