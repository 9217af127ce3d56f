package dev.touchline.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.RealBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Health on the HTTP port of the packaged application, for platforms with a single port. */
class HealthOnHttpPortIT {

    @Test
    void livenessAndReadinessAreOnTheHttpPortAndMetricsAreNot() throws IOException, InterruptedException {
        try (RealBroker broker = RealBroker.notYetRunning();
                AppProcess ingest = AppProcess.launch(
                        "health-on-http-port", "ingest", broker, Map.of("TOUCHLINE_HEALTH_ON_HTTP_PORT", "true"))) {
            ingest.awaitAlive();
            assertEquals(200, status(ingest, "/q/health/live"));
            assertEquals(503, status(ingest, "/q/health/ready"), "ingest is not ready without the broker");
            assertEquals(200, status(ingest, "/q/health/started"));
            assertEquals(404, status(ingest, "/q/metrics"));
        }
    }

    private static int status(AppProcess process, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + process.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
