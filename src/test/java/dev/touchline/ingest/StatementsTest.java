package dev.touchline.ingest;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ReportReader;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements about a match are published as they were accepted. Single fields are tested with their JSON. */
@QuarkusTest
class StatementsTest {

    private static final String AS_OF = "2022-12-18T15:40:00Z";

    private final String match = UniqueIds.match();
    private final ReportReader reader = new ReportReader(match, "match", "football");

    @AfterEach
    void close() throws IOException {
        reader.close();
    }

    private static RequestSpecification json(String body) {
        return Api.request().header("Content-Type", Api.PLAIN).body(body.getBytes(StandardCharsets.UTF_8));
    }

    // The JDK client, which sends the path as it is.
    private HttpResponse<String> put(String source, String asOf, String body) {
        String path = "/matches/" + match + "/reports/" + source + "?asOf=" + asOf;
        return Api.send(HttpRequest.newBuilder(Api.uri(path))
                .header("Content-Type", Api.PLAIN)
                .PUT(BodyPublishers.ofString(body)));
    }

    private static String events(int number, int idLength) {
        return IntStream.range(0, number)
                .mapToObj(i -> "{\"id\":\"%s\",\"type\":\"football.corner\",\"team\":\"home\"}"
                        .formatted("x".repeat(idLength - 5) + "%05d".formatted(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void decisionIsPublishedWithItsOwnRoutingKey() {
        Response response = json("""
                {"id":"d-1","action":"merge","reason":"the same",
                 "incidents":[{"source":"scout-1","id":"9"},{"source":"camera-7","id":"1"}]}""").post("/matches/{id}/decisions", match);
        assertEquals(202, response.statusCode(), response::asString);
        assertEquals("{\"accepted\":1,\"id\":\"d-1\"}", response.asString());
        JsonNode report = reader.await(1).get(0);
        assertEquals("dev.touchline.match.decision", report.path("type").textValue());
        assertEquals("touchline:decision", report.path("source").textValue());
        assertEquals("d-1", report.path("id").textValue());
        assertEquals(Api.json("""
                {"action":"merge","incidents":[{"source":"camera-7","id":"1"},{"source":"scout-1","id":"9"}],
                 "reason":"the same"}"""), report.path("data"));
    }

    @Test
    void decisionIsTakenBackByItsId() {
        String id = Api.json(json("{\"action\":\"leader\",\"leader\":\"scout-1\",\"reason\":\"there\"}")
                        .post("/matches/{id}/decisions", match))
                .path("id")
                .textValue();
        assertEquals(id, reader.await(1).get(0).path("id").textValue(), "an id was made");
        Response response = Api.request().delete("/matches/{id}/decisions/{decision}?reason=no more", match, id);
        assertEquals(202, response.statusCode(), response::asString);
        JsonNode report = reader.await(2).get(1);
        assertEquals(Api.json(response).path("id"), report.path("id"));
        assertEquals(
                Api.json("{\"action\":\"take-back\",\"takesBack\":\"%s\",\"reason\":\"no more\"}".formatted(id)),
                report.path("data"));
    }

    @Test
    void wrongFieldsOfADecisionAreNamedAndNothingIsPublished() {
        Response response =
                json("{\"action\":\"veto\",\"reason\":\"a\\nb\",\"colour\":1}").post("/matches/{id}/decisions", match);
        JsonNode problem = assertProblem(response, 422, "invalid");
        for (String field : List.of("incidents", "reason", "colour")) {
            assertNames(problem, null, field);
        }
        assertProblem(json("{").post("/matches/{id}/decisions", match), 400, "malformed");
        assertProblem(
                Api.request()
                        .delete("/matches/{id}/decisions/{decision}?reason={reason}", match, "d-1", "x".repeat(201)),
                400,
                "bad-parameter");
        assertNames(
                assertProblem(Api.request().delete("/matches/{id}/decisions/{decision}", match, "d 1"), 422, "invalid"),
                null,
                "decision");
        assertEquals(202, Api.request().post("/matches/{id}/alive", match).statusCode());
        assertEquals(
                "dev.touchline.match.alive", reader.await(1).get(0).path("type").textValue());
    }

    @Test
    void bodiesOfStatementsAreBounded() {
        String large = " ".repeat(70_000);
        assertProblem(json(large).post("/matches/{id}/decisions", match), 413, "too-large");
        assertProblem(json(large).post("/matches/{id}/alive", match), 413, "too-large");
        assertProblem(json(large).put("/matches/{id}/lineups", match), 413, "too-large");
    }

    @Test
    void signOfLifeMayHaveNoBody() {
        assertEquals(202, Api.request().post("/matches/{id}/alive", match).statusCode());
        assertEquals(
                202,
                json("{\"source\":\"scout-1\"}")
                        .post("/matches/{id}/alive", match)
                        .statusCode());
        List<JsonNode> reports = reader.await(2);
        assertEquals("anonymous", reports.get(0).at("/data/source").textValue());
        assertEquals("scout-1", reports.get(1).at("/data/source").textValue());
        assertNames(
                assertProblem(json("{\"source\":\"a b\"}").post("/matches/{id}/alive", match), 422, "invalid"),
                null,
                "source");
        assertProblem(
                Api.request()
                        .header("Content-Type", "text/plain")
                        .body("scout-1")
                        .post("/matches/{id}/alive", match),
                415,
                "unsupported-media-type");
    }

    @Test
    void lineUpIsPublished() {
        Response response = json("""
                {"home":{"formation":"4-3-3","coach":"A. Coach","players":[
                  {"number":10,"name":"Ada","position":"forward","starting":true},{"id":"ben"}]}}""").put("/matches/{id}/lineups", match);
        assertEquals(202, response.statusCode(), response::asString);
        assertEquals("{\"accepted\":1}", response.asString());
        JsonNode report = reader.await(1).get(0);
        assertEquals("dev.touchline.match.line-up", report.path("type").textValue());
        assertEquals("Ada", report.at("/data/home/players/0/name").textValue());
        assertTrue(report.at("/data/away").isNull());
        assertNames(
                assertProblem(
                        json("{\"home\":{\"players\":[{}]}}").put("/matches/{id}/lineups", match), 422, "invalid"),
                null,
                "home.players[0]");
    }

    @Test
    void deletionIsPublished() {
        Response response = Api.request().delete("/matches/{id}?reason=misspelt", match);
        assertEquals(202, response.statusCode(), response::asString);
        JsonNode report = reader.await(1).get(0);
        assertEquals("dev.touchline.match.deletion", report.path("type").textValue());
        assertEquals("misspelt", report.at("/data/reason").textValue());
        assertProblem(Api.request().delete("/matches/{id}?reason=%0A", match), 400, "bad-parameter");
        assertNames(assertProblem(Api.request().delete("/matches/{id}", "a b"), 422, "invalid"), null, "id");
    }

    @Test
    void eventsOfAFullListArePublishedBeforeTheList() {
        HttpResponse<String> response = put("provider-1", AS_OF, """
                [{"id":"p-1","type":"football.goal","team":"home","minute":38,"revision":2},
                 {"id":"p-2","type":"football.corner","team":"away","source":"provider-1","match":"%s"}]""".formatted(match));
        assertEquals(202, response.statusCode(), response::body);
        assertEquals("{\"accepted\":2}", response.body());
        List<JsonNode> reports = reader.await(3);
        assertEquals(
                List.of("dev.touchline.football.goal", "dev.touchline.football.corner", "dev.touchline.match.list"),
                reports.stream().map(report -> report.path("type").textValue()).toList());
        assertEquals("provider-1", reports.get(0).path("source").textValue());
        assertEquals(
                Api.json("{\"source\":\"provider-1\",\"asOf\":\"%s\",\"revisions\":{\"p-1\":2,\"p-2\":1}}"
                        .formatted(AS_OF)),
                reports.get(2).path("data"));
        assertEquals(reports.get(0).path("receivedat"), reports.get(2).path("receivedat"));
    }

    @Test
    void largeFullListIsOneList() {
        HttpResponse<String> response = put("provider-1", AS_OF, events(5_000, 40));
        assertEquals(202, response.statusCode(), response::body);
        List<JsonNode> reports = reader.await(5_001);
        JsonNode list = reports.get(5_000);
        assertEquals("dev.touchline.match.list", list.path("type").textValue());
        assertEquals(5_000, list.at("/data/revisions").size());
    }

    @Test
    void fullListMayBeEmpty() {
        assertEquals(202, put("provider-1", AS_OF, "[]").statusCode());
        JsonNode list = reader.await(1).get(0);
        assertEquals(0, list.at("/data/revisions").size());
        assertTrue(list.at("/data/revisions").isObject());
    }

    @Test
    void sourceOfAFullListMayHaveASlash() {
        String source = "https://example.org/agents/7?x";
        assertEquals(
                202,
                put(URLEncoder.encode(source, StandardCharsets.UTF_8), AS_OF, "[]")
                        .statusCode());
        assertEquals(source, reader.await(1).get(0).at("/data/source").textValue());
    }

    @Test
    void timeOfAFullListIsNotLaterThanItsReceipt() {
        Instant before = Instant.now();
        assertEquals(
                202, put("provider-1", before.plusSeconds(20).toString(), "[]").statusCode());
        JsonNode list = reader.await(1).get(0);
        Instant asOf = Instant.parse(list.at("/data/asOf").textValue());
        assertEquals(Instant.parse(list.path("receivedat").textValue()), asOf);
        assertFalse(asOf.isAfter(Instant.now()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2022-12-18", "1780-01-01T00:00:00Z", "9999-12-31T23:00:00Z"})
    void invalidTimeOfAFullListIsRefused(String asOf) {
        assertProblem(put("provider-1", asOf, "[]"), 400, "bad-parameter");
        String soon = Instant.now().plus(Duration.ofMinutes(2)).toString();
        assertProblem(put("provider-1", soon, "[]"), 400, "bad-parameter");
        assertProblem(json("[]").put("/matches/{id}/reports/provider-1", match), 400, "bad-parameter");
    }

    @Test
    void fullListThatIsNotValidPublishesNothing() {
        JsonNode problem = assertProblem(
                put(
                        "provider-1",
                        AS_OF,
                        "[{\"id\":\"1\",\"type\":\"football.corner\",\"team\":\"home\"},"
                                + "{\"id\":\"2\",\"type\":\"football.corner\",\"team\":\"home\",\"source\":\"another\"}]"),
                422,
                "invalid");
        assertNames(problem, 1, "source");
        assertProblem(put("provider-1", AS_OF, "{}"), 422, "invalid");
        assertNames(assertProblem(put("touchline:x", AS_OF, "[]"), 422, "invalid"), null, "source");
        assertProblem(put("provider-1", AS_OF, events(5_001, 10)), 413, "too-large");
        JsonNode tooLarge = assertProblem(put("provider-1", AS_OF, events(5_000, 180)), 413, "too-large");
        assertTrue(tooLarge.path("detail").textValue().contains("nothing was published"), tooLarge::toString);
        assertEquals(202, Api.request().post("/matches/{id}/alive", match).statusCode());
        assertEquals(
                "dev.touchline.match.alive", reader.await(1).get(0).path("type").textValue());
    }
}
