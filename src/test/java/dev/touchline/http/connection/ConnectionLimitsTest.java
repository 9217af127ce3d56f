package dev.touchline.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of connections, and requests whose length is ambiguous. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class ConnectionLimitsTest {

    private static final String GET = "GET /matches HTTP/1.1\r\nHost: x\r\n";

    /** Connections are watched from the first routed request on. */
    @BeforeEach
    void route() {
        assertEquals(200, Api.request().get("/matches").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nContent-Length: 5",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding : chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: 1\r\n 2",
                "Content-Length: +5",
                "Content-Length: 5\nX: y"
            })
    void ambiguousLengthIsAnswered400AndTheConnectionIsClosed(String header) throws IOException {
        try (RawRequest request = RawRequest.post("/events", header)) {
            assertEquals(400, request.answer().status());
            assertTrue(request.closedByServer());
        }
    }

    @Test
    void drippingHeadIsDisconnected() throws IOException {
        double before = Metrics.now().value("touchline_http_connections_overdue_total");
        try (RawRequest request = RawRequest.from("127.0.0.1")) {
            assertDisconnected(request);
        }
        try (RawRequest request = RawRequest.from("127.0.0.1")) {
            request.send(GET + "\r\n");
            assertEquals(200, request.answer().status());
            assertDisconnected(request);
        }
        try (RawRequest silent = RawRequest.from("127.0.0.1")) {
            assertTrue(silent.closedByServer());
        }
        assertEquals(before + 3, Metrics.now().value("touchline_http_connections_overdue_total"));
    }

    private static void assertDisconnected(RawRequest request) {
        long startedAt = System.nanoTime();
        try {
            request.send(GET);
            while (System.nanoTime() - startedAt < Duration.ofSeconds(10).toNanos()) {
                request.send("X: y\r\n");
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            long took = System.nanoTime() - startedAt;
            assertTrue(took > Duration.ofMillis(900).toNanos(), () -> "after " + took + " ns");
            return;
        }
        throw new AssertionError("the connection is still open");
    }

    @Test
    void slowRequestsWithinTheTimeAndIdleConnectionsGoOn() throws IOException {
        try (RawRequest request = RawRequest.from("127.0.0.1")) {
            for (int i = 0; i < 3; i++) {
                request.send(GET);
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                request.send("X: y\r\n");
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                request.send("\r\n");
                assertEquals(200, request.answer().status());
            }
            LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
            request.send(GET + "\r\n");
            assertEquals(200, request.answer().status());
        }
    }

    @Test
    void connectionsOfOneAddressAreLimited() throws IOException {
        List<RawRequest> open = new ArrayList<>();
        try {
            for (int i = 0; i < ChangedSettings.MAX_CONNECTIONS; i++) {
                RawRequest request = RawRequest.from("127.0.0.6");
                open.add(request);
                request.send(GET + "\r\n");
                assertEquals(200, request.answer().status());
            }
            double before = Metrics.now().value("touchline_http_connections_refused_total");
            try (RawRequest refused = RawRequest.from("127.0.0.6")) {
                assertTrue(refused.closedByServer());
            }
            assertEquals(before + 1, Metrics.now().value("touchline_http_connections_refused_total"));
            assertEquals(200, status("127.0.0.7"), "others are unaffected");
            open.remove(0).close();
            Api.eventually().until(() -> isAdmitted("127.0.0.6"));
        } finally {
            for (RawRequest request : open) {
                request.close();
            }
        }
    }

    private static int status(String address) throws IOException {
        try (RawRequest request = RawRequest.from(address)) {
            request.send(GET + "\r\n");
            return request.answer().status();
        }
    }

    private static boolean isAdmitted(String address) {
        try {
            return status(address) == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void lastAddressThatTheProxyForwardsCounts() throws IOException {
        String path = "GET /matches/" + UniqueIds.match() + "/stream HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ";
        List<RawRequest> open = new ArrayList<>();
        try {
            for (int i = 0; i <= ChangedSettings.MAX_STREAMS; i++) {
                RawRequest stream = RawRequest.from(ChangedSettings.PROXY);
                open.add(stream);
                stream.send(path + "198.51.100." + i + ", 203.0.113.9\r\n\r\n");
                int expected = i < ChangedSettings.MAX_STREAMS ? 200 : 429;
                assertEquals(expected, stream.answer().status());
                // Otherwise the next one may be answered 503, since too many wait.
                Api.eventually().until(() -> Metrics.now().value("touchline_live_streams_waiting") == 0);
            }
            RawRequest other = RawRequest.from(ChangedSettings.PROXY);
            open.add(other);
            other.send(path + "203.0.113.9, 203.0.113.10\r\n\r\n");
            assertEquals(200, other.answer().status());
        } finally {
            for (RawRequest request : open) {
                request.close();
            }
        }
    }

    @Test
    void plaintextHttp2IsOffByDefault() {
        HttpConfig defaults = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(HttpConfig.class)
                .withSources(new PropertiesConfigSource(Map.of(), "test", 100))
                .build()
                .getConfigMapping(HttpConfig.class);
        HttpServerOptions options = new HttpServerOptions();
        new PlaintextHttp2(defaults).customizeHttpServer(options);
        assertFalse(options.isHttp2ClearTextEnabled());
    }
}
