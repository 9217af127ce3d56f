package dev.touchline.role;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A process with only the ingest role, and with simulations off as in production. */
@QuarkusTest
@TestProfile(IngestOnlyTest.IngestOnly.class)
class IngestOnlyTest {

    public static class IngestOnly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(Role.KEY, "ingest", "touchline.simulation.enabled", "false");
        }
    }

    @ConfigProperty(name = "quarkus.datasource.active")
    boolean datasourceActive;

    @ConfigProperty(name = "rabbitmq-host")
    String brokerHost;

    @ConfigProperty(name = "rabbitmq-port")
    int brokerPort;

    @Inject
    InjectableInstance<AgroalDataSource> database;

    private final String match = UniqueIds.match();

    @Test
    void acceptedReportsWaitInTheStatisticsQueue() throws IOException, TimeoutException {
        long before = waiting();
        Api.accept(EventBody.goal(match, "home", 1), EventBody.goal(match, "away", 2));
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        assertEquals(202, Api.request().post("/matches/{id}/alive", match).statusCode());
        assertEquals(before + 3, waiting());
    }

    @Test
    void pathsOfOtherRolesDoNotExist() {
        assertProblem(Api.request().get("/matches"), 404, "not-found");
        assertProblem(Api.request().get("/matches?limit=0"), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}", match), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/events", match), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/statistics", match), 404, "not-found");
        assertProblem(Api.request().accept("text/event-stream").get("/matches/{id}/stream", match), 404, "not-found");
    }

    @Test
    void pageIsNotServed() {
        for (String path : List.of("/", "/index.html", "/page/main.js", "/page.json")) {
            assertProblem(Api.request().get(path), 404, "not-found");
        }
    }

    @Test
    void invalidReportIsRejected() {
        assertProblem(Api.post(EventBody.goal(match, "home", -1)), 422, "invalid");
        assertProblem(Api.post("{", Api.PLAIN), 400, "malformed");
    }

    @Test
    void databaseIsNotConfigured() {
        assertFalse(datasourceActive);
        assertFalse(database.getHandle().getBean().isActive());
    }

    @Test
    void simulationsDoNotExist() {
        assertProblem(
                Api.request()
                        .header("Content-Type", Api.PLAIN)
                        .body("{\"name\":\"x\",\"matches\":[]}")
                        .post("/simulations/replay?speed=max"),
                404,
                "not-found");
        assertProblem(
                Api.request().header("Content-Type", Api.PLAIN).body("{").post("/simulations/replay?speed=0"),
                404,
                "not-found");
        assertProblem(Api.request().get("/simulations"), 404, "not-found");
        assertProblem(Api.request().delete("/simulations/1"), 404, "not-found");
        assertProblem(Api.request().header("Content-Type", Api.PLAIN).body("{").post("/simulations"), 404, "not-found");
        assertProblem(Api.request().body("t,x,y").post("/simulations/camera?match=m"), 404, "not-found");
    }

    @Test
    void readinessNeedsNoDatabase() {
        JsonNode health = Api.get("/q/health/ready");
        assertEquals("UP", health.path("status").asText(), health::toString);
        List<String> checks = health.path("checks").findValuesAsText("name");
        assertTrue(checks.contains("ingest"), health::toString);
        for (String other : List.of("statistics", "live", "notification")) {
            assertFalse(checks.contains(other), health::toString);
        }
        assertFalse(health.toString().contains("atabase"), health::toString);
        assertEquals("UP", Api.get("/q/health/live").path("status").asText());
    }

    private long waiting() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(brokerHost);
        factory.setPort(brokerPort);
        try (Connection connection = factory.newConnection("test");
                Channel channel = connection.createChannel()) {
            return channel.messageCount("statistics");
        }
    }
}
