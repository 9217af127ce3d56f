package dev.touchline.notification.discrepancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.DeclaredMatch;
import dev.touchline.testing.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DiscrepancyPublisherTest {

    private static final Instant START = Instant.parse("2071-05-01T15:00:00Z");
    private static final String GOAL =
            "{\"source\":\"camera-1\",\"id\":\"7\",\"type\":\"football.goal\",\"period\":null,\"minute\":23,\"stoppage\":0,"
                    + "\"team\":\"home\",\"player\":null}";

    @Inject
    Transactions transactions;

    private Connection connection;
    private Channel channel;
    private DeclaredMatch match;
    private String queue;

    @BeforeEach
    void bind() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(ConfigProvider.getConfig().getValue("rabbitmq-host", String.class));
        factory.setPort(ConfigProvider.getConfig().getValue("rabbitmq-port", Integer.class));
        connection = factory.newConnection("independent");
        channel = connection.createChannel();
        match = DeclaredMatch.kickOff(transactions, "official", "scout-*");
        queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "match.discrepancies", "football.none." + match.id() + ".*");
    }

    @AfterEach
    void close() {
        connection.abort();
    }

    private GetResponse next() {
        return Api.eventually().until(() -> channel.basicGet(queue, true), got -> got != null);
    }

    private static JsonNode body(GetResponse got) {
        return Api.json(new String(got.getBody(), StandardCharsets.UTF_8));
    }

    private boolean everythingIsPublished() throws SQLException {
        return transactions.run(sql -> sql.first(
                        "SELECT count(*) AS open FROM discrepancy WHERE match = ? AND published IS DISTINCT FROM change",
                        row -> row.getLong("open") == 0,
                        match.id())
                .orElseThrow());
    }

    @Test
    void eachChangeIsPublishedOnceItIsStored() throws SQLException, IOException {
        match.differs("d1", "unconfirmed", START, GOAL);
        GetResponse opened = next();
        assertEquals(
                "football.none." + match.id() + ".unconfirmed",
                opened.getEnvelope().getRoutingKey());
        assertEquals("true", opened.getProps().getHeaders().get("open").toString());
        assertEquals(2, opened.getProps().getDeliveryMode());
        JsonNode event = body(opened);
        assertEquals(opened.getProps().getMessageId(), event.path("id").asText());
        assertEquals("dev.touchline.discrepancy.unconfirmed", event.path("type").asText());
        assertEquals(match.id(), event.path("data").path("match").asText());
        assertEquals(
                "camera-1",
                event.path("data").path("incidents").path(0).path("source").asText());
        assertTrue(event.path("data").path("closedAt").isNull());
        Api.eventually().until(this::everythingIsPublished);

        transactions.run(sql -> sql.execute(
                "UPDATE discrepancy SET closed_at = ?, change = nextval('discrepancy_change') WHERE match = ?",
                Sql.timestamp(START.plusSeconds(9)),
                match.id()));
        GetResponse closed = next();
        assertEquals("false", closed.getProps().getHeaders().get("open").toString());
        assertEquals(
                "2071-05-01T15:00:09Z",
                body(closed).path("data").path("closedAt").asText());
        assertNotEquals(opened.getProps().getMessageId(), closed.getProps().getMessageId());
        Api.eventually().until(this::everythingIsPublished);
        assertNull(channel.basicGet(queue, true), "nothing is published twice without a crash");
    }

    @Test
    void changeThatWasNotMarkedHasTheSameMessageId() throws SQLException {
        match.differs("d1", "provisional", START, GOAL);
        String id = next().getProps().getMessageId();
        Api.eventually().until(this::everythingIsPublished);
        transactions.run(sql -> sql.execute("UPDATE discrepancy SET published = NULL WHERE match = ?", match.id()));
        assertEquals(id, next().getProps().getMessageId());
    }

    @Test
    void changesArriveInTheirOrder() throws SQLException, IOException {
        int count = 250;
        for (int i = 0; i < count; i++) {
            match.differs("d" + i, "differs", START.minusSeconds(i), GOAL);
        }
        Set<String> seen = new TreeSet<>();
        long last = 0;
        while (seen.size() < count) {
            GetResponse got = next();
            String id = got.getProps().getMessageId();
            long change = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
            if (seen.add(body(got).path("data").path("id").asText())) {
                assertTrue(change > last, id);
                last = change;
            }
        }
    }

    @Test
    void discrepancyOfATransactionThatWaitsIsNotSkipped() throws SQLException {
        match.differs("d1", "differs", START, GOAL);
        next();
        transactions.run(sql -> {
            sql.execute("UPDATE discrepancy SET change = nextval('discrepancy_change') WHERE match = ?", match.id());
            match.differs("d2", "differs", START, GOAL);
            assertEquals("d2", body(next()).path("data").path("id").asText());
            return null;
        });
        assertEquals("d1", body(next()).path("data").path("id").asText(), "although its change is lower");
    }

    @Test
    void openDiscrepanciesAreAMetric() throws SQLException {
        match.differs("d1", "contradicted", START, GOAL);
        Api.eventually().until(() -> Metrics.now().value("touchline_discrepancies_open", "kind=\"contradicted\"") >= 1);
    }
}
