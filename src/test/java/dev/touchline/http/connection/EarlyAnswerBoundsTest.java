package dev.touchline.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EagerClients;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of reading after an early answer, and early answers that need low limits. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class EarlyAnswerBoundsTest {

    private static final String DISCARDING = "touchline_http_discarding";
    private static final long DRIP = Duration.ofMillis(20).toNanos();

    @Inject
    Vertx vertx;

    @AfterEach
    void awaitNothingDiscarded() {
        Api.eventually().until(() -> Metrics.now().value(DISCARDING) == 0);
    }

    @Test
    void rejectionOfATooLargeBodyReachesTheClient() {
        // On a busy machine, the body may time out before it exceeds the limit. One request at a time, because two such
        // bodies exceed the buffer limit, and one of them would be answered 429.
        EagerClients.assertAllAnswered(
                Set.of(413, 408),
                1,
                EagerClients.request(
                        "POST /events HTTP/1.1\r\nContent-Type: application/json",
                        ChangedSettings.MAX_BODY_SIZE + 128 * 1024,
                        72));
    }

    @Test
    void timeoutReachesAClientThatKeepsSending() {
        EagerClients.assertAllAnswered(Set.of(408), 125, (attempt, out, answer) -> {
            write(
                    out,
                    "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 4000"
                            + "\r\n\r\n");
            for (int i = 0; i < 500 && answer.available() == 0; i++) {
                write(out, " ");
                LockSupport.parkNanos(DRIP);
            }
            for (int i = 0; i < 10; i++) {
                write(out, " ".repeat(100));
                LockSupport.parkNanos(DRIP / 10);
            }
        });
    }

    @Test
    void clientThatDripsAfterItsAnswerIsDisconnected() throws IOException {
        for (String header : new String[] {"Content-Length: 100000", "Content-Length: 1000\r\nConnection: close"}) {
            try (RawRequest request = RawRequest.post("/events/nowhere", header)) {
                assertEquals(404, request.answer().status());
                assertDisconnected(() -> request.send(" "), Duration.ofSeconds(2), Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void idleClientIsDisconnectedAfterItsAnswer() throws IOException {
        try (RawRequest request = RawRequest.post("/events/nowhere", "Content-Length: 100000")) {
            assertEquals(404, request.answer().status());
            assertTrue(request.closedByServer());
        }
    }

    @Test
    void clientWithAnEndlessBodyIsDisconnectedAfterItsAnswer() throws IOException {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        try (RawRequest request = RawRequest.post("/events/nowhere", "Transfer-Encoding: chunked")) {
            long[] sent = new long[1];
            assertEquals(404, request.answer().status());
            assertDisconnected(
                    () -> {
                        request.send(chunk);
                        sent[0] += chunk.length();
                        // The kernel's buffers take more than the application reads.
                        assertTrue(sent[0] < 4L * ChangedSettings.MAX_DISCARDED, () -> "sent " + sent[0]);
                    },
                    Duration.ZERO,
                    Duration.ofSeconds(10));
        }
    }

    @Test
    void streamOfAnHttp2ClientThatDripsAfterItsAnswerIsReset() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(Api.uri("/").getHost())
                .setDefaultPort(Api.uri("/").getPort()));
        try {
            HttpClientRequest request = await(client.request(HttpMethod.POST, "/events/nowhere"));
            Future<HttpClientResponse> response = request.setChunked(true).response();
            await(request.write(" "));
            assertEquals(404, await(response).statusCode());
            Api.eventually().until(() -> request.write(" ")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .handle((written, failure) -> failure != null)
                    .get(5, TimeUnit.SECONDS));
            String goal = EventBody.goal(UniqueIds.match(), "home", 1).toString();
            HttpClientResponse next = await(await(client.request(HttpMethod.POST, "/events"))
                    .putHeader("Content-Type", Api.PLAIN)
                    .send(goal));
            assertEquals(202, next.statusCode(), "other streams of the connection are unaffected");
        } finally {
            await(client.close());
        }
    }

    private interface Sending {
        void send() throws IOException;
    }

    private static void assertDisconnected(Sending sending, Duration atLeast, Duration atMost) {
        long startedAt = System.nanoTime();
        while (System.nanoTime() - startedAt < atMost.toNanos()) {
            try {
                sending.send();
            } catch (IOException e) {
                Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
                assertTrue(took.compareTo(atLeast) >= 0, took::toString);
                return;
            }
            LockSupport.parkNanos(DRIP / 10);
        }
        throw new AssertionError("not disconnected within " + atMost);
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
