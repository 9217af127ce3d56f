package dev.touchline.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthProbeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String DOWN = """
            {"status": "DOWN", "checks": [
              {"name": "topology", "status": "UP"},
              {"name": "channels", "status": "DOWN", "data": {"events": "not connected"}}]}""";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void responseIsReadWithItsBody() throws Exception {
        HealthEndpoint endpoint = serve(new HttpServerOptions());
        HealthProbe.Answer up = HealthProbe.ask(endpoint, "live", TIMEOUT);
        HealthProbe.Answer down = HealthProbe.ask(endpoint, "ready", TIMEOUT);
        assertEquals(200, up.status());
        assertEquals(503, down.status());
        assertEquals(": channels {\"events\":\"not connected\"}", HealthCommand.reason(down.body()));
    }

    @Test
    void serverWithTlsIsProbedOverTls(@TempDir Path folder) throws Exception {
        Certificates.Pem certificate = Certificates.localhost(folder, "server");
        HealthEndpoint endpoint = serve(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.certificate().toString())
                        .addKeyPath(certificate.key().toString())));
        assertEquals(200, HealthProbe.ask(endpoint, "live", TIMEOUT).status());
    }

    @Test
    void unansweredProbeTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HealthEndpoint endpoint = endpoint(silent.getLocalPort());
            IOException failure =
                    assertThrows(IOException.class, () -> HealthProbe.ask(endpoint, "ready", Duration.ofSeconds(1)));
            assertTrue(failure.getMessage().endsWith(" did not answer within 1 s"), failure::getMessage);
        }
    }

    @Test
    void refusedConnectionIsExplained() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        IOException failure = assertThrows(IOException.class, () -> HealthProbe.ask(endpoint(port), "ready", TIMEOUT));
        assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure::getMessage);
    }

    @Test
    void bodyWithoutHealthChecksHasNoReason() {
        assertEquals("", HealthCommand.reason("<html>Bad gateway</html>"));
        assertEquals("", HealthCommand.reason(""));
    }

    private HealthEndpoint serve(HttpServerOptions options) throws Exception {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    boolean up = request.path().equals("/q/health/live");
                    request.response().setStatusCode(up ? 200 : 503).end(up ? "{}" : DOWN);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return endpoint(server.actualPort());
    }

    private static HealthEndpoint endpoint(int port) {
        return new HealthEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "/q/health");
    }
}
