package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.touchline.messaging.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the reports that ingest publishes, as another application could. */
public final class ReportReader implements AutoCloseable {

    private final Connection connection;
    private final Channel channel;
    private final String queue;
    private final String match;
    private final List<JsonNode> read = new ArrayList<>();

    /** Reads reports about the match with one of the routing keys. */
    public ReportReader(String match, String... keys) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(ConfigProvider.getConfig().getValue("rabbitmq-host", String.class));
        factory.setPort(ConfigProvider.getConfig().getValue("rabbitmq-port", Integer.class));
        this.match = match;
        try {
            connection = factory.newConnection("report-reader");
            channel = connection.createChannel();
            queue = channel.queueDeclare().getQueue();
            for (String key : keys) {
                channel.queueBind(queue, Topology.EVENTS_EXCHANGE, key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for that many reports; returns them in the order of their messages, as CloudEvents. */
    public List<JsonNode> await(int reports) {
        Api.eventually().until(() -> {
            for (GetResponse message = channel.basicGet(queue, true);
                    message != null;
                    message = channel.basicGet(queue, true)) {
                for (JsonNode report : Api.json(new String(message.getBody(), StandardCharsets.UTF_8))) {
                    if (report.path("subject").asText().equals(match)) {
                        read.add(report);
                    }
                }
            }
            return read.size() >= reports;
        });
        return List.copyOf(read);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
