package dev.touchline.security;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ReportReader;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operators decide about any source; agents speak for their own sources; tokens restrict both to matches. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class StatementAuthorizationTest {

    private static final String LEADER = "{\"action\":\"leader\",\"leader\":\"camera-7\",\"reason\":\"there\"}";
    private static final String LINE_UPS = "{\"home\":{\"players\":[{\"name\":\"Ada\"}]}}";

    private final String match = UniqueIds.match();
    private final String name = UniqueIds.id("camera");
    private final Tokens producer = Tokens.of(name, TokenRoles.PRODUCER);
    private final Tokens operator = Tokens.of(UniqueIds.id("operator"), TokenRoles.OPERATOR);
    private final ReportReader reader = new ReportReader(match, "match", "football");

    @AfterEach
    void close() throws IOException {
        reader.close();
    }

    private static RequestSpecification as(Tokens token, String body) {
        return Api.request()
                .header("Authorization", token.bearer())
                .header("Content-Type", Api.PLAIN)
                .body(body);
    }

    private Response decide(Tokens token) {
        return as(token, LEADER).post("/matches/{id}/decisions", match);
    }

    private Response list(Tokens token, String source) {
        return as(token, "[{\"id\":\"1\",\"type\":\"football.corner\",\"team\":\"home\"}]")
                .put("/matches/{id}/reports/{source}?asOf=2022-12-18T15:00:00Z", match, source);
    }

    private Response delete(Tokens token) {
        return Api.request().header("Authorization", token.bearer()).delete("/matches/{id}", match);
    }

    @Test
    void operatorsAndAdministratorsDecide() {
        Tokens admin = Tokens.of("admin", TokenRoles.ADMIN);
        assertEquals(202, decide(operator).statusCode());
        assertEquals(202, decide(admin).statusCode());
        for (JsonNode report : reader.await(2)) {
            assertTrue(report.path("admin").booleanValue(), report::toString);
            assertTrue(report.path("account").textValue().matches("operator.*|admin"), report::toString);
        }
        assertProblem(decide(producer), 403, "forbidden");
        Response takeBack = Api.request()
                .header("Authorization", producer.bearer())
                .delete("/matches/{id}/decisions/{decision}", match, "d-1");
        assertProblem(takeBack, 403, "forbidden");
    }

    @Test
    void agentsSpeakForTheirOwnSources() {
        assertEquals(202, as(producer, "").post("/matches/{id}/alive", match).statusCode());
        String left = "{\"source\":\"%s/left\"}".formatted(name);
        assertEquals(202, as(producer, left).post("/matches/{id}/alive", match).statusCode());
        assertEquals(
                List.of(name, name + "/left"),
                reader.await(2).stream()
                        .map(report -> report.at("/data/source").textValue())
                        .toList());
        String other = "{\"source\":\"scout-1\"}";
        JsonNode problem = assertProblem(as(producer, other).post("/matches/{id}/alive", match), 403, "forbidden");
        assertNames(problem, null, "source");
        Tokens allowed = Tokens.of(name, TokenRoles.PRODUCER).with("sources", "scout-*");
        assertEquals(202, as(allowed, other).post("/matches/{id}/alive", match).statusCode());
    }

    @Test
    void fullListIsOfAnOwnSource() {
        JsonNode problem = assertProblem(list(producer, "scout-1"), 403, "forbidden");
        assertEquals(1, problem.path("errors").size(), "not once for every event");
        assertNames(problem, null, "source");
        assertProblem(list(operator, "scout-1"), 403, "forbidden");
        assertEquals(202, list(producer, name).statusCode());
        List<JsonNode> reports = reader.await(2);
        assertEquals(2, reports.size(), "of the refused list, no event was published");
        assertEquals(name, reports.get(0).path("source").textValue());
        assertEquals(name, reports.get(1).path("account").textValue());
    }

    @Test
    void listIsNotRefusedForTheRateOfItsOwnEvents() {
        StringBuilder events = new StringBuilder("[");
        for (int i = 0; i < 600; i++) {
            events.append("{\"id\":\"%d\",\"type\":\"football.corner\",\"team\":\"home\"},".formatted(i));
        }
        String body = events.deleteCharAt(events.length() - 1).append(']').toString();
        Response response =
                as(producer, body).put("/matches/{id}/reports/{source}?asOf=2022-12-18T15:00:00Z", match, name);
        assertEquals(202, response.statusCode(), response::asString);
        assertEquals(
                "dev.touchline.match.list",
                reader.await(601).get(600).path("type").textValue());
        assertProblem(list(producer, name), 429, "too-many-requests");
    }

    @Test
    void tokenRestrictsStatementsToItsMatches() {
        Tokens elsewhereProducer = Tokens.of(name, TokenRoles.PRODUCER).with("matches", "cup-*");
        Tokens elsewhereOperator = Tokens.of("op", TokenRoles.OPERATOR).with("matches", "cup-*");
        for (Response response : List.of(
                decide(elsewhereOperator),
                delete(elsewhereOperator),
                delete(elsewhereProducer),
                list(elsewhereProducer, name),
                as(elsewhereProducer, "").post("/matches/{id}/alive", match),
                as(elsewhereProducer, LINE_UPS).put("/matches/{id}/lineups", match))) {
            assertNames(assertProblem(response, 403, "forbidden"), null, "id");
        }
    }

    @Test
    void deletionsAndLineUpsNameTheirAccountForTheOwnershipOfTheMatch() {
        assertEquals(202, delete(producer).statusCode());
        assertEquals(202, delete(operator).statusCode());
        assertEquals(
                202, as(producer, LINE_UPS).put("/matches/{id}/lineups", match).statusCode());
        List<JsonNode> reports = reader.await(3);
        assertFalse(reports.get(0).path("admin").booleanValue());
        assertTrue(reports.get(1).path("admin").booleanValue());
        assertEquals(name, reports.get(2).path("account").textValue());
    }

    @Test
    void operatorWhoReportsStandsAboveOwners() {
        Tokens both = Tokens.of(name, TokenRoles.PRODUCER, TokenRoles.OPERATOR);
        String announcement = Api.text(Api.announcement("Aldermoor", "Brackwater"));
        assertEquals(202, as(both, announcement).put("/matches/{id}", match).statusCode());
        assertTrue(reader.await(1).get(0).path("admin").booleanValue());
    }
}
