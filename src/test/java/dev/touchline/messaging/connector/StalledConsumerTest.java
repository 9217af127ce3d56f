package dev.touchline.messaging.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A consumer that processes nothing although messages are waiting. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class StalledConsumerTest {

    @Inject
    AgroalDataSource database;

    private final String match = UniqueIds.match();

    @Test
    void stalledConsumerIsNotReadyAndStaysAlive() throws SQLException {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        assertEquals(200, ready().statusCode(), () -> ready().asString());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement hold = connection.prepareStatement("SELECT id FROM match WHERE id = ? FOR UPDATE")) {
                hold.setString(1, match);
                hold.executeQuery();
            }
            for (int minute = 2; minute <= 9; minute++) {
                Api.accept(EventBody.goal(match, "home", minute));
            }
            Api.eventually().until(() -> check("statistics")
                    .at("/data/broker")
                    .asText()
                    .equals("channel statistics: messages wait, and none has been processed for 1 s"));
            assertEquals(503, ready().statusCode());
            assertEquals("DOWN", check("statistics").path("status").asText());
            for (String other : new String[] {"ingest", "live", "notification"}) {
                assertEquals("UP", check(other).path("status").asText(), () -> check(other)
                        .toString());
                assertEquals("available", check(other).at("/data/broker").asText(), () -> check(other)
                        .toString());
            }
            assertEquals("UP", Api.get("/q/health/live").path("status").asText());
            assertTrue(Metrics.now().value("touchline_messaging_unsettled", "channel=\"statistics\"") >= 1);
            connection.rollback();
            connection.setAutoCommit(true);
        }
        Api.awaitSeq(match, 9);
        Api.eventually().until(() -> ready().statusCode() == 200);
        Api.eventually()
                .until(() -> Metrics.now().value("touchline_messaging_unsettled", "channel=\"statistics\"") == 0);
    }

    @Test
    void idleConsumerIsReady() {
        Api.awaitProcessed();
        // Longer than the limit for a consumer with waiting messages.
        Api.eventually().during(Duration.ofSeconds(3)).until(() -> ready().statusCode() == 200);
    }

    private static Response ready() {
        return Api.request().get("/q/health/ready");
    }

    private static JsonNode check(String role) {
        for (JsonNode check : Api.json(ready().asString()).path("checks")) {
            if (check.path("name").asText().equals(role)) {
                return check;
            }
        }
        throw new AssertionError("no check of " + role);
    }
}
