package dev.touchline.openapi;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of operations that the OpenAPI document does not have. */
@QuarkusTest
class OperationCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/stream?mtch=m|mtch|competition, lastEventId, match, team",
                "GET|/matches?live=true&day=2022-12-18|day|competition, cursor, date, limit, live",
                "GET|/matches/m/events?sort=minute|sort|cursor, limit",
                "GET|/matches/m/stream?from=2|from|lastEventId",
                "HEAD|/matches?Live=true||",
                "GET|/competitions/c/standings?Stage=s|Stage|stage",
                "DELETE|/subscriptions/s?force=true|force|nor any other",
                "POST|/events?dry-run=true|dry-run|nor any other",
                "PUT|/matches/m?a=1|a|nor any other"
            })
    void unknownParameterIsRefusedByItsName(String method, String target, String name, String known) {
        Response response = Api.request().request(method, target);
        assertEquals(400, response.statusCode(), response::asString);
        if (name != null) {
            assertProblem(response, 400, "bad-parameter");
            String detail = Api.json(response.asString()).path("detail").asText();
            assertThat(detail, containsString("no parameter " + name + " here"));
            assertThat(detail, containsString(known));
        }
    }

    @Test
    void everyParameterOfAnOperationIsKnown() {
        assertEquals(
                200,
                Api.request()
                        .get("/matches?live=true&competition=c&date=2022-12-18&limit=5")
                        .statusCode());
    }

    @Test
    void queryThatCannotBeDecodedIsRefused() throws IOException {
        // Clients refuse to send it.
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write("GET /matches?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(response, startsWith("HTTP/1.1 400"));
        }
    }

    @Test
    void addressesOutsideOfTheDocumentTakeAnyQuery() {
        assertEquals(200, Api.request().get("/?utm_source=mail").statusCode());
        assertEquals(404, Api.request().get("/nowhere?x=1").statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/events|OPTIONS, POST",
                "DELETE|/events|OPTIONS, POST",
                "POST|/matches/m|GET, HEAD, OPTIONS, PUT",
                "PUT|/matches/m/statistics|GET, HEAD, OPTIONS",
                "PUT|/subscriptions|GET, HEAD, OPTIONS, POST"
            })
    void refusedMethodNamesTheOthers(String method, String path, String allowed) {
        Response response =
                Api.request().header("Content-Type", Api.PLAIN).body("{}").request(method, path);
        assertProblem(response, 405, "method-not-allowed");
        assertEquals(allowed, response.header("Allow"));
    }
}
