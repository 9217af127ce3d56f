package dev.touchline.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The HTTP client of the tests in the same JVM: it sends requests as producers and readers do. */
public final class Api {

    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public static final String PLAIN = "application/json";
    public static final String CLOUD_EVENT = "application/cloudevents+json";
    public static final String CLOUD_EVENTS = "application/cloudevents-batch+json";

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);
    /** A common multiple of the supported partition counts, one to four. */
    private static final int REMAINDERS = 12;

    private Api() {}

    /** Polls until a condition holds, at most 20 s. */
    public static ConditionFactory eventually() {
        return Awaitility.await().atMost(TIMEOUT).pollInterval(POLL);
    }

    /**
     * A request that RestAssured adds no charset to. The server closes its connection, which RestAssured would leave open
     * until it is collected.
     */
    public static RequestSpecification request() {
        return RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .defaultContentCharset(StandardCharsets.UTF_8)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Connection", "close");
    }

    /** The URL of a path of the application under test. */
    public static URI uri(String pathAndQuery) {
        return URI.create(RestAssured.baseURI + ":" + RestAssured.port + pathAndQuery);
    }

    /** Posts a single event. */
    public static Response post(EventBody event) {
        return post(event.toString(), PLAIN);
    }

    /** Posts events as a JSON array. */
    public static Response post(List<EventBody> reports) {
        return post(array(reports), PLAIN);
    }

    public static Response post(String body, String contentType) {
        return request()
                .header("Content-Type", contentType)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/events");
    }

    /** Sends a request with no headers except those that HTTP requires. */
    public static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Writes JSON. A lone surrogate is escaped because UTF-8 cannot encode it. */
    public static String text(Object value) {
        try {
            return LONE_SURROGATE
                    .matcher(JSON.writeValueAsString(value))
                    .replaceAll(match ->
                            String.format("\\\\u%04x", (int) match.group().charAt(0)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    public static String array(List<EventBody> reports) {
        return reports.stream().map(EventBody::toString).collect(Collectors.joining(",", "[", "]"));
    }

    /** Posts the events in one request and asserts that all of them are accepted. */
    public static void accept(EventBody... reports) {
        accept(Arrays.asList(reports));
    }

    /** Posts the events in one request and asserts that all of them are accepted. */
    public static void accept(List<EventBody> reports) {
        // The JDK client: RestAssured takes seconds to send a body of several megabytes.
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/events"))
                .header("Content-Type", PLAIN)
                .POST(HttpRequest.BodyPublishers.ofString(array(reports))));
        assertEquals(202, response.statusCode(), response::body);
        assertEquals("{\"accepted\":" + reports.size() + "}", response.body());
    }

    public static Response put(String match, Object body) {
        return request()
                .header("Content-Type", PLAIN)
                .body(text(body).getBytes(StandardCharsets.UTF_8))
                .put("/matches/{id}", match);
    }

    /** An announcement with the required fields only. */
    public static Map<String, Object> announcement(String home, String away) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("sport", "football");
        fields.put("home", home);
        fields.put("away", away);
        return fields;
    }

    /** Announces the match and asserts that the announcement is accepted. */
    public static void announce(String match, Map<String, Object> fields) {
        Response response = put(match, fields);
        assertEquals(202, response.statusCode(), response::asString);
    }

    public static Response define(String competition, Object body) {
        return request()
                .header("Content-Type", PLAIN)
                .body(text(body).getBytes(StandardCharsets.UTF_8))
                .put("/competitions/{id}", competition);
    }

    /** Reads a resource and asserts that the answer is 200. */
    public static JsonNode get(String path, Object... pathParameters) {
        Response response = request().get(path, pathParameters);
        assertEquals(200, response.statusCode(), response::asString);
        return json(response);
    }

    public static JsonNode match(String id) {
        return get("/matches/{id}", id);
    }

    /** The first 200 entries of the match's timeline. */
    public static JsonNode timeline(String match) {
        return get("/matches/{id}/events?limit=200", match).path("items");
    }

    /** Waits until the match has reached this seq, and asserts that it has not passed it. */
    public static JsonNode awaitSeq(String match, long seq) {
        eventually().until(() -> {
            Response response = request().get("/matches/{id}", match);
            return response.statusCode() == 200 && json(response).path("seq").asLong() >= seq;
        });
        JsonNode shown = match(match);
        assertEquals(seq, shown.path("seq").asLong(), shown::toString);
        return shown;
    }

    /**
     * Waits until all reports accepted before this call are processed. The queue and each partition process in order,
     * so one sentinel match per partition is enough. Partitions are chosen by the hash of the match id; the sentinels
     * cover every remainder for up to four partitions.
     */
    public static void awaitProcessed() {
        List<String> sentinels = IntStream.range(0, REMAINDERS)
                .mapToObj(remainder -> Stream.generate(() -> UniqueIds.id("sentinel"))
                        .filter(id -> Math.floorMod(id.hashCode(), REMAINDERS) == remainder)
                        .findFirst()
                        .orElseThrow())
                .toList();
        accept(sentinels.stream().map(id -> EventBody.of(id, "kick-off")).toList());
        sentinels.forEach(sentinel -> awaitSeq(sentinel, 1));
    }

    /** All updates of the match, as a client receives them that resumes from seq 0. */
    public static List<JsonNode> updates(String match) {
        long last = match(match).path("seq").asLong();
        try (SseTestClient client = SseTestClient.ofMatch(match, "0")) {
            client.awaitUpdate(last);
            return client.updates().stream().map(SseTestClient.Received::data).toList();
        }
    }

    public static JsonNode json(Response response) {
        return json(response.asString());
    }

    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
