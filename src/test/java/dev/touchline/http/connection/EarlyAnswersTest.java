package dev.touchline.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.EagerClients;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RawRequest;
import io.quarkus.test.junit.QuarkusTest;
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
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer given before the request has been received reaches a client that is still sending. */
@QuarkusTest
class EarlyAnswersTest {

    private static final String DISCARDING = "touchline_http_discarding";
    private static final int BODY = 96 * 1024;
    private static final int PIECES = 12;
    private static final long FAR_TOO_LARGE = 100_000_000;

    @Inject
    Vertx vertx;

    @AfterEach
    void awaitNothingDiscarded() {
        Api.eventually().until(() -> Metrics.now().value(DISCARDING) == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "400, POST /a|b HTTP/1.1",
        "404, POST /events/nowhere HTTP/1.1",
        "405, PATCH /events HTTP/1.1",
        "405, PUT /events HTTP/1.1",
        "406, 'POST /events HTTP/1.1\r\nContent-Type: application/json\r\nAccept: text/html'",
        "415, 'POST /events HTTP/1.1\r\nContent-Type: text/plain'",
        "415, 'POST /events HTTP/1.1\r\nContent-Type: text/plain\r\nConnection: close'",
        "429, POST /events/early/429 HTTP/1.1",
        "503, POST /events/early/503 HTTP/1.1",
        "503, 'POST /events/early/503 HTTP/1.1\r\nConnection: close'"
    })
    void earlyAnswerReachesAClientThatReadsAfterWriting(int status, String head) {
        EagerClients.assertAllAnswered(status, EagerClients.request(head, BODY, PIECES));
    }

    /** Vert.x itself rejects these requests, before the application sees them. */
    @ParameterizedTest
    @CsvSource({"400, syntax", "414, uri", "431, header"})
    void rejectionOfAnInvalidRequestReachesTheClient(int status, String part) {
        assertEquals(200, Api.request().get("/matches").statusCode());
        String longText = "x".repeat(30_000);
        String head =
                switch (part) {
                    case "uri" -> "POST /" + longText + " HTTP/1.1";
                    case "header" -> "POST /events HTTP/1.1\r\nAuthorization: Bearer " + longText;
                    default -> "POST /events HTTP/1.1\r\nNo colon and no value";
                };
        EagerClients.assertAllAnswered(status, EagerClients.request(head, BODY, PIECES));
    }

    @Test
    void rejectionOfATooLargeContentLengthReachesTheClient() {
        byte[] piece = new byte[BODY / PIECES];
        EagerClients.assertAllAnswered(413, (attempt, out, answer) -> {
            write(
                    out,
                    "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                            + FAR_TOO_LARGE + "\r\n\r\n");
            for (int i = 0; i < PIECES; i++) {
                out.write(piece);
            }
        });
    }

    @Test
    void answerInsteadOf100ContinueClosesTheConnection() throws IOException {
        try (RawRequest request = RawRequest.post("/events/nowhere", "Content-Length: 100\r\nExpect: 100-continue")) {
            RawRequest.Answer answer = request.answer();
            assertEquals(404, answer.status());
            assertEquals("close", answer.header("connection"));
            assertTrue(request.closedByServer());
        }
    }

    @Test
    void connectionServesTheNextRequestAfterTheRestOfTheBody() throws IOException {
        try (RawRequest request = RawRequest.post("/events/nowhere", "Content-Length: " + BODY)) {
            assertEquals(404, request.answer().status());
            request.send(" ".repeat(BODY) + "POST /events/early/429 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n ");
            assertEquals(429, request.answer().status());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawRequest request = RawRequest.post("/events/nowhere", "Content-Length: 10")) {
            StringBuilder more = new StringBuilder(" ".repeat(10));
            for (int i = 0; i < 20; i++) {
                more.append("POST /events/early/429 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
                        .append(" ".repeat(1000))
                        .append("POST /events/early/503 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .append("3\r\nabc\r\n0\r\n\r\n");
            }
            request.send(more.toString());
            assertEquals(404, request.answer().status());
            for (int i = 0; i < 20; i++) {
                assertEquals(429, request.answer().status());
                assertEquals(503, request.answer().status());
            }
        }
    }

    @Test
    void earlyAnswerReachesTheClientOverHttp2() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setDefaultHost(Api.uri("/").getHost())
                .setDefaultPort(Api.uri("/").getPort()));
        try {
            Buffer body = Buffer.buffer(new byte[4 * BODY]);
            for (int i = 0; i < EagerClients.TRIES; i++) {
                HttpClientRequest request =
                        await(client.request(HttpMethod.POST, i % 2 == 0 ? "/events/early/503" : "/events/nowhere"));
                Future<HttpClientResponse> response = request.setChunked(true).response();
                await(request.write(body));
                await(request.end());
                assertEquals(i % 2 == 0 ? 503 : 404, await(response).statusCode());
            }
        } finally {
            await(client.close());
        }
    }

    @Test
    void earlyAnswerReachesTheJdkClient() throws IOException, InterruptedException {
        byte[] body = new byte[4 * BODY];
        for (java.net.http.HttpClient.Version version : java.net.http.HttpClient.Version.values()) {
            java.net.http.HttpClient client =
                    java.net.http.HttpClient.newBuilder().version(version).build();
            URI readable = Api.uri("/matches");
            client.send(HttpRequest.newBuilder(readable).build(), HttpResponse.BodyHandlers.discarding());
            for (int i = 0; i < 50; i++) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(Api.uri("/events/early/503"))
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(503, response.statusCode());
                assertEquals(version, response.version());
            }
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
