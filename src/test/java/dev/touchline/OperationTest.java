package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.role.Dependency;
import dev.touchline.role.Role;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.OpenApiLinter;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The endpoints for operators: health, metrics, OpenAPI. */
@QuarkusTest
class OperationTest {

    @Test
    void applicationIsAliveAndReady() {
        JsonNode live = Api.get("/q/health/live");
        assertEquals("UP", live.path("status").asText(), live::toString);
        JsonNode ready = Api.get("/q/health/ready");
        assertEquals("UP", ready.path("status").asText(), ready::toString);
        for (Role role : Role.values()) {
            JsonNode check = StreamSupport.stream(ready.path("checks").spliterator(), false)
                    .filter(one -> one.path("name").asText().equals(role.label()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(ready.toString()));
            assertEquals("UP", check.path("status").asText(), check::toString);
            assertFalse(check.at("/data/degraded").booleanValue(), check::toString);
            for (Dependency dependency : role.dependencies()) {
                assertEquals(
                        "available", check.path("data").path(dependency.label()).asText(), check::toString);
                assertEquals(
                        0,
                        Metrics.now()
                                .value(
                                        "touchline_degraded",
                                        "role=\"" + role.label() + "\"",
                                        "dependency=\"" + dependency.label() + "\""));
            }
        }
    }

    @Test
    void openApiDescribesTheInterface() {
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
    void openApiDescribesTheErrorsOfAnOperation() {
        JsonNode responses = Api.json(Api.request().accept("application/json").get("/q/openapi?format=json"))
                .at("/paths/~1events/post/responses");
        for (String status : List.of("400", "401", "403", "408", "413", "415", "422", "429", "503")) {
            assertTrue(responses.path(status).has("$ref"), status);
        }
    }

    @Test
    void openApiDocumentIsValid() {
        assertEquals(
                List.of(),
                OpenApiLinter.violations(Api.request().get("/q/openapi").asString()));
    }

    @Test
    void swaggerUiIsServed() {
        assertEquals(200, Api.request().get("/q/swagger-ui/").statusCode());
    }

    @Test
    void processedReportsAreMeasured() {
        String match = UniqueIds.match();
        Metrics before = Metrics.now();
        Api.accept(EventBody.goal(match, "home", 1), EventBody.goal(match, "home", 2));
        Api.awaitSeq(match, 2);
        try (RoguePublisher publisher = RoguePublisher.toThisApplication()) {
            publisher.publish(Topology.EVENTS_EXCHANGE, "football", RoguePublisher.bytes("garbage"));
        }
        Api.eventually()
                .until(() -> Metrics.now().value("touchline_messaging_dead_lettered_total")
                        > before.value("touchline_messaging_dead_lettered_total"));
        Metrics after = Metrics.now();
        for (String moves : List.of(
                "touchline_statistics_updates_stored_total",
                "touchline_statistics_lag_seconds_count",
                "touchline_messaging_dead_lettered_total",
                "http_server_requests_seconds_count")) {
            assertTrue(after.value(moves) > before.value(moves), moves);
        }
        for (String channel : List.of("events", "updates", "dead-letters")) {
            String tag = "channel=\"" + channel + "\"";
            assertTrue(
                    after.value("touchline_messaging_confirm_seconds_count", tag)
                            > before.value("touchline_messaging_confirm_seconds_count", tag),
                    channel);
            for (String name : List.of("in_flight_bytes", "refused_total", "unconfirmed_total", "reconnects_total")) {
                assertTrue(after.has("touchline_messaging_" + name, tag), name + " of " + channel);
            }
        }
        for (String channel : List.of("statistics", "unrouted", "live")) {
            for (String name : List.of(
                    "unsettled", "queue_ready", "redelivered_total", "settlements_stale_total", "reconnects_total")) {
                assertTrue(
                        after.has("touchline_messaging_" + name, "channel=\"" + channel + "\""),
                        name + " of " + channel);
            }
        }
        for (String name : List.of(
                "touchline_live_matches_followed",
                "touchline_live_streams",
                "touchline_live_streams_refused_total",
                "touchline_live_streams_too_slow_total",
                "touchline_ingest_buffered_bytes",
                "touchline_statistics_lag_seconds_bucket",
                "touchline_messaging_confirm_seconds_bucket")) {
            assertTrue(after.has(name), name);
        }
    }
}
