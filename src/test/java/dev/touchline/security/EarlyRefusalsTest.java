package dev.touchline.security;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EagerClients;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rejection for missing authorization reaches a client that is still sending. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class EarlyRefusalsTest {

    private static final int BODY = 96 * 1024;
    private static final int SMALL_BODY = 60 * 1024;
    private static final int PIECES = 12;

    @ParameterizedTest
    @CsvSource({"/events, " + BODY, "/simulations, " + BODY, "/subscriptions, " + SMALL_BODY})
    void rejectionOfAClientWithoutATokenReachesTheClient(String path, int size) {
        EagerClients.assertAllAnswered(
                401,
                EagerClients.request("POST " + path + " HTTP/1.1\r\nContent-Type: application/json", size, PIECES));
    }

    @Test
    void rejectionOfAClientWithAnInvalidTokenReachesTheClient() {
        EagerClients.assertAllAnswered(
                401,
                EagerClients.request(
                        "POST /events HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: Bearer x.y.z",
                        BODY,
                        PIECES));
    }

    @Test
    void rejectionOfAClientWithoutTheRoleReachesTheClient() {
        String bearer = Tokens.of(UniqueIds.id("reader"), TokenRoles.SUBSCRIBER).bearer();
        EagerClients.assertAllAnswered(
                403,
                EagerClients.request(
                        "POST /events HTTP/1.1\r\nContent-Type: application/json\r\nAuthorization: " + bearer,
                        BODY,
                        PIECES));
    }

    /** The agents use the caller's token, which allows simulations but no reports. */
    @Test
    void replayWithRejectedReportsFailsWithTheReason() throws IOException {
        String admin = Tokens.of(UniqueIds.id("admin"), TokenRoles.ADMIN).bearer();
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .header("Authorization", admin)
                .body(tournament().toString())
                .post("/simulations/replay");
        JsonNode problem = assertProblem(response, 502, "target-refused");
        String detail = problem.path("detail").asText();
        assertTrue(detail.startsWith("0 of "), detail);
        assertTrue(detail.contains("http://"), detail);
        assertTrue(detail.contains("403"), detail);
    }

    @Test
    void simulationWithRejectedReportsFailsWithTheReason() throws IOException {
        String admin = Tokens.of(UniqueIds.id("admin"), TokenRoles.ADMIN).bearer();
        ObjectNode simulation =
                Api.JSON.createObjectNode().put("kind", "replay").put("speed", 60);
        simulation.set("tournament", tournament());
        Response started = Api.request()
                .header("Content-Type", Api.PLAIN)
                .header("Authorization", admin)
                .body(simulation.toString())
                .post("/simulations");
        assertEquals(201, started.statusCode(), started::asString);
        JsonNode failed = Api.eventually()
                .atMost(Duration.ofSeconds(10))
                .until(
                        () -> Api.json(Api.request()
                                .header("Authorization", admin)
                                .get(started.header("Location").replaceAll("https?://[^/]*", ""))),
                        progress -> !progress.path("state").asText().equals("running"));
        assertEquals("failed", failed.path("state").asText(), failed::toString);
        assertTrue(failed.path("failure").asText().contains("403"), failed::toString);
        assertTrue(failed.path("target").asText().startsWith("http://"), failed::toString);
    }

    private static ObjectNode tournament() throws IOException {
        try (InputStream in = EarlyRefusalsTest.class.getResourceAsStream("/tournaments/harbour-cup.json")) {
            return ((ObjectNode) Api.json(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .put("name", UniqueIds.id("Harbour Cup"));
        }
    }
}
