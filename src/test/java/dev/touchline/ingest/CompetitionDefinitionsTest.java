package dev.touchline.ingest;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CompetitionDefinitionsTest {

    private static final String COMPLETE = """
            {"name":"Harbour Cup","sport":"football",
             "rules":{"win":2,"draw":1,"loss":0,"overtimeWin":2,"overtimeLoss":1,
                      "tieBreakers":["head-to-head points","goal average","wins","fair play","drawing of lots"],
                      "headToHead":"restarted","lots":["Brackwater","Aldermoor"],"ranking":{}},
             "variant":null,"stages":[],
             "deductions":[{"team":"Aldermoor","points":3,"reason":"insolvency","stage":null},
                           {"team":"Aldermoor","points":1,"reason":null,"stage":null}],
             "reporters":["official","scout-*"]}
            """;

    private final String competition = UniqueIds.id("cup");

    @Test
    void definedCompetitionIsShownAsDefined() {
        Response response = put(COMPLETE, Api.PLAIN);
        assertEquals(202, response.statusCode());
        assertEquals("{\"accepted\":1}", response.asString());
        assertEquals(Api.json("""
                        {"id":"%s","defined":true,%s
                        """.formatted(competition, COMPLETE.strip().substring(1))), shown());
    }

    @Test
    void everyFieldIsOptional() {
        define(Map.of());
        assertEquals(Api.json("""
                        {"id":"%s","defined":true,"name":null,"sport":null,
                         "rules":{"win":3,"draw":1,"loss":0,
                                  "tieBreakers":["goal difference","goals for","head-to-head points",
                                      "head-to-head goal difference","head-to-head goals for","drawing of lots"],
                                  "headToHead":"once","lots":[],"ranking":{}},
                         "variant":null,"stages":[],"deductions":[],"reporters":null}
                        """.formatted(competition)), shown());
    }

    @Test
    void nullEqualsAbsent() {
        Map<String, Object> nothing = new HashMap<>();
        List.of("name", "sport", "rules", "deductions").forEach(field -> nothing.put(field, null));
        define(nothing);
        JsonNode shown = shown();
        define(Map.of());
        assertEquals(shown, shown());
    }

    @Test
    void omittedRulesHaveTheDefaultsOfTheSport() {
        define(Map.of("sport", "football", "rules", Map.of("headToHead", "reapplied")));
        assertEquals(Api.json("""
                        {"win":3,"draw":1,"loss":0,
                         "tieBreakers":["goal difference","goals for","head-to-head points",
                             "head-to-head goal difference","head-to-head goals for","fair play","drawing of lots"],
                         "headToHead":"reapplied","lots":[],"ranking":{}}
                        """), shown().path("rules"));
    }

    static Stream<Arguments> tieBreakerSpellings() {
        return Stream.of(
                Arguments.of(List.of("goal difference"), List.of("Goal-Difference")),
                Arguments.of(List.of("goal average", "goals for"), List.of("points", "goalAverage", "GOALS_FOR")),
                Arguments.of(
                        List.of("head-to-head points", "head-to-head goal difference", "head-to-head goals for"),
                        List.of("head-to-head")),
                Arguments.of(
                        List.of("head-to-head points", "head-to-head goal difference"),
                        List.of("headToHeadPoints", "head to head difference")),
                Arguments.of(List.of("head-to-head goals for"), List.of("head-to-head goals")),
                Arguments.of(List.of("fair play", "drawing of lots"), List.of("fair play points", "lots")),
                Arguments.of(List.of(), List.of("points")),
                Arguments.of(List.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("tieBreakerSpellings")
    void tieBreakersMayBeSpelledInSeveralWays(List<String> expected, List<String> written) {
        define(Map.of("rules", Map.of("tieBreakers", written)));
        assertEquals(Api.json(Api.text(expected)), shown().path("rules").path("tieBreakers"));
    }

    @Test
    void repeatedDefinitionChangesNothing() {
        put(COMPLETE, Api.PLAIN);
        JsonNode shown = shown();
        put(COMPLETE, Api.PLAIN);
        assertEquals(shown, shown());
    }

    @Test
    void lastDefinitionReplacesAllFields() {
        put(COMPLETE, Api.PLAIN);
        define(Map.of("name", "Harbour Trophy"));
        JsonNode last = shown();
        assertEquals("Harbour Trophy", last.path("name").asText());
        assertEquals(3, last.path("rules").path("win").asInt());
        assertEquals(0, last.path("deductions").size());
        assertEquals(true, last.path("sport").isNull());
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    static Stream<Arguments> invalidDefinitions() {
        return Stream.of(
                Arguments.of("name", Map.of("name", 7)),
                Arguments.of("name", Map.of("name", "n".repeat(201))),
                Arguments.of("sport", Map.of("sport", "quidditch")),
                Arguments.of("sport", Map.of("sport", List.of("football"))),
                Arguments.of("season", Map.of("season", "2031")),
                Arguments.of("rules", Map.of("rules", "as usual")),
                Arguments.of("rules", Map.of("rules", List.of())),
                Arguments.of("rules.win", rules("win", "3")),
                Arguments.of("rules.win", rules("win", 2.5)),
                Arguments.of("rules.win", rules("win", 1001)),
                Arguments.of("rules.draw", rules("draw", true)),
                Arguments.of("rules.loss", rules("loss", -1001)),
                Arguments.of("rules.overtimeWin", rules("overtimeWin", "two")),
                Arguments.of("rules.overtimeLoss", rules("overtimeLoss", List.of(1))),
                Arguments.of("rules.tieBreakers", rules("tieBreakers", "goal difference")),
                Arguments.of("rules.tieBreakers[0]", rules("tieBreakers", List.of("beauty"))),
                Arguments.of("rules.tieBreakers[1]", rules("tieBreakers", List.of("goals for", 7))),
                Arguments.of("rules.tieBreakers[1]", rules("tieBreakers", List.of("goals for", "goals-for"))),
                Arguments.of(
                        "rules.tieBreakers[1]",
                        rules("tieBreakers", List.of("head-to-head goals for", "head-to-head"))),
                Arguments.of("rules.tieBreakers[1]", rules("tieBreakers", List.of("goals for", "points"))),
                Arguments.of("rules.headToHead", rules("headToHead", "twice")),
                Arguments.of("rules.headToHead", rules("headToHead", "ONCE")),
                Arguments.of("rules.lots", rules("lots", "Aldermoor")),
                Arguments.of("rules.lots", rules("lots", Collections.nCopies(1001, "Aldermoor"))),
                Arguments.of("rules.lots[0]", rules("lots", List.of(7))),
                Arguments.of("rules.lots[1]", rules("lots", List.of("Aldermoor", " "))),
                Arguments.of("rules.lots[2]", rules("lots", List.of("Aldermoor", "Brackwater", "Aldermoor"))),
                Arguments.of("rules.penalties", rules("penalties", 2)),
                Arguments.of("deductions", Map.of("deductions", Map.of("Aldermoor", 3))),
                Arguments.of(
                        "deductions",
                        Map.of("deductions", Collections.nCopies(1001, Map.of("team", "a", "points", 1)))),
                Arguments.of("deductions[0]", Map.of("deductions", List.of("Aldermoor"))),
                Arguments.of("deductions[0].team", deduction(Map.of("points", 3))),
                Arguments.of("deductions[0].team", deduction(Map.of("team", 7, "points", 3))),
                Arguments.of("deductions[0].points", deduction(Map.of("team", "Aldermoor"))),
                Arguments.of("deductions[0].points", deduction(Map.of("team", "Aldermoor", "points", 0))),
                Arguments.of("deductions[0].points", deduction(Map.of("team", "Aldermoor", "points", -3))),
                Arguments.of("deductions[0].points", deduction(Map.of("team", "Aldermoor", "points", 1001))),
                Arguments.of("deductions[0].by", deduction(Map.of("team", "a", "points", 3, "by", "the league"))));
    }

    private static Map<String, Object> rules(String field, Object value) {
        return Map.of("rules", Map.of(field, value));
    }

    private static Map<String, Object> deduction(Map<String, Object> deduction) {
        return Map.of("deductions", List.of(deduction));
    }

    @ParameterizedTest
    @MethodSource("invalidDefinitions")
    void invalidFieldIsNamed(String field, Map<String, Object> fields) {
        assertNames(assertProblem(Api.define(competition, fields), 422, "invalid"), null, field);
    }

    @Test
    void everyViolationIsListed() {
        JsonNode problem = assertProblem(put("""
                        {"name":1,"sport":"quidditch","venue":"x",
                         "rules":{"win":"a","tieBreakers":["beauty"],"headToHead":"never","lots":[1],"colour":"red"},
                         "deductions":[{"points":1},{"team":"Aldermoor","points":0,"why":"x"}]}
                        """, Api.PLAIN), 422, "invalid");
        List<String> fields = List.of(
                "name",
                "sport",
                "venue",
                "rules.win",
                "rules.tieBreakers[0]",
                "rules.headToHead",
                "rules.lots[0]",
                "rules.colour",
                "deductions[0].team",
                "deductions[1].points",
                "deductions[1].why");
        fields.forEach(field -> assertNames(problem, null, field));
        assertEquals(fields.size(), problem.path("errors").size(), problem::toString);
    }

    @Test
    void rejectedDefinitionIsNotPublished() {
        assertProblem(Api.define(competition, Map.of("name", "Harbour Cup", "sport", "quidditch")), 422, "invalid");
        Api.awaitProcessed();
        assertProblem(Api.request().get("/competitions/{id}", competition), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", " ", "a b", "a\u0000b", "a\nb", "💥"})
    void invalidIdInThePathIsRejected(String id) {
        assertNames(assertProblem(Api.define(id, Map.of()), 422, "invalid"), null, "id");
    }

    @Test
    void tooLongIdIsRejected() {
        assertNames(assertProblem(Api.define("c".repeat(201), Map.of()), 422, "invalid"), null, "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} x", "{\"name\":\"a\",\"name\":\"a\"}", "no"})
    void bodyThatIsNotOneJsonValueIsMalformed(String body) {
        assertProblem(put(body, Api.PLAIN), 400, "malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "42", "null", "\"text\""})
    void valueThatIsNotAnObjectIsRejected(String body) {
        assertNames(assertProblem(put(body, Api.PLAIN), 422, "invalid"), null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json; charset=iso-8859-1"})
    void otherContentTypesAreNotSupported(String contentType) {
        assertProblem(put("{}", contentType), 415, "unsupported-media-type");
    }

    @Test
    void bodyWithoutAContentTypeIsNotSupported() {
        assertProblem(
                Api.send(HttpRequest.newBuilder(Api.uri("/competitions/" + competition))
                        .PUT(BodyPublishers.ofString("{}"))),
                415,
                "unsupported-media-type");
    }

    @Test
    void bodyOfTenMegabytesIsTooLarge() {
        assertProblem(
                Api.send(HttpRequest.newBuilder(Api.uri("/competitions/" + competition))
                        .header("Content-Type", Api.PLAIN)
                        .PUT(BodyPublishers.ofString("{" + " ".repeat(10_000_000) + "}"))),
                413,
                "too-large");
    }

    @Test
    void competitionCanNeitherBeDeletedNorPostedTo() {
        assertProblem(Api.request().delete("/competitions/{id}", competition), 405, "method-not-allowed");
        assertProblem(
                Api.request().header("Content-Type", Api.PLAIN).body("{}").post("/competitions/{id}", competition),
                405,
                "method-not-allowed");
    }

    @Test
    void thousandDeductionsAndLotsAreAccepted() {
        define(Map.of(
                "rules",
                Map.of(
                        "lots",
                        IntStream.range(0, 1000).mapToObj(i -> "Team " + i).toList()),
                "deductions",
                Collections.nCopies(1000, Map.of("team", "Team 1", "points", 1000))));
        assertEquals(1000, shown().path("deductions").size());
        assertEquals(1000, shown().path("rules").path("lots").size());
    }

    private void define(Object body) {
        Response response = Api.define(competition, body);
        assertEquals(202, response.statusCode(), response::asString);
    }

    private JsonNode shown() {
        Api.awaitProcessed();
        return Api.get("/competitions/{id}", competition);
    }

    private Response put(String body, String contentType) {
        return Api.request().header("Content-Type", contentType).body(body).put("/competitions/{id}", competition);
    }
}
