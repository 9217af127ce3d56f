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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer may report under its own sources only. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class SourceAuthorizationTest {

    private final String match = UniqueIds.match();
    private final String name = UniqueIds.id("camera");

    @Test
    void eventWithoutASourceGetsTheProducersName() {
        assertEquals(202, post(producer(), goal(1).without("source")).statusCode());
        Api.awaitSeq(match, 1);
        assertEquals(name, Api.timeline(match).path(0).path("source").textValue());
    }

    @Test
    void sourcesBelowTheProducersNameAreAllowed() {
        for (String source : List.of(name, name + "/left", name + "/")) {
            assertEquals(202, post(producer(), goal(1).with("source", source)).statusCode(), source);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "anonymous", "x", "%s-2", "%s2", "%s%%2Fleft", "../%s", "/%s", "CAMERA"})
    void foreignSourceIsRejected(String pattern) {
        Response response = post(producer(), goal(1).with("source", pattern.formatted(name)));
        JsonNode problem = assertProblem(response, 403, "forbidden");
        assertNames(problem, null, "source");
    }

    @Test
    void foreignItemsRejectTheRequestAndAreNamed() {
        List<EventBody> reports = List.of(
                goal(1).without("source"),
                goal(2).with("source", "elsewhere"),
                goal(3).with("source", name),
                goal(4).with("source", "nobody"));
        JsonNode problem = assertProblem(post(producer(), Api.array(reports), Api.PLAIN), 403, "forbidden");
        assertEquals(2, problem.path("errors").size());
        assertNames(problem, 1, "source");
        assertNames(problem, 3, "source");
        assertFalse(problem.toString().contains("elsewhere"), "the answer does not quote the source");
        assertEquals(202, post(producer(), goal(5).without("source")).statusCode());
        assertEquals(
                "1",
                Api.awaitSeq(match, 1).path("score").path("home").asText(),
                "no event of the rejected request was accepted");
    }

    @Test
    void otherViolationsAreReportedFirst() {
        Response response = post(producer(), goal(-1).with("source", "elsewhere"));
        assertProblem(response, 422, "invalid");
    }

    @Test
    void cloudEventSourcesAreChecked() {
        String event = Api.text(Map.of(
                "specversion",
                "1.0",
                "id",
                UniqueIds.id("goal"),
                "source",
                "elsewhere",
                "type",
                "dev.touchline.football.goal",
                "subject",
                match,
                "data",
                Map.of("minute", 1, "team", "home")));
        assertProblem(post(producer(), event, Api.CLOUD_EVENT), 403, "forbidden");
        JsonNode problem =
                assertProblem(post(producer(), "[" + event + "," + event + "]", Api.CLOUD_EVENTS), 403, "forbidden");
        assertNames(problem, 0, "source");
        assertNames(problem, 1, "source");
        Response binary = Api.request()
                .header("Authorization", producer().bearer())
                .header("Content-Type", Api.PLAIN)
                .header("ce-specversion", "1.0")
                .header("ce-id", UniqueIds.id("goal"))
                .header("ce-source", "elsewhere")
                .header("ce-type", "dev.touchline.football.goal")
                .header("ce-subject", match)
                .body("{\"minute\":1,\"team\":\"home\"}")
                .post("/events");
        assertProblem(binary, 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({
        "scout-*, scout-7, 202",
        "scout-*, scout, 403",
        "scout, scout-7, 403",
        "*, anybody, 202",
        "s*t, scout, 403"
    })
    void tokenMayAllowFurtherSources(String claim, String source, int status) {
        EventBody event = goal(1).with("source", source);
        assertEquals(
                status,
                post(producer().with("sources", List.of("other", claim)), event).statusCode());
        assertEquals(
                status, post(producer().with("sources", claim), event).statusCode(), "a claim with a single source");
    }

    @Test
    void serviceAccountIsIdentifiedByItsName() {
        Tokens token = Tokens.of(SecuredProfile.ACCOUNT)
                .with("groups", null)
                .with("kubernetes.io", Map.of("namespace", "feeds", "serviceaccount", Map.of("name", "camera")));
        assertEquals(202, post(token, goal(1).without("source")).statusCode());
        Api.awaitSeq(match, 1);
        assertEquals(
                SecuredProfile.ACCOUNT,
                Api.timeline(match).path(0).path("source").textValue());
        assertEquals(202, post(token, goal(1).with("source", "camera-7")).statusCode());
        assertEquals(202, post(token, goal(1).with("source", "goal-line")).statusCode());
        assertProblem(post(token, goal(1).with("source", "goal-line-2")), 403, "forbidden");
        assertProblem(post(Tokens.of("system:serviceaccount:other:camera"), goal(1)), 403, "forbidden");
        assertProblem(Api.request().header("Authorization", token.bearer()).get("/subscriptions"), 403, "forbidden");
    }

    @Test
    void producerWithoutAValidSourceNameMustStateASource() {
        Tokens token = Tokens.of("Ada Lovelace", TokenRoles.PRODUCER).with("sources", name);
        assertNames(assertProblem(post(token, goal(1).without("source")), 422, "invalid"), null, "source");
        assertEquals(202, post(token, goal(1).with("source", name)).statusCode());
        for (String reserved : List.of("touchline:announcement", "touchline:x")) {
            assertProblem(post(Tokens.of(reserved, TokenRoles.PRODUCER), goal(1).without("source")), 422, "invalid");
        }
    }

    @Test
    void anyProducerMayAnnounceMatchesAndDefineCompetitions() {
        String body = Api.text(Api.announcement("Aldermoor", "Brackwater"));
        Response match = Api.request()
                .header("Authorization", producer().bearer())
                .header("Content-Type", Api.PLAIN)
                .body(body)
                .put("/matches/{id}", this.match);
        assertEquals(202, match.statusCode(), match::asString);
        Response competition = Api.request()
                .header("Authorization", producer().bearer())
                .header("Content-Type", Api.PLAIN)
                .body("{\"name\":\"Cup\"}")
                .put("/competitions/{id}", UniqueIds.id("cup"));
        assertEquals(202, competition.statusCode(), competition::asString);
    }

    @Test
    void producerAboveItsRateGetsRetryAfterAndOthersAreUnaffected() {
        List<EventBody> many =
                IntStream.range(0, 600).mapToObj(i -> goal(1).without("source")).toList();
        assertEquals(
                202, post(producer(), Api.array(many), Api.PLAIN).statusCode(), "one request may exceed the burst");
        Response tooMany = post(producer(), goal(1).without("source"));
        assertProblem(tooMany, 429, "too-many-requests");
        int wait = Integer.parseInt(tooMany.header("Retry-After"));
        assertEquals(20, wait, 1.0, "a debt of 100 events at 5 a second");
        Tokens other = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER);
        assertEquals(202, post(other, goal(1).without("source")).statusCode());
    }

    private Tokens producer() {
        return Tokens.of(name, TokenRoles.PRODUCER);
    }

    private EventBody goal(int minute) {
        return EventBody.goal(match, "home", minute);
    }

    private static Response post(Tokens token, EventBody event) {
        return post(token, event.toString(), Api.PLAIN);
    }

    private static Response post(Tokens token, String body, String contentType) {
        return Api.request()
                .header("Authorization", token.bearer())
                .header("Content-Type", contentType)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/events");
    }
}
