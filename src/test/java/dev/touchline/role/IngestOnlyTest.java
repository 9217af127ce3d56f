package dev.touchline.role;

import static dev.touchline.testing.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.touchline.testing.Api;
import dev.touchline.testing.Report;
import dev.touchline.testing.Unique;
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

/** A process that only takes reports, with simulations off as they are in production. */
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

    private final String match = Unique.match();

    @Test
    void reports_are_accepted_and_wait_in_the_queue_for_whoever_keeps_the_score() throws IOException, TimeoutException {
        long before = waiting();
        Api.accept(Report.goal(match, "home", 1), Report.goal(match, "away", 2));
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        assertEquals(before + 2, waiting());
    }

    @Test
    void what_belongs_to_other_roles_does_not_exist() {
        assertProblem(Api.request().get("/matches"), 404, "not-found");
        assertProblem(Api.request().get("/matches?limit=0"), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}", match), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/events", match), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/statistics", match), 404, "not-found");
        assertProblem(Api.request().accept("text/event-stream").get("/matches/{id}/stream", match), 404, "not-found");
    }

    @Test
    void the_page_is_with_those_who_have_something_to_show() {
        for (String path : List.of("/", "/index.html", "/page/main.js", "/page.json")) {
            assertProblem(Api.request().get(path), 404, "not-found");
        }
    }

    @Test
    void what_is_refused_is_refused_here() {
        assertProblem(Api.post(Report.goal(match, "home", -1)), 422, "invalid");
        assertProblem(Api.post("{", Api.PLAIN), 400, "malformed");
    }

    @Test
    void there_is_no_database() {
        assertFalse(datasourceActive);
        assertFalse(database.getHandle().getBean().isActive());
    }

    @Test
    void there_are_no_simulations() {
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
    void it_is_ready_and_asks_for_no_database_to_be_so() {
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
