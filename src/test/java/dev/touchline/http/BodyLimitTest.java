package dev.touchline.http;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits on the size, duration and total memory of request bodies. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class BodyLimitTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String BUFFERED = "touchline_ingest_buffered_bytes";

    @Inject
    Vertx vertx;

    private final String match = UniqueIds.match();

    @AfterEach
    void assertNothingBuffered() {
        Api.eventually().until(() -> Metrics.now().value(BUFFERED) == 0);
    }

    @Test
    void drippingBodyIsAnswered408AndDisconnected() throws IOException {
        try (RawRequest request = RawRequest.post("/events", "Content-Length: 1000")) {
            long startedAt = System.nanoTime();
            request.dripUntilAnswered('[');
            assertTimeout(request, startedAt);
        }
    }

    @Test
    void drippingChunkedBodyIsAnswered408AndDisconnected() throws IOException {
        try (RawRequest request = RawRequest.post("/events", "Transfer-Encoding: chunked")) {
            long startedAt = System.nanoTime();
            request.dripUntilAnswered("1\r\n[\r\n");
            assertTimeout(request, startedAt);
        }
    }

    @Test
    void missingBodyIsAnswered408AndDisconnected() throws IOException {
        try (RawRequest request = RawRequest.post("/events", "Content-Length: 10")) {
            long startedAt = System.nanoTime();
            assertTimeout(request, startedAt);
        }
    }

    private static void assertTimeout(RawRequest request, long startedAt) throws IOException {
        RawRequest.Answer answer = request.answer();
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
        assertEquals(408, answer.status(), answer::toString);
        assertEquals("application/problem+json", answer.header("content-type"));
        assertEquals("close", answer.header("connection"));
        assertEquals(
                "https://touchline.dev/problems/timeout",
                Api.json(answer.body()).path("type").asText());
        assertTrue(request.closedByServer(), "the connection is closed");
        assertTrue(took.compareTo(TIMEOUT.multipliedBy(5)) < 0, took::toString);
        assertTrue(took.compareTo(TIMEOUT) >= 0, took::toString);
    }

    @Test
    void slowBodyWithinTheTimeoutIsAccepted() throws IOException {
        byte[] body = EventBody.goal(match, "home", 1).toString().getBytes(StandardCharsets.UTF_8);
        try (RawRequest request = RawRequest.post("/events", "Content-Length: " + body.length)) {
            request.send(body, 0, body.length / 2);
            Api.eventually().until(() -> Metrics.now().value(BUFFERED) > 0);
            request.send(body, body.length / 2, body.length);
            assertEquals(202, request.answer().status());
        }
        Api.awaitSeq(match, 1);
    }

    @Test
    void chunkedBodyIsAccepted() {
        byte[] body = EventBody.goal(match, "home", 1).toString().getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                .header("Content-Type", Api.PLAIN)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
        assertEquals(202, answer.statusCode(), answer::body);
        Api.awaitSeq(match, 1);
    }

    @Test
    void chunkedBodyAboveTheLimitIsAnswered413() {
        byte[] body = new byte[ChangedSettings.MAX_BODY_SIZE + 1];
        for (var publisher : List.of(
                BodyPublishers.ofByteArray(body), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
            assertProblem(
                    Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                            .header("Content-Type", Api.PLAIN)
                            .POST(publisher)),
                    413,
                    "too-large");
        }
    }

    @Test
    void bodiesAboveTheBufferLimitAreRejectedUntilThereIsRoom() throws IOException {
        String goal = EventBody.goal(match, "home", 1).toString();
        List<RawRequest> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                waiting.add(RawRequest.post("/events", "Content-Length: " + ChangedSettings.MAX_BODY_SIZE));
            }
            Api.eventually().until(() -> Metrics.now().value(BUFFERED) == ChangedSettings.MAX_BUFFERED / 2);
            long startedAt = System.nanoTime();
            HttpResponse<String> refused = Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                    .header("Content-Type", Api.PLAIN)
                    .POST(BodyPublishers.ofString(goal)));
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            assertProblem(refused, 429, "too-many-requests");
            assertTrue(refused.headers().firstValue("Retry-After").orElse("").matches("[1-9]\\d*"));
            assertTrue(took.compareTo(TIMEOUT) < 0, took::toString);
            assertEquals(200, Api.request().get("/matches").statusCode(), "requests without a body are unaffected");
        } finally {
            for (RawRequest request : waiting) {
                request.close();
            }
        }
        Api.eventually().until(() -> Api.post(goal, Api.PLAIN).statusCode() == 202);
        Api.awaitSeq(match, 1);
    }

    @Test
    void clientWithAsMuchAsIsFreeLeavesRoomForOthers() throws IOException {
        List<RawRequest> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                waiting.add(RawRequest.post("/events", "Content-Length: " + ChangedSettings.MAX_BODY_SIZE));
                // Connections have different event loops, so that a later request may be first.
                long sent = (i + 1L) * ChangedSettings.MAX_BODY_SIZE;
                Api.eventually()
                        .until(() ->
                                Metrics.now().value(BUFFERED) >= Math.min(sent, 2L * ChangedSettings.MAX_BODY_SIZE));
            }
            assertEquals(429, waiting.get(2).answer().status());
            byte[] goal = EventBody.goal(match, "home", 1).toString().getBytes(StandardCharsets.UTF_8);
            try (RawRequest other = RawRequest.from("127.0.0.5")) {
                other.send("POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                        + goal.length + "\r\n\r\n");
                other.send(goal, 0, goal.length);
                assertEquals(202, other.answer().status());
            }
        } finally {
            for (RawRequest request : waiting) {
                request.close();
            }
        }
        Api.awaitSeq(match, 1);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /matches/m", "PUT, /competitions/c", "POST, /subscriptions"})
    void otherBodiesAreSmall(String method, String path) {
        for (boolean announced : new boolean[] {true, false}) {
            byte[] body = " ".repeat(64 * 1024 + 1).getBytes(StandardCharsets.UTF_8);
            assertProblem(send(method, path, body, announced), 413, "too-large");
        }
        byte[] largest = ("{\"x\":1}" + " ".repeat(64 * 1024 - 7)).getBytes(StandardCharsets.UTF_8);
        assertFalse(send(method, path, largest, true).statusCode() == 413);
    }

    private static HttpResponse<String> send(String method, String path, byte[] body, boolean announced) {
        return Api.send(HttpRequest.newBuilder(Api.uri(path))
                .header("Content-Type", Api.PLAIN)
                .method(
                        method,
                        announced
                                ? BodyPublishers.ofByteArray(body)
                                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    }

    /** Each of these would be many times its size in memory if it were parsed as a whole. */
    @Test
    void excessiveDocumentIsRefusedBeforeItIsBuilt() {
        int size = ChangedSettings.MAX_BODY_SIZE - 1024;
        assertProblem(Api.post("[" + "{},".repeat(size / 3) + "{}]", Api.PLAIN), 413, "too-large");
        assertProblem(Api.post("[" + "[],".repeat(size / 3) + "[]]", Api.CLOUD_EVENTS), 413, "too-large");
        assertProblem(Api.post("{\"a\":[" + "[],".repeat(size / 4) + "[]]}", Api.PLAIN), 413, "too-large");
        String lists = "{\"list\":[" + "[],".repeat(5_000) + "[]]}";
        EventBody complex = EventBody.goal(match, "home", 1).with("details", Api.json(lists));
        assertEquals(202, Api.post(complex).statusCode());
        assertProblem(Api.post(Collections.nCopies(60, complex)), 413, "too-large");
    }

    @Test
    void disconnectedClientReleasesItsBuffer() throws IOException {
        for (String header : List.of("Content-Length: 1000", "Transfer-Encoding: chunked")) {
            RawRequest request = RawRequest.post("/events", header);
            Api.eventually().until(() -> Metrics.now().value(BUFFERED) > 0);
            request.close();
            Api.eventually().until(() -> Metrics.now().value(BUFFERED) == 0);
        }
    }

    @Test
    void requestsAboveTheInFlightLimitAreRejected() {
        double before = Metrics.now().value("touchline_messaging_refused_total", "channel=\"events\"");
        String note = "x".repeat(10_000);
        List<EventBody> many = new ArrayList<>(
                Collections.nCopies(60, EventBody.goal(match, "home", 1).with("details", Map.of("note", note))));
        HttpResponse<String> refused = Api.send(HttpRequest.newBuilder(Api.uri("/events"))
                .header("Content-Type", Api.PLAIN)
                .POST(BodyPublishers.ofString(Api.array(many))));
        assertProblem(refused, 429, "too-many-requests");
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        assertTrue(Metrics.now().value("touchline_messaging_refused_total", "channel=\"events\"") > before);
        Api.eventually()
                .until(() -> Metrics.now().value("touchline_messaging_in_flight_bytes", "channel=\"events\"") == 0);
        Api.accept(EventBody.goal(match, "home", 1));
    }

    /** Other requests on the same connection must not suffer from a slow one. */
    @Test
    void drippingHttp2BodyIsAnswered408AndOtherStreamsAreUnaffected() {
        HttpClient client = http2();
        try {
            HttpClientResponse stream = await(await(client.request(HttpMethod.GET, SseTestClient.matchStream(match)))
                    .send());
            StringBuffer followed = new StringBuffer();
            AtomicBoolean ended = new AtomicBoolean();
            stream.handler(part -> followed.append(part))
                    .exceptionHandler(e -> ended.set(true))
                    .endHandler(end -> ended.set(true));
            Buffer goal = Buffer.buffer(EventBody.goal(match, "home", 1).toString());
            HttpClientRequest dripping = await(client.request(HttpMethod.POST, "/events"));
            Future<HttpClientResponse> answer = dripping.putHeader("Content-Type", Api.PLAIN)
                    .setChunked(true)
                    .response();
            await(dripping.write("["));
            Api.eventually().until(() -> Metrics.now().value(BUFFERED) > 0);
            HttpClientResponse other = await(await(client.request(HttpMethod.POST, "/events"))
                    .putHeader("Content-Type", Api.PLAIN)
                    .send(goal));
            assertEquals(202, other.statusCode());
            assertEquals(HttpVersion.HTTP_2, other.version());

            HttpClientResponse given = await(answer);
            assertEquals(408, given.statusCode());
            assertEquals("application/problem+json", given.getHeader("Content-Type"));
            assertSame(stream.request().connection(), given.request().connection());
            Api.eventually().until(() -> followed.toString().contains("update"));
            assertFalse(ended.get(), "a stream on the same connection is unaffected");
        } finally {
            await(client.close());
        }
    }

    @Test
    void http2BodyOfUnknownLengthIsLimited() {
        HttpClient client = http2();
        try {
            HttpClientRequest chunkedRequest = await(client.request(HttpMethod.POST, "/events"));
            chunkedRequest.putHeader("Content-Type", Api.PLAIN).setChunked(true);
            String goal = EventBody.goal(match, "home", 1).toString();
            await(chunkedRequest.write(goal.substring(0, 10)));
            HttpClientResponse accepted = await(chunkedRequest.send(Buffer.buffer(goal.substring(10))));
            assertEquals(202, accepted.statusCode());
            HttpClientResponse none = await(await(client.request(HttpMethod.POST, "/events"))
                    .putHeader("Content-Type", Api.PLAIN)
                    .send());
            assertEquals(400, none.statusCode());
            assertEquals("application/problem+json", none.getHeader("Content-Type"));
            HttpClientRequest endless = await(client.request(HttpMethod.POST, "/events"));
            Future<HttpClientResponse> answer = endless.putHeader("Content-Type", Api.PLAIN)
                    .setChunked(true)
                    .response();
            endless.write(Buffer.buffer(new byte[ChangedSettings.MAX_BODY_SIZE + 1]));
            HttpClientResponse tooLarge = await(answer);
            assertEquals(413, tooLarge.statusCode());
            assertEquals("application/problem+json", tooLarge.getHeader("Content-Type"));
            assertSame(
                    none.request().connection(), tooLarge.request().connection(), "the connection has other requests");
        } finally {
            await(client.close());
        }
    }

    /** A body that has been received does not time out, however it was sent and however much of it has been read. */
    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, true, 0",
        "HTTP_1_1, false, 0",
        "HTTP_1_1, true, 200000",
        "HTTP_1_1, false, 200000",
        "HTTP_2, true, 0",
        "HTTP_2, false, 0",
        "HTTP_2, true, 200000",
        "HTTP_2, false, 200000"
    })
    void processingAfterTheBodyDoesNotTimeOut(HttpVersion version, boolean announced, int padding) {
        String sent = "x".repeat(1 + padding);
        HttpClient client = version == HttpVersion.HTTP_2 ? http2() : http1();
        try {
            HttpClientRequest request = await(client.request(HttpMethod.POST, SlowResource.PATH));
            request.putHeader("Content-Type", "text/plain");
            if (announced) {
                request.putHeader("Content-Length", String.valueOf(sent.length()));
            } else {
                request.setChunked(true);
            }
            // The compose callback runs on the event loop, so no part of the body can arrive before it asks for the
            // body.
            String answer = await(request.send(Buffer.buffer(sent)).compose(response -> {
                        assertEquals(200, response.statusCode());
                        assertEquals(version, response.version());
                        return response.body();
                    }))
                    .toString();
            assertEquals(String.valueOf(sent.hashCode()), answer, "the body is complete");
        } finally {
            await(client.close());
        }
    }

    /** Reads the body as REST does, and answers after the body timeout. */
    @Path(SlowResource.PATH)
    public static class SlowResource {

        /** Large bodies are allowed here. */
        static final String PATH = "/events/slow";

        @POST
        @Consumes("text/plain")
        @Produces("text/plain")
        @Operation(hidden = true)
        public Uni<String> answer(byte[] body) {
            return Uni.createFrom()
                    .item(String.valueOf(new String(body, StandardCharsets.US_ASCII).hashCode()))
                    .onItem()
                    .delayIt()
                    .by(TIMEOUT.plus(Duration.ofMillis(700)));
        }
    }

    private HttpClient http1() {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost(Api.uri("/").getHost())
                .setDefaultPort(Api.uri("/").getPort()));
    }

    private HttpClient http2() {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setDefaultHost(Api.uri("/").getHost())
                .setDefaultPort(Api.uri("/").getPort()));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
