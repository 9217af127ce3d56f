package dev.touchline.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With tracing on, one trace follows a report through every role. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Singleton
    static class Exporter {
        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }

    @Inject
    InMemorySpanExporter exporter;

    @Test
    void traceCoversRequestBrokerAndStream() {
        String match = UniqueIds.match();
        HttpResponse<String> answer = Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                .header("Content-Type", Api.PLAIN)
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(
                        EventBody.goal(match, "home", 1).toString())));
        assertEquals(202, answer.statusCode(), answer::body);
        Api.eventually().until(() -> step("live write").isPresent());
        SpanData request = step("POST /events").orElseThrow();
        SpanData published = step("events publish").orElseThrow();
        SpanData stored = step("statistics store").orElseThrow();
        SpanData told = step("updates publish").orElseThrow();
        SpanData written = step("live write").orElseThrow();
        List<SpanData> way = List.of(request, published, stored, told, written);
        for (int i = 1; i < way.size(); i++) {
            assertEquals(way.get(i - 1).getSpanId(), way.get(i).getParentSpanId(), way.get(i)::toString);
        }
        assertTrue(
                exporter.getFinishedSpanItems().stream()
                        .flatMap(span -> span.getAttributes().asMap().values().stream())
                        .noneMatch(value -> value.toString().contains(match)),
                "spans contain no payloads");
    }

    private Optional<SpanData> step(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span ->
                        span.getTraceId().equals(TRACE) && span.getName().equals(name))
                .findFirst();
    }
}
