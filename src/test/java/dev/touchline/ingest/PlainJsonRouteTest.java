package dev.touchline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.RestRequestLog.LoggedResponse;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain JSON is handled by a route instead of REST, with the same answers. */
@QuarkusTest
class PlainJsonRouteTest {

    private static final String REST_CONTENT_TYPE = "application/json;charset=utf-8";

    static Stream<Arguments> bodies() {
        String match = UniqueIds.match();
        EventBody goal = EventBody.goal(match, "home", 23);
        return Stream.of(
                Arguments.of("one event", 202, goal.toString()),
                Arguments.of("an array", 202, Api.array(List.of(goal, EventBody.goal(match, "away", 24)))),
                Arguments.of("nothing", 400, ""),
                Arguments.of("half an event", 400, "{\"id\":"),
                Arguments.of("an empty array", 422, "[]"),
                Arguments.of("an event without an id", 422, goal.without("id").toString()),
                Arguments.of("an unknown field", 422, goal.with("colour", "red").toString()),
                Arguments.of(
                        "an unknown sport", 422, goal.with("type", "chess.mate").toString()),
                Arguments.of("too many events, as short as possible", 413, "[" + "1,".repeat(10_000) + "1]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void routeAndResourceGiveEqualAnswers(String description, int status, String body) {
        LoggedResponse fromRoute = LoggedResponse.post("/events", body, Api.PLAIN, null);
        LoggedResponse fromRest = LoggedResponse.post("/events", body, REST_CONTENT_TYPE, null);
        assertEquals(status, fromRoute.status());
        assertFalse(fromRoute.byRest());
        assertTrue(fromRest.byRest());
        assertEquals(new LoggedResponse(fromRest.status(), fromRest.contentType(), fromRest.body(), false), fromRoute);
    }

    @Test
    void largeBodyIsNotParsedOnTheEventLoop() {
        String match = UniqueIds.match();
        String large = Api.array(IntStream.range(0, 1_000)
                .mapToObj(number -> EventBody.goal(match, "home", number % 90))
                .toList());
        assertTrue(large.length() > EventsResource.MAX_SIZE_ON_EVENT_LOOP);
        LoggedResponse answered = LoggedResponse.post("/events", large, Api.PLAIN, null);
        assertEquals(202, answered.status());
        assertTrue(answered.byRest());
    }

    @Test
    void expectContinueIsAnswered() throws IOException {
        byte[] body = EventBody.goal(UniqueIds.match(), "home", 1).toString().getBytes(StandardCharsets.UTF_8);
        try (RawRequest request =
                RawRequest.post("/events", "Expect: 100-continue\r\nContent-Length: " + body.length)) {
            assertEquals(100, request.answer().status());
            request.send(body, 0, body.length);
            assertEquals(202, request.answer().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/matches", "/events/1", "/nothing"})
    void otherPathsAreUnaffected(String path) {
        assertTrue(LoggedResponse.post(path, "{}", Api.PLAIN, null).byRest());
    }
}
