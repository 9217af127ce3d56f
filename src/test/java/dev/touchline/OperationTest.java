package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.Report;
import dev.touchline.testing.Unique;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What those who run it look at. */
@QuarkusTest
class OperationTest {

    @Test
    void it_is_alive_and_ready() {
        JsonNode live = Api.get("/q/health/live");
        assertEquals("UP", live.path("status").asText(), live::toString);
        JsonNode ready = Api.get("/q/health/ready");
        assertEquals("UP", ready.path("status").asText(), ready::toString);
        assertTrue(ready.toString().contains("Broker topology"), ready::toString);
        assertTrue(ready.toString().contains("Database connections"), ready::toString);
        for (String channel : List.of("events", "updates", "statistics", "live")) {
            assertTrue(ready.toString().contains("\"" + channel + "\""), ready::toString);
        }
    }

    @Test
    void the_interface_is_described() {
        JsonNode description = Api.json(Api.request().accept("application/json").get("/q/openapi?format=json"));
        for (String path : List.of(
                "/events",
                "/matches",
                "/matches/{id}",
                "/matches/{id}/events",
                "/matches/{id}/statistics",
                "/matches/{id}/stream")) {
            assertTrue(description.path("paths").has(path), path);
        }
        assertTrue(description.path("paths").path("/matches/{id}").has("put"));
    }

    @Test
    void the_interface_can_be_looked_at() {
        assertEquals(200, Api.request().get("/q/swagger-ui/").statusCode());
    }

    @Test
    void what_is_done_is_measured() {
        String match = Unique.match();
        Api.accept(Report.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        Response metrics = Api.request().get("/q/metrics");
        assertEquals(200, metrics.statusCode());
        for (String name : List.of(
                "touchline_statistics_updates_stored_total",
                "touchline_statistics_messages_dead_lettered_total",
                "touchline_publisher_in_flight_bytes{channel=\"events\"",
                "touchline_publisher_in_flight_bytes{channel=\"updates\"",
                "touchline_live_matches_followed",
                "http_server_requests_seconds_count")) {
            assertTrue(metrics.asString().contains(name), name);
        }
    }
}
