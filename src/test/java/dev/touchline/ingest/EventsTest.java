package dev.touchline.ingest;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertNamesOnly;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EventsTest {

    private final String match = UniqueIds.match();

    // --- Accepted requests -------------------------------------------------------------------------------------------

    @Test
    void oneEventIsAcceptedAndProcessed() {
        Response response = Api.post(EventBody.goal(match, "home", 23));
        assertEquals(202, response.statusCode(), response::asString);
        assertEquals("{\"accepted\":1}", response.asString());
        assertEquals("application/json", response.contentType().split(";")[0]);
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
    }

    @Test
    void arrayIsAcceptedAndProcessedInOrder() {
        List<EventBody> goals = IntStream.rangeClosed(1, 7)
                .mapToObj(minute -> EventBody.goal(match, minute % 2 == 0 ? "home" : "away", minute))
                .toList();
        Api.accept(goals);
        JsonNode shown = Api.awaitSeq(match, 7);
        assertEquals(3, shown.path("score").path("home").asInt());
        assertEquals(4, shown.path("score").path("away").asInt());
        assertEquals(
                goals.stream().map(EventBody::id).toList(),
                Api.updates(match).stream()
                        .map(update -> update.path("event").path("id").asText())
                        .toList());
    }

    @Test
    void oneRequestMayContainSeveralMatches() {
        String other = UniqueIds.match();
        Api.accept(EventBody.goal(match, "home", 1), EventBody.goal(other, "away", 2));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
        assertEquals(1, Api.awaitSeq(other, 1).path("score").path("away").asInt());
    }

    @Test
    void everyFieldIsShownAsReported() {
        EventBody event = EventBody.goal(match, "home", 45)
                .with("source", "camera-7")
                .with("period", "first-half")
                .with("stoppage", 2)
                .with("player", "Zoë Ångström-李")
                .with("assist", "O'Brien \"Ace\" 🦊")
                .with("status", "provisional")
                .with("revision", 3)
                .with("occurredAt", "2031-06-01T15:23:10.123456Z")
                .with("details", Map.of("penalty", true, "speed", 101.5, "note", "line\nbreak", "path", List.of(1, 2)));
        Api.accept(event);
        Api.awaitSeq(match, 1);
        ObjectNode line = (ObjectNode) Api.timeline(match).path(0);
        assertEquals(1, line.remove("seq").asInt());
        assertTrue(line.remove("text").asText().startsWith("45+2'"));
        assertEquals(Api.json(event.toString()), line);
    }

    @Test
    void omittedFieldsHaveDefaults() {
        Instant before = Instant.now();
        EventBody event = EventBody.of(match, "kick-off").without("source");
        event = event.with("id", UniqueIds.id("anonymous"));
        assertEquals(202, Api.post(event).statusCode());
        Api.awaitSeq(match, 1);
        JsonNode line = Api.timeline(match).path(0);
        assertEquals("anonymous", line.path("source").asText());
        assertEquals("confirmed", line.path("status").asText());
        assertEquals(1, line.path("revision").asInt());
        Instant occurredAt = Instant.parse(line.path("occurredAt").asText());
        assertTrue(occurredAt.isAfter(before.minusSeconds(1)) && occurredAt.isBefore(Instant.now()), line::toString);
    }

    @Test
    void nullEqualsAbsent() {
        Api.accept(EventBody.goal(match, "home", 5)
                .with("player", null)
                .with("assist", null)
                .with("details", null)
                .with("stoppage", null)
                .with("occurredAt", null)
                .with("status", null)
                .with("revision", null)
                .with("period", null));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
    }

    @Test
    void minuteMayIncludeStoppageTime() {
        Api.accept(EventBody.goal(match, "home", 0).with("minute", "45+2"));
        JsonNode clock = Api.awaitSeq(match, 1).path("clock");
        assertEquals(Api.json("{\"period\":\"first-half\",\"minute\":45,\"stoppage\":2}"), clock);
    }

    @Test
    void cloudEventInStructuredModeIsAcceptedAndProcessed() {
        String body = cloudEvent(match, "structured")
                .put("time", "2031-06-01T15:23:10Z")
                .put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .set("data", Api.json("{\"team\":\"away\",\"minute\":12,\"player\":\"Ann\"}"))
                .toString();
        accepted(1, Api.post(body, Api.CLOUD_EVENT));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("away").asInt());
        JsonNode line = Api.timeline(match).path(0);
        assertEquals("2031-06-01T15:23:10Z", line.path("occurredAt").asText());
        assertEquals("football.goal", line.path("type").asText());
        assertEquals("Ann", line.path("player").asText());
    }

    @Test
    void cloudEventDataMayBeBase64() {
        String data =
                Base64.getEncoder().encodeToString("{\"team\":\"home\",\"minute\":3}".getBytes(StandardCharsets.UTF_8));
        accepted(
                1,
                Api.post(
                        cloudEvent(match, "base64")
                                .put("datacontenttype", "application/json")
                                .put("data_base64", data)
                                .toString(),
                        Api.CLOUD_EVENT));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
    }

    @Test
    void cloudEventDataIsOptionalIfNoFieldIsRequired() {
        accepted(
                1,
                Api.post(
                        cloudEvent(match, "bare")
                                .put("type", "dev.touchline.football.kick-off")
                                .toString(),
                        Api.CLOUD_EVENT));
        assertEquals("live", Api.awaitSeq(match, 1).path("phase").asText());
    }

    @Test
    void batchOfCloudEventsIsAcceptedAndProcessed() {
        String body = IntStream.range(0, 5)
                .mapToObj(i -> cloudEvent(match, "batched-" + i)
                        .set("data", Api.json("{\"team\":\"home\",\"minute\":" + i + "}"))
                        .toString())
                .toList()
                .toString();
        accepted(5, Api.post(body, Api.CLOUD_EVENTS));
        assertEquals(5, Api.awaitSeq(match, 5).path("score").path("home").asInt());
    }

    @Test
    void cloudEventInBinaryModeIsAcceptedAndProcessed() {
        Response response = Api.request()
                .headers(binary(match, "binary"))
                .header("ce-time", "2031-06-01T15:23:10Z")
                .body("{\"team\":\"away\",\"minute\":\"90+4\"}")
                .post("/events");
        accepted(1, response);
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("away").asInt());
        JsonNode line = Api.timeline(match).path(0);
        assertEquals(4, line.path("stoppage").asInt());
        assertEquals("2031-06-01T15:23:10Z", line.path("occurredAt").asText());
    }

    /** Non-ASCII characters are percent-encoded in headers (CloudEvents HTTP protocol binding 1.0, section 3.1.3.2). */
    @Test
    void headersOfTheBinaryModeArePercentDecoded() {
        String name = UniqueIds.id("münchen");
        Response response = Api.request()
                .headers(binary(name.replace("ü", "%C3%BC"), "percent"))
                .body("{\"team\":\"home\"}")
                .post("/events");
        accepted(1, response);
        Api.awaitSeq(name, 1);
    }

    @Test
    void equalReportsInDifferentFormsAreOneIncident() {
        String id = UniqueIds.id("any-form");
        EventBody plain = EventBody.goal(match, "home", 7).with("id", id).with("source", "camera-7");
        Api.accept(plain);
        accepted(
                1,
                Api.post(
                        cloudEvent(match, id)
                                .put("source", "camera-7")
                                .set("data", Api.json("{\"team\":\"home\",\"minute\":7}"))
                                .toString(),
                        Api.CLOUD_EVENT));
        Response binary = Api.request()
                .headers(binary(match, id))
                .body("{\"team\":\"home\",\"minute\":7}")
                .post("/events");
        accepted(1, binary);
        Api.awaitProcessed();
        assertEquals(1, Api.match(match).path("seq").asInt());
    }

    @Test
    void thousandEventsInOneRequestAreAcceptedAndProcessed() {
        Api.accept(IntStream.range(0, 1000)
                .mapToObj(i -> EventBody.of(match, "corner").with("team", "home"))
                .toList());
        Api.awaitSeq(match, 1000);
        assertEquals(
                1000,
                Api.get("/matches/{id}/statistics", match)
                        .path("home")
                        .path("corners")
                        .asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\"",
                "APPLICATION/JSON",
                "application/json; profile=x"
            })
    void contentTypeIsParsedByTheRulesOfHttp(String contentType) {
        accepted(1, Api.post(EventBody.goal(match, "home", 1).toString(), contentType));
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"id\":",
                "[{\"id\":\"1\"},",
                "hello",
                "{'id':'1'}",
                "{\"id\":\"1\"} garbage",
                "{} {}",
                "[] []",
                "{\"id\":\"1\",\"id\":\"2\"}",
                "{\"details\":{\"a\":1,\"a\":2}}",
                "{\"minute\":NaN}",
                "{\"minute\":01}",
                "// comment\n{}",
                "{\"id\":\"a\u0001b\"}",
                "<event/>"
            })
    void bodyThatIsNotOneJsonValueIsMalformed(String body) {
        assertProblem(Api.post(body, Api.PLAIN), 400, "malformed");
        assertProblem(Api.post(body, Api.CLOUD_EVENT), 400, "malformed");
        assertProblem(Api.post(body, Api.CLOUD_EVENTS), 400, "malformed");
    }

    @Test
    void invalidUtf8IsMalformed() {
        byte[] latin = EventBody.goal(match, "home", 1)
                .with("player", "Müller")
                .toString()
                .getBytes(StandardCharsets.ISO_8859_1);
        Response response =
                Api.request().header("Content-Type", Api.PLAIN).body(latin).post("/events");
        assertProblem(response, 400, "malformed");
    }

    @Test
    void deepNestingIsMalformed() {
        String deep = "[".repeat(100_000);
        assertProblem(Api.post(deep, Api.PLAIN), 400, "malformed");
        String details = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
        String body = EventBody.goal(match, "home", 1).toString().replaceFirst("\\{", "{\"details\":" + details + ",");
        assertProblem(Api.post(body, Api.PLAIN), 400, "malformed");
    }

    @Test
    void fieldNameWithALoneSurrogateIsMalformed() {
        assertProblem(Api.post(EventBody.goal(match, "home", 1).with("half \ud83d", 1)), 400, "malformed");
    }

    @Test
    void absentBodyIsMalformed() {
        assertProblem(Api.request().header("Content-Type", Api.PLAIN).post("/events"), 400, "malformed");
    }

    @Test
    void bodyOfTheBinaryModeThatIsNotJsonIsRejected() {
        Response response = Api.request()
                .headers(binary(match, "broken"))
                .body("{\"team\":")
                .post("/events");
        assertTrue(response.statusCode() == 400 || response.statusCode() == 422, response::asString);
        assertProblem(response, response.statusCode(), response.statusCode() == 400 ? "malformed" : "invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "image/png",
                "application/cloudevents+xml",
                "application/cloudevents",
                "application/json; charset=iso-8859-1",
                "application/json; charset=utf-16",
                "application/cloudevents+json; charset=latin1",
                "application/cloudevents-batch+json; charset=latin1"
            })
    void otherContentTypesAreNotSupported(String contentType) {
        assertProblem(
                Api.post(EventBody.goal(match, "home", 1).toString(), contentType), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /events", "PUT /matches/m", "PUT /competitions/c", "POST /subscriptions"})
    void emptyContentTypeIsNotSupported(String target) {
        String[] parts = target.split(" ");
        HttpRequest.Builder request = HttpRequest.newBuilder(Api.uri(parts[1]))
                .header("Content-Type", "")
                .method(parts[0], BodyPublishers.ofString("{}"));
        assertProblem(Api.send(request), 415, "unsupported-media-type");
    }

    @Test
    void invalidContentTypeIsRejected() {
        Response response = Api.post(EventBody.goal(match, "home", 1).toString(), "json");
        assertTrue(response.statusCode() == 400 || response.statusCode() == 415, response::asString);
        assertProblem(
                response, response.statusCode(), response.statusCode() == 400 ? "malformed" : "unsupported-media-type");
    }

    @Test
    void bodyWithoutAContentTypeIsNotSupported() {
        HttpResponse<String> response = Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                .POST(BodyPublishers.ofString(EventBody.goal(match, "home", 1).toString())));
        assertProblem(response, 415, "unsupported-media-type");
    }

    /** An invalid event and the field named in the answer. */
    static Stream<Arguments> invalidEvents() {
        EventBody good = EventBody.goal("some-match", "home", 10);
        return Stream.of(
                Arguments.of("id", good.without("id")),
                Arguments.of("id", good.with("id", null)),
                Arguments.of("id", good.with("id", "")),
                Arguments.of("id", good.with("id", 7)),
                Arguments.of("id", good.with("id", "a\u0000b")),
                Arguments.of("id", good.with("id", "a\u0007b")),
                Arguments.of("id", good.with("id", "a\nb")),
                Arguments.of("id", good.with("id", "a\u007fb")),
                Arguments.of("id", good.with("id", "a\u0085b")),
                Arguments.of("id", good.with("id", "a\ud800b")),
                Arguments.of("id", good.with("id", "x".repeat(201))),
                Arguments.of("source", good.with("source", "touchline:announcement")),
                Arguments.of("source", good.with("source", "touchline:")),
                Arguments.of("source", good.with("source", "two words")),
                Arguments.of("source", good.with("source", "camera\r\n7")),
                Arguments.of("source", good.with("source", "")),
                Arguments.of("source", good.with("source", 7)),
                Arguments.of("type", good.without("type")),
                Arguments.of("type", good.with("type", "football.levitation")),
                Arguments.of("type", good.with("type", "quidditch.goal")),
                Arguments.of("type", good.with("type", "goal")),
                Arguments.of("type", good.with("type", "football.announcement")),
                Arguments.of("type", good.with("type", "football.")),
                Arguments.of("match", good.without("match")),
                Arguments.of("match", good.with("match", "")),
                Arguments.of("match", good.with("match", "a/b")),
                Arguments.of("match", good.with("match", "../x")),
                Arguments.of("match", good.with("match", "a\u0000b")),
                Arguments.of("match", good.with("match", "a b")),
                Arguments.of("match", good.with("match", "m".repeat(201))),
                Arguments.of("minute", good.with("minute", -1)),
                Arguments.of("minute", good.with("minute", 1000)),
                Arguments.of("minute", good.with("minute", 1.5)),
                Arguments.of("minute", good.with("minute", "soon")),
                Arguments.of("minute", good.with("minute", "45+")),
                Arguments.of("minute", good.with("minute", true)),
                Arguments.of("stoppage", good.without("minute").with("stoppage", 2)),
                Arguments.of("stoppage", good.with("stoppage", -1)),
                Arguments.of("stoppage", good.with("stoppage", 100)),
                Arguments.of("stoppage", good.with("minute", "45+2").with("stoppage", 3)),
                Arguments.of("period", good.with("period", "third-half")),
                Arguments.of("team", good.without("team")),
                Arguments.of("team", good.with("team", "HOME")),
                Arguments.of("team", good.with("team", List.of("home"))),
                Arguments.of("player", good.with("player", "half \ud83d")),
                Arguments.of("player", good.with("player", "\udc00")),
                Arguments.of("player", good.with("player", "p".repeat(201))),
                Arguments.of("player", good.with("player", Map.of("name", "Ann"))),
                Arguments.of("assist", good.with("assist", "half \ude00")),
                Arguments.of("status", good.with("status", "maybe")),
                Arguments.of("revision", good.with("revision", 0)),
                Arguments.of("revision", good.with("revision", 1.5)),
                Arguments.of("revision", good.with("revision", "2")),
                Arguments.of("revision", good.with("revision", new BigInteger("9223372036854775808"))),
                Arguments.of("occurredAt", good.with("occurredAt", "yesterday")),
                Arguments.of("occurredAt", good.with("occurredAt", "2031-06-01T15:23:10")),
                Arguments.of("occurredAt", good.with("occurredAt", 1234567890)),
                Arguments.of("occurredAt", good.with("occurredAt", "+999999999-12-31T23:59:59Z")),
                Arguments.of("details", good.with("details", List.of(1))),
                Arguments.of("details", good.with("details", "text")),
                Arguments.of("details", good.with("details", Map.of("large", "x".repeat(1_000_000)))),
                Arguments.of("details", good.with("details", nested(9))),
                Arguments.of("details", good.with("details", Map.of("note", "NUL\u0000"))),
                Arguments.of("details", good.with("details", Map.of("NUL\u0000", 1))),
                Arguments.of("details", good.with("details", Map.of("note", "half \ud83d"))),
                Arguments.of("colour", good.with("colour", "red")),
                Arguments.of("Minute", good.with("Minute", 3)),
                Arguments.of("receivedAt", good.with("receivedAt", "2031-06-01T15:23:10Z")));
    }

    private static Object nested(int depth) {
        Object value = 1;
        for (int i = 0; i < depth; i++) {
            value = Map.of("a", value);
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("invalidEvents")
    void invalidFieldIsNamed(String field, EventBody event) {
        assertNames(assertProblem(Api.post(event), 422, "invalid"), null, field);
    }

    @ParameterizedTest
    @MethodSource("invalidEvents")
    void invalidItemIsNamedWithItsField(String field, EventBody event) {
        EventBody good = EventBody.goal(match, "home", 1);
        JsonNode problem = assertProblem(Api.post(List.of(good, good, event)), 422, "invalid");
        assertNames(problem, 2, field);
        assertNamesOnly(problem, 2);
    }

    @Test
    void unknownFieldWithAnUnprintableNameIsRejected() {
        EventBody event = EventBody.goal(match, "home", 1);
        assertNames(assertProblem(Api.post(event.with("a\u0000b", 1)), 422, "invalid"), null, null);
        assertNames(assertProblem(Api.post(event.with("n".repeat(1_000), 1)), 422, "invalid"), null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "\"text\"", "null", "true"})
    void itemThatIsNotAnObjectIsRejected(String body) {
        assertNames(assertProblem(Api.post(body, Api.PLAIN), 422, "invalid"), null, null);
        assertNames(
                assertProblem(
                        Api.post("[" + EventBody.goal(match, "home", 1) + "," + body + "]", Api.PLAIN), 422, "invalid"),
                1,
                null);
    }

    @Test
    void emptyArrayIsRejected() {
        assertProblem(Api.post("[]", Api.PLAIN), 422, "invalid");
        assertProblem(Api.post("[]", Api.CLOUD_EVENTS), 422, "invalid");
    }

    @Test
    void everyViolationIsListed() {
        EventBody good = EventBody.goal(match, "home", 1);
        EventBody bad = good.with("minute", -1).with("colour", "red").without("match");
        JsonNode problem =
                assertProblem(Api.post(List.of(bad, good, good.with("type", "football.levitation"))), 422, "invalid");
        assertNames(problem, 0, "minute");
        assertNames(problem, 0, "colour");
        assertNames(problem, 0, "match");
        assertNames(problem, 2, "type");
        assertEquals(4, problem.path("errors").size(), problem::toString);
    }

    @Test
    void answerIsShorterThanTheInvalidRequest() {
        String body = "[" + "{},".repeat(9_999) + "{}]";
        JsonNode problem = assertProblem(Api.post(body, Api.PLAIN), 422, "invalid");
        assertEquals(1_000, problem.path("errors").size());
        assertEquals(29_000, problem.path("errorsNotListed").asInt());
    }

    @Test
    void requestWithOneInvalidItemPublishesNothing() {
        EventBody first = EventBody.goal(match, "home", 1);
        EventBody second = EventBody.goal(match, "home", 2);
        EventBody bad = EventBody.goal(match, "home", -1);
        JsonNode problem = assertProblem(Api.post(List.of(first, second, bad)), 422, "invalid");
        assertNames(problem, 2, "minute");
        assertNamesOnly(problem, 2);

        EventBody later = EventBody.goal(match, "away", 3);
        Api.accept(later);
        Api.awaitProcessed();
        JsonNode shown = Api.match(match);
        assertEquals(1, shown.path("seq").asInt());
        assertEquals(Api.json("{\"home\":0,\"away\":1}"), shown.path("score"));
        assertEquals(1, Api.timeline(match).size());
        assertEquals(later.id(), Api.timeline(match).path(0).path("id").asText());
    }

    @Test
    void batchWithOneInvalidCloudEventPublishesNothing() {
        JsonNode good = cloudEvent(match, "good").set("data", Api.json("{\"team\":\"home\"}"));
        ObjectNode bad = cloudEvent(match, "bad");
        bad.remove("source");
        JsonNode problem = assertProblem(Api.post(List.of(good, bad).toString(), Api.CLOUD_EVENTS), 422, "invalid");
        assertNamesOnly(problem, 1);
        Api.awaitProcessed();
        assertEquals(404, Api.request().get("/matches/{id}", match).statusCode());
    }

    /** An invalid CloudEvent and the field named in the answer. */
    static Stream<Arguments> invalidCloudEvents() {
        String match = "some-match";
        ObjectNode withoutSource = cloudEvent(match, "1");
        withoutSource.remove("source");
        ObjectNode withoutSubject = cloudEvent(match, "1");
        withoutSubject.remove("subject");
        withoutSubject.set("data", Api.json("{\"team\":\"home\"}"));
        ObjectNode withoutVersion = cloudEvent(match, "1");
        withoutVersion.remove("specversion");
        return Stream.of(
                Arguments.of(null, withoutSource),
                Arguments.of(null, withoutVersion),
                Arguments.of("match", withoutSubject),
                Arguments.of(null, cloudEvent(match, "1").put("specversion", "7.0")),
                Arguments.of(null, cloudEvent(match, "1").put("time", "yesterday")),
                Arguments.of(null, cloudEvent(match, "1").put("source", "two words")),
                Arguments.of("type", cloudEvent(match, "1").put("type", "football.goal")),
                Arguments.of("type", cloudEvent(match, "1").put("type", "dev.touchline.football.levitation")),
                Arguments.of("source", cloudEvent(match, "1").put("source", "touchline:announcement")),
                Arguments.of("data", cloudEvent(match, "1").put("data", "text")),
                Arguments.of("data.id", cloudEvent(match, "1").set("data", Api.json("{\"id\":\"2\"}"))),
                Arguments.of("data.match", cloudEvent(match, "1").set("data", Api.json("{\"match\":\"m\"}"))),
                Arguments.of("team", cloudEvent(match, "1")),
                Arguments.of(
                        "minute", cloudEvent(match, "1").set("data", Api.json("{\"team\":\"home\",\"minute\":-1}"))),
                Arguments.of(
                        "colour",
                        cloudEvent(match, "1").set("data", Api.json("{\"team\":\"home\",\"colour\":\"red\"}"))));
    }

    @ParameterizedTest
    @MethodSource("invalidCloudEvents")
    void invalidFieldOfACloudEventIsNamed(String field, JsonNode event) {
        assertNames(assertProblem(Api.post(event.toString(), Api.CLOUD_EVENT), 422, "invalid"), null, field);
        assertNames(assertProblem(Api.post("[" + event + "]", Api.CLOUD_EVENTS), 422, "invalid"), 0, field);
    }

    @Test
    void batchThatIsNotAnArrayIsRejected() {
        assertProblem(Api.post(cloudEvent(match, "1").toString(), Api.CLOUD_EVENTS), 422, "invalid");
    }

    @Test
    void binaryModeWithoutRequiredAttributesIsRejected() {
        for (String missing : List.of("ce-id", "ce-source", "ce-type")) {
            Map<String, String> headers = new HashMap<>(binary(match, "1"));
            headers.remove(missing);
            Response response =
                    Api.request().headers(headers).body("{\"team\":\"home\"}").post("/events");
            assertProblem(response, 422, "invalid");
        }
    }

    // --- Limits ------------------------------------------------------------------------------------------------------

    @Test
    void bodyOfTenMegabytesIsTooLarge() {
        assertProblem(Api.send(tenMegabytes(BodyPublishers::ofByteArray)), 413, "too-large");
    }

    @Test
    void chunkedBodyOfTenMegabytesIsTooLarge() {
        HttpRequest.Builder chunked =
                tenMegabytes(body -> BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertProblem(Api.send(chunked), 413, "too-large");
    }

    private HttpRequest.Builder tenMegabytes(Function<byte[], HttpRequest.BodyPublisher> publisher) {
        String body = "[" + EventBody.goal(match, "home", 1) + " ".repeat(10_000_000) + "]";
        return HttpRequest.newBuilder(Api.uri("/events"))
                .header("Content-Type", Api.PLAIN)
                .POST(publisher.apply(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hundredThousandAndOneEventsInOneArrayAreRejected() {
        String body = "[" + "{\"id\":\"1\",\"type\":\"football.kick-off\",\"match\":\"m\"},".repeat(100_000) + "{}]";
        assertProblem(Api.post(body, Api.PLAIN), 413, "too-large");
        assertProblem(Api.post("[" + "{},".repeat(100_000) + "{}]", Api.CLOUD_EVENTS), 413, "too-large");
    }

    @Test
    void tenThousandEventsInOneArrayAreAcceptedAndMoreAreNot() {
        EventBody same = EventBody.of(match, "kick-off");
        assertProblem(Api.post(Collections.nCopies(10_001, same)), 413, "too-large");
        Api.accept(Collections.nCopies(10_000, same));
        Api.awaitProcessed();
        assertEquals(1, Api.match(match).path("seq").asInt());
    }

    // --- Wrong requests ----------------------------------------------------------------------------------------------

    @Test
    void onlyPostIsAllowed() {
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
            assertProblem(Api.request().request(method, "/events"), 405, "method-not-allowed");
        }
    }

    @Test
    void unknownPathIsNotFound() {
        assertProblem(Api.request().get("/nowhere"), 404, "not-found");
        assertProblem(Api.request().get("/events/1"), 404, "not-found");
        assertProblem(
                Api.request().header("Content-Type", Api.PLAIN).body("{}").post("/matches/x/y/z"), 404, "not-found");
    }

    @Test
    void otherMediaTypesAreNotAcceptable() {
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .accept("text/html")
                .body(EventBody.goal(match, "home", 1).toString())
                .post("/events");
        assertProblem(response, 406, "not-acceptable");
        Api.awaitProcessed();
        assertEquals(404, Api.request().get("/matches/{id}", match).statusCode());
    }

    private static void accepted(int count, Response response) {
        assertEquals(202, response.statusCode(), response::asString);
        assertEquals("{\"accepted\":" + count + "}", response.asString());
    }

    private static ObjectNode cloudEvent(String match, String id) {
        return Api.JSON
                .createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "cloud-" + match)
                .put("type", "dev.touchline.football.goal")
                .put("subject", match);
    }

    private static Map<String, String> binary(String match, String id) {
        return Map.of(
                "Content-Type",
                Api.PLAIN,
                "ce-specversion",
                "1.0",
                "ce-id",
                id,
                "ce-source",
                "camera-7",
                "ce-type",
                "dev.touchline.football.goal",
                "ce-subject",
                match);
    }
}
