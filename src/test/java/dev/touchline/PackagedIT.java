package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.dev.EmbeddedServicesResource;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The built artifact, a JAR or with {@code -Dnative} an executable, does everything that depends on lookups by name at
 * run time: catalogues, migrations, the page, formats, tallies, views, problems.
 */
@QuarkusIntegrationTest
@WithTestResource(EmbeddedServicesResource.class)
class PackagedIT {

    @BeforeEach
    void applicationIsReady() {
        Api.eventually().until(() -> Api.request().get("/matches").statusCode() == 200);
        Api.eventually()
                .until(() ->
                        Api.post(EventBody.goal(UniqueIds.match(), "home", 1)).statusCode() == 202);
    }

    @Test
    void reportedGoalReachesTheStream() {
        String match = UniqueIds.match();
        Api.announce(match, Api.announcement("Elm port", "Fir holm"));
        Api.awaitSeq(match, 1);
        try (SseTestClient client = SseTestClient.ofMatch(match, "1")) {
            Api.accept(EventBody.goal(match, "home", 12));
            client.awaitUpdate(2);
        }
        Api.accept(EventBody.goal(match, "away", 30));
        JsonNode shown = Api.awaitSeq(match, 3);
        JsonNode figures = Api.get("/matches/{id}/statistics", match);
        assertAll(
                () -> assertEquals(
                        "{\"home\":1,\"away\":1}", shown.path("score").toString()),
                () -> assertEquals("Elm port", shown.path("home").asText()),
                () -> assertEquals(1, figures.path("home").path("goals").asInt(), figures::toString),
                () -> assertEquals(2, Api.timeline(match).size()));
    }

    @Test
    void cloudEventsAreAcceptedInEveryMode() {
        String match = UniqueIds.match();
        String structured = """
                {"specversion": "1.0", "id": "%s", "source": "camera-7", "type": "dev.touchline.football.goal",
                 "subject": "%s", "data": {"team": "home", "minute": 3}}""".formatted(UniqueIds.id("structured"), match);
        assertEquals(202, Api.post(structured, Api.CLOUD_EVENT).statusCode());
        assertEquals(
                202,
                Api.post("[" + structured.replace("structured", "batched") + "]", Api.CLOUD_EVENTS)
                        .statusCode());
        Response binary = Api.request()
                .headers(Map.of(
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        UniqueIds.id("binary"),
                        "ce-source",
                        "camera-7",
                        "ce-type",
                        "dev.touchline.football.goal",
                        "ce-subject",
                        match,
                        "Content-Type",
                        Api.PLAIN))
                .body("{\"team\": \"away\", \"minute\": 4}".getBytes(StandardCharsets.UTF_8))
                .post("/events");
        assertEquals(202, binary.statusCode(), binary::asString);
        assertEquals(
                "{\"home\":2,\"away\":1}", Api.awaitSeq(match, 3).path("score").toString());
    }

    @Test
    void everySportIsServed() {
        List<String> sports = Api.get("/sports").path("items").findValuesAsText("sport");
        assertTrue(sports.containsAll(List.of("basketball", "football", "handball", "ice-hockey")), sports::toString);
    }

    @Test
    void competitionsHaveStandings() {
        String competition = UniqueIds.id("league");
        String match = UniqueIds.match();
        Map<String, Object> announcement = Api.announcement("Birchholm", "Alderport");
        announcement.put("competition", competition);
        Api.announce(match, announcement);
        Api.accept(EventBody.goal(match, "home", 1).with("player", "A. Striker"), EventBody.of(match, "full-time"));
        Api.awaitSeq(match, 3);
        JsonNode rows = Api.get("/competitions/{id}/standings", competition)
                .path("groups")
                .path(0)
                .path("rows");
        assertEquals("Birchholm", rows.path(0).path("team").asText(), rows::toString);
        assertEquals(3, rows.path(0).path("points").asInt(), rows::toString);
        assertEquals(
                "A. Striker",
                Api.get("/competitions/{id}/scorers", competition)
                        .path("items")
                        .path(0)
                        .path("player")
                        .asText());
        assertEquals(
                1, Api.get("/matches?competition=" + competition).path("items").size());
    }

    @Test
    void invalidRequestsAreExplained() {
        Response refused = Api.post("[{\"id\": 1}, {\"colour\": \"red\"}]", Api.PLAIN);
        JsonNode problem = Api.json(refused);
        assertEquals(422, refused.statusCode(), refused::asString);
        assertEquals("application/problem+json", refused.contentType());
        assertTrue(problem.path("errors").size() > 2, problem::toString);
        assertEquals(404, Api.request().get("/matches/{id}", UniqueIds.match()).statusCode());
    }

    @Test
    void pageAndOpenApiAreServed() {
        Response page = Api.request().get("/");
        assertEquals(200, page.statusCode());
        assertTrue(page.asString().contains("/page/main.js"), page::asString);
        assertTrue(page.header("ETag").length() > 10, "a strong entity tag");
        assertEquals(200, Api.request().get("/page/main.js").statusCode());
        assertTrue(Api.json(Api.request().get("/q/openapi?format=json"))
                .path("paths")
                .has("/events"));
        assertEquals(404, Api.request().get("/q/swagger-ui/").statusCode(), "in production it is opt-in");
    }

    @Test
    void rebuildFindsNoDifference() {
        String match = UniqueIds.match();
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        JsonNode report = Api.json(Api.request().queryParam("match", match).post("/rebuilds"));
        assertEquals(1, report.path("matches").asInt(), report::toString);
        assertEquals(0, report.path("different").asInt(), report::toString);
    }

    @Test
    void healthAndMetricsAreOnTheManagementPort() {
        assertEquals(404, Api.request().get("/q/health/ready").statusCode());
        assertEquals(404, Api.request().get("/q/metrics").statusCode());
    }
}
