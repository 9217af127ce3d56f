package dev.touchline.security;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Matches and competitions belong to the account that was first; tokens may be restricted to some of them. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class OwnershipTest {

    private final String match = UniqueIds.match();
    private final String cup = UniqueIds.id("cup");
    private final Tokens owner = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER);
    private final Tokens stranger = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER);
    private final Tokens admin = Tokens.of(UniqueIds.id("operator"), TokenRoles.PRODUCER, TokenRoles.ADMIN);

    @Test
    void announcementOfAnotherAccountDoesNotCountAndIsListed() {
        announce(owner, "Aldermoor");
        JsonNode announced = Api.awaitSeq(match, 1);
        announce(stranger, "HACKED");
        JsonNode conflicts = awaitConflicts("/matches/{id}/conflicts", match);
        assertEquals(1, conflicts.size());
        assertEquals(
                "the match belongs to another account",
                conflicts.path(0).path("reason").textValue());
        assertEquals("HACKED", conflicts.path(0).path("event").path("home").textValue());
        assertEquals(announced, Api.get("/matches/{id}", match));

        announce(owner, "Alder Moor");
        assertEquals("Alder Moor", Api.awaitSeq(match, 2).path("home").textValue());
        assertEquals(1, awaitConflicts("/matches/{id}/conflicts", match).size());
    }

    @Test
    void administratorAmendsAnyMatchAndOwnsNone() {
        announce(admin, "Aldermoor");
        Api.awaitSeq(match, 1);
        announce(owner, "Alder Moor");
        assertEquals("Alder Moor", Api.awaitSeq(match, 2).path("home").textValue());
        announce(admin, "Aldermoor");
        assertEquals("Aldermoor", Api.awaitSeq(match, 3).path("home").textValue());
        assertEquals(0, Api.get("/matches/{id}/conflicts", match).path("items").size());
    }

    @Test
    void definitionOfAnotherAccountDoesNotCountAndIsListed() {
        define(owner, "{\"name\":\"Cup\"}");
        Api.eventually().until(() -> "Cup".equals(name()));
        define(stranger, "{\"name\":\"HACKED\",\"deductions\":[{\"team\":\"Aldermoor\",\"points\":9}]}");
        JsonNode conflicts = awaitConflicts("/competitions/{id}/conflicts", cup);
        assertEquals("HACKED", conflicts.path(0).path("definition").path("name").textValue());
        assertEquals("Cup", name());
        define(admin, "{\"name\":\"Amended\"}");
        Api.eventually().until(() -> "Amended".equals(name()));
        define(owner, "{\"name\":\"Cup again\"}");
        Api.eventually().until(() -> "Cup again".equals(name()));
        assertEquals(1, awaitConflicts("/competitions/{id}/conflicts", cup).size());
    }

    @Test
    void tokenMayBeRestrictedToMatches() {
        Tokens restricted = owner.with("matches", List.of("league-*", match));
        EventBody allowed = EventBody.goal(match, "home", 1).without("source");
        EventBody foreign = EventBody.goal("cup-1", "home", 1).without("source");
        assertEquals(202, post(restricted, allowed.toString()).statusCode());
        JsonNode problem =
                assertProblem(post(restricted, Api.array(List.of(allowed, foreign, allowed))), 403, "forbidden");
        assertEquals(1, problem.path("errors").size());
        assertNames(problem, 1, "match");
        assertFalse(problem.toString().contains("cup-1"), "the answer does not quote the match");
        assertNames(
                assertProblem(put(restricted, "/matches/cup-1", announcement("A", cup)), 403, "forbidden"), null, "id");
        assertEquals(
                202,
                put(restricted, "/matches/" + match, announcement("A", cup)).statusCode());
        for (Object nothing : List.of(List.of(), 7, Map.of("x", "*"))) {
            assertProblem(post(owner.with("matches", nothing), allowed.toString()), 403, "forbidden");
        }
    }

    @Test
    void tokenMayBeRestrictedToCompetitions() {
        Tokens restricted = owner.with("competitions", cup);
        assertEquals(202, put(restricted, "/competitions/" + cup, "{}").statusCode());
        assertNames(assertProblem(put(restricted, "/competitions/other", "{}"), 403, "forbidden"), null, "id");
        assertEquals(
                202,
                put(restricted, "/matches/" + match, announcement("A", cup)).statusCode());
        for (String other : new String[] {"other", null}) {
            Response response = put(restricted, "/matches/" + match, announcement("A", other));
            assertNames(assertProblem(response, 403, "forbidden"), null, "competition");
        }
        EventBody event = EventBody.goal(match, "home", 1).without("source");
        assertEquals(202, post(restricted, event.toString()).statusCode(), "an event names no competition");
    }

    private void announce(Tokens token, String home) {
        assertEquals(
                202, put(token, "/matches/" + match, announcement(home, null)).statusCode());
    }

    private static String announcement(String home, String competition) {
        Map<String, Object> body = Api.announcement(home, "Brackwater");
        if (competition != null) {
            body.put("competition", competition);
        } else {
            body.remove("competition");
        }
        return Api.text(body);
    }

    private void define(Tokens token, String body) {
        assertEquals(202, put(token, "/competitions/" + cup, body).statusCode());
    }

    private String name() {
        Response response = Api.request().get("/competitions/{id}", cup);
        return response.statusCode() == 200 ? Api.json(response).path("name").textValue() : null;
    }

    private static JsonNode awaitConflicts(String path, String id) {
        Api.eventually().until(() -> !Api.get(path, id).path("items").isEmpty());
        return Api.get(path, id).path("items");
    }

    private static Response post(Tokens token, String body) {
        return Api.request()
                .header("Authorization", token.bearer())
                .header("Content-Type", Api.PLAIN)
                .body(body)
                .post("/events");
    }

    private static Response put(Tokens token, String path, String body) {
        return Api.request()
                .header("Authorization", token.bearer())
                .header("Content-Type", Api.PLAIN)
                .body(body)
                .put(path);
    }
}
