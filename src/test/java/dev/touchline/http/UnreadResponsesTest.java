package dev.touchline.http;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Responses that wait: for their turn to be read, or for their client. */
@QuarkusTest
@TestProfile(ChangedSettings.class)
class UnreadResponsesTest {

    private final String match = UniqueIds.match();

    @Inject
    AgroalDataSource database;

    @Test
    void clientThatReadsNoneOfItsResponsesIsDisconnected() throws IOException {
        Map<String, Object> details = Map.of("note", "x".repeat(15_000));
        Api.accept(IntStream.range(0, 20)
                .mapToObj(
                        i -> EventBody.of(match, "corner").with("team", "home").with("details", details))
                .toList());
        Api.awaitSeq(match, 20);
        double before = closed();
        String request = "GET /matches/" + match + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
        try (Socket idle = new Socket()) {
            idle.setReceiveBufferSize(4 * 1024);
            idle.connect(
                    new InetSocketAddress(Api.uri("/").getHost(), Api.uri("/").getPort()));
            idle.getOutputStream().write(request.repeat(200).getBytes(StandardCharsets.US_ASCII));
            Api.eventually().until(() -> closed() > before);
        }
        Api.eventually().until(() -> Metrics.now().value("touchline_http_unsent_bytes") == 0);
        assertEquals(200, Api.request().get("/matches/{id}/events", match).statusCode());
    }

    private static double closed() {
        return Metrics.now().value("touchline_http_unread_closed_total");
    }

    @Test
    void readsWaitForTheirTurnAndAreRefusedIfTooManyWait() throws SQLException {
        String path = "/competitions/" + match;
        try (Connection connection = database.getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE competition IN ACCESS EXCLUSIVE MODE");
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<Integer>> waiting = IntStream.range(0, 4)
                    .mapToObj(i -> client.sendAsync(
                                    HttpRequest.newBuilder(Api.uri(path)).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .thenApply(HttpResponse::statusCode))
                    .toList();
            Api.eventually().until(() -> Metrics.now().value("touchline_http_reads_waiting") == 2);
            Response refused = Api.request().get(path);
            assertProblem(refused, 503, "unavailable");
            assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            connection.rollback();
            waiting.forEach(status -> assertEquals(404, status.join()));
        }
    }

    @Test
    void readersThatLeaveAtOnceKeepNoPlaces() throws IOException {
        String request = "GET /competitions/" + match + " HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int i = 0; i < 500; i++) {
            try (Socket leaving =
                    new Socket(Api.uri("/").getHost(), Api.uri("/").getPort())) {
                // Closing resets the connection.
                leaving.setSoLinger(true, 0);
                leaving.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertEquals(404, Api.request().get("/competitions/{id}", match).statusCode());
        Api.eventually().until(() -> Metrics.now().value("touchline_http_reads_waiting") == 0);
    }
}
