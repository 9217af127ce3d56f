package dev.touchline.simulation;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulations in the running application, which report to it over HTTP. */
@QuarkusTest
class SimulationsTest {

    private static final String MISHAPS =
            "\"provisional\":0.5,\"cancelled\":0.4,\"corrected\":0.2,\"duplicates\":0.2,\"late\":0.2";

    @AfterEach
    void stopRunningSimulations() {
        Api.get("/simulations").path("items").forEach(simulation -> Api.request()
                .delete("/simulations/{id}", simulation.path("id").asText()));
    }

    private static Response start(String body) {
        return Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/simulations");
    }

    private static JsonNode started(String body) {
        return started(start(body));
    }

    private static JsonNode started(Response response) {
        assertEquals(201, response.statusCode(), response::asString);
        JsonNode simulation = Api.json(response);
        assertTrue(response.header("Location")
                .endsWith("/simulations/" + simulation.path("id").asText()));
        return simulation;
    }

    private static JsonNode get(JsonNode simulation) {
        return Api.get("/simulations/{id}", simulation.path("id").asText());
    }

    private static JsonNode awaitEnd(JsonNode simulation) {
        Api.eventually()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !get(simulation).path("state").asText().equals("running"));
        return get(simulation);
    }

    private static JsonNode played(String body) {
        JsonNode ended = done(started(body));
        Api.awaitProcessed();
        return ended;
    }

    private static JsonNode done(JsonNode simulation) {
        JsonNode ended = awaitEnd(simulation);
        assertAll(
                () -> assertEquals("done", ended.path("state").asText(), ended::toString),
                () -> assertEquals(ended.path("reports"), ended.path("sent")),
                () -> assertEquals(ended.path("reports"), ended.path("accepted")),
                () -> assertEquals(0, ended.path("refused").asInt(-1), ended::toString),
                () -> assertEquals(100, ended.path("percent").asDouble()),
                () -> assertTrue(ended.path("rate").asDouble() > 0),
                () -> assertFalse(ended.path("endedAt").isNull()));
        return ended;
    }

    // --- Matches -----------------------------------------------------------------------------------------------------

    @Test
    void statisticsEqualTheExpectedResultForEverySport() {
        Map<String, JsonNode> startedAt = new TreeMap<>();
        for (String sport : Playbook.SPORTS) {
            startedAt.put(
                    sport,
                    started("{\"kind\":\"matches\",\"sport\":\"" + sport
                            + "\",\"matches\":1,\"speed\":10000,\"seed\":7," + "\"name\":\"" + UniqueIds.id(sport)
                            + "\","
                            + MISHAPS + "}"));
        }
        startedAt.replaceAll((sport, simulation) -> done(simulation));
        startedAt
                .values()
                .forEach(simulation ->
                        awaitFullTime(simulation.at("/matches/0/id").asText()));
        Api.awaitProcessed();
        startedAt.forEach((sport, simulation) -> {
            assertEndsWith(simulation.at("/matches/0"));
            assertEquals(
                    1,
                    Api.get("/matches?competition={c}", simulation.path("name").asText())
                            .path("items")
                            .size(),
                    "the competition has the name");
        });
    }

    // Two thousand reports are stored one by one, which takes long on a busy machine.
    private static void awaitFullTime(String match) {
        Api.eventually()
                .atMost(Duration.ofSeconds(60))
                .until(() -> Api.match(match).path("phase").asText().equals("finished"));
    }

    private static void assertEndsWith(JsonNode expected) {
        String id = expected.path("id").asText();
        JsonNode match = Api.match(id);
        JsonNode statistics = Api.get("/matches/{id}/statistics", id);
        JsonNode figures = expected.path("statistics");
        assertAll(
                id,
                () -> assertEquals("finished", match.path("phase").asText()),
                () -> assertEquals(expected.path("home"), match.path("home")),
                () -> assertEquals(expected.path("away"), match.path("away")),
                () -> assertEquals(expected.path("score"), match.path("score")),
                () -> assertEquals(figures.path("home"), withoutZeros(statistics.path("home"))),
                () -> assertEquals(figures.path("away"), withoutZeros(statistics.path("away"))),
                () -> assertEquals(lines(figures.path("players")), lines(statistics.path("players"))),
                () -> assertEquals(
                        0, Api.get("/matches/{id}/conflicts", id).path("items").size()));
    }

    private static JsonNode withoutZeros(JsonNode figures) {
        ObjectNode some = Api.JSON.createObjectNode();
        figures.properties().forEach(figure -> {
            if (figure.getValue().asInt() != 0) {
                some.set(figure.getKey(), figure.getValue());
            }
        });
        return some;
    }

    private static Set<JsonNode> lines(JsonNode array) {
        Set<JsonNode> lines = new HashSet<>();
        array.forEach(lines::add);
        assertEquals(array.size(), lines.size());
        return lines;
    }

    @Test
    void secondRunWithTheSameSeedChangesNothing() {
        String body =
                "{\"kind\":\"matches\",\"sport\":\"football\",\"matches\":1,\"speed\":10000,\"seed\":11,\"name\":\""
                        + UniqueIds.id("again") + "\",\"kickOff\":\"2031-06-14T15:00:00Z\"}";
        JsonNode first = played(body);
        String id = first.at("/matches/0/id").asText();
        JsonNode before = Api.match(id);
        JsonNode second = played(body);
        assertEquals(first.path("matches"), second.path("matches"));
        assertEquals(before, Api.match(id));
        assertEquals(0, Api.get("/matches/{id}/conflicts", id).path("items").size());
    }

    @Test
    void missingSeedIsChosenAndReturned() {
        String body = "{\"kind\":\"matches\",\"sport\":\"handball\",\"speed\":0.01}";
        JsonNode one = started(body);
        JsonNode other = started(body);
        assertEquals(3, get(one).path("matches").size());
        assertFalse(
                one.path("seed").equals(other.path("seed")) && one.path("name").equals(other.path("name")));
        assertEquals("handball-" + one.path("seed").asText(), one.path("name").asText());
    }

    @Test
    void runningSimulationShowsProgressAndCanBeStopped() {
        JsonNode simulation = started(
                "{\"kind\":\"matches\",\"sport\":\"basketball\",\"matches\":2,\"speed\":5,\"seed\":1,\"name\":\""
                        + UniqueIds.id("stop") + "\"}");
        assertEquals("running", simulation.path("state").asText());
        Api.eventually().until(() -> get(simulation).path("accepted").asInt() > 20);
        JsonNode running = get(simulation);
        double percent = running.path("percent").asDouble();
        assertTrue(percent > 0 && percent < 100, running::toString);
        Response stopped =
                Api.request().delete("/simulations/{id}", simulation.path("id").asText());
        assertEquals(200, stopped.statusCode());
        assertEquals("stopped", Api.json(stopped).path("state").asText());
        JsonNode end = get(simulation);
        assertTrue(end.path("sent").asInt() < end.path("reports").asInt());
        JsonNode listed = Api.get("/simulations").path("items").get(0);
        assertEquals(simulation.path("id"), listed.path("id"), "the latest simulation is first");
        assertTrue(listed.path("matches").isNull(), "lists omit the matches");
    }

    @Test
    void runningSimulationsAreLimited() {
        String slow = "{\"kind\":\"matches\",\"sport\":\"football\",\"matches\":1,\"speed\":0.01}";
        for (int i = 0; i < 10; i++) {
            started(slow);
        }
        Response refused = start(slow);
        assertProblem(refused, 429, "too-many-requests");
        assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
        JsonNode first = Api.get("/simulations").path("items").get(0);
        Api.request().delete("/simulations/{id}", first.path("id").asText());
        started(slow);
    }

    @Test
    void endedSimulationsAreRemoved() {
        String id = played(pattern("{\"id\":\"{{uuid}}\",\"type\":\"football.shot\",\"team\":\"home\",\"match\":\""
                        + UniqueIds.match() + "\"}"))
                .path("id")
                .asText();
        for (int i = 0; i < 25; i++) {
            JsonNode simulation = started("{\"kind\":\"matches\",\"sport\":\"football\",\"speed\":0.01}");
            Api.request().delete("/simulations/{id}", simulation.path("id").asText());
        }
        assertProblem(Api.request().get("/simulations/{id}", id), 404, "not-found");
        assertTrue(Api.get("/simulations").path("items").size() <= 21);
    }

    // --- Reporters ---------------------------------------------------------------------------------------------------

    @Test
    void imperfectReportersAreASimulationWithTheTruth() {
        String name = UniqueIds.id("reporters");
        JsonNode simulation = played(
                "{\"kind\":\"reporters\",\"sport\":\"football\",\"speed\":10000,\"seed\":7,\"name\":\"" + name + "\"}");
        assertEquals(2, simulation.path("notes").size());
        JsonNode expected = get(simulation).at("/matches/0");
        String match = name + "-1";
        assertEquals(match, expected.path("id").asText());
        JsonNode incidents = expected.path("incidents");
        JsonNode phantom = incidents.get(incidents.size() - 1);
        assertAll(
                () -> assertFalse(phantom.path("happened").asBoolean()),
                () -> assertEquals(1, phantom.path("ids").size(), phantom::toString),
                () -> assertTrue(phantom.path("minute").isInt(), phantom::toString),
                () -> assertTrue(incidents.get(0).path("happened").asBoolean()));
        // One leads, so that four reports of a goal are one goal.
        JsonNode score = Api.match(match).path("score");
        int counted = score.path("home").asInt() + score.path("away").asInt();
        int goals =
                expected.at("/score/home").asInt() + expected.at("/score/away").asInt();
        assertTrue(counted <= goals + 1, () -> counted + " of " + goals);
    }

    // --- Patterns ----------------------------------------------------------------------------------------------------

    private static String pattern(String template) {
        return "{\"kind\":\"pattern\",\"amount\":5,\"delay\":0,\"template\":" + template + "}";
    }

    @Test
    void patternSendsTheRequestedNumberOfEvents() {
        String match = UniqueIds.match();
        JsonNode simulation =
                played("{\"kind\":\"pattern\",\"amount\":12,\"delay\":5,\"seed\":3,\"name\":\"rain\",\"template\":"
                        + "{\"id\":\"" + match
                        + "-{{n}}\",\"source\":\"{{name}}\",\"type\":\"football.shot\",\"match\":\"" + match
                        + "\",\"minute\":\"{{minute}}\",\"team\":\"{{team}}\",\"player\":\"{{player}}\"}}");
        assertEquals(12, simulation.path("accepted").asInt());
        JsonNode timeline = Api.timeline(match);
        assertEquals(12, timeline.size());
        for (JsonNode line : timeline) {
            assertEquals("rain", line.path("source").asText());
            assertTrue(line.path("minute").asInt() >= 1 && line.path("minute").asInt() <= 40);
        }
        JsonNode figures = Api.get("/matches/{id}/statistics", match);
        assertEquals(
                12,
                figures.at("/home/shots").asInt() + figures.at("/away/shots").asInt());
    }

    @Test
    void patternStopsAfterARejectedEvent() {
        JsonNode ended = awaitEnd(started("{\"kind\":\"pattern\",\"amount\":100000,\"delay\":0,\"template\":"
                + "{\"id\":\"{{uuid}}\",\"type\":\"football.gaol\",\"match\":\"m\"}}"));
        assertEquals("failed", ended.path("state").asText(), ended::toString);
        assertTrue(ended.path("sent").asInt() < 10, ended::toString);
        assertTrue(ended.path("lastRefusal").asText().contains("422"), ended::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"id\":\"{{uid}}\"}', template.id, character 1 ",
        "'{\"id\":\"a\",\"details\":{\"why\":\"because {{player\"}}', template.details.why, character 9 ",
        "'[]', template, JSON object",
        "'\"{{uuid}}\"', template, JSON object"
    })
    void invalidTemplateIsRejectedWithThePosition(String template, String field, String said) {
        JsonNode problem = assertProblem(start(pattern(template)), 422, "invalid");
        assertNames(problem, null, field);
        assertTrue(problem.toString().contains(said), problem::toString);
    }

    @Test
    void malformedRequestIsRejectedWithLineAndColumn() {
        JsonNode problem =
                assertProblem(start("{\"kind\":\"pattern\",\n \"template\":{\"id\": {{uuid}} } }"), 400, "malformed");
        assertTrue(problem.path("detail").asText().contains("line 2, column 2"), problem::toString);
    }

    // --- Replay ------------------------------------------------------------------------------------------------------

    @Test
    void replayIsASimulation() throws IOException {
        ObjectNode cup;
        try (InputStream in = SimulationsTest.class.getResourceAsStream("/tournaments/harbour-cup.json")) {
            cup = (ObjectNode) Api.json(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        String name = UniqueIds.id("harbour-cup");
        JsonNode simulation = played("{\"kind\":\"replay\",\"tournament\":" + cup.put("name", name) + "}");
        assertEquals(name, simulation.path("name").asText());
        assertTrue(simulation.path("seed").isNull());
        assertEquals(2, simulation.path("notes").size());
        assertEquals(12, Api.get("/matches?competition={c}", name).path("items").size());
        assertNames(
                assertProblem(start("{\"kind\":\"replay\",\"tournament\":{\"name\":\"x\"}}"), 422, "invalid"),
                null,
                "tournament");
    }

    // --- Goal-line camera --------------------------------------------------------------------------------------------

    private static Response positions(String match, String csv, String more) {
        return Api.request()
                .header("Content-Type", "text/csv")
                .body(csv.getBytes(StandardCharsets.UTF_8))
                .post("/simulations/camera?match=" + match + more);
    }

    private static String shot(double from, double to) {
        StringBuilder csv = new StringBuilder("t,x,y\n");
        for (int i = 0; i <= 50; i++) {
            csv.append("%.2f,%.3f,34.2\n".formatted(1380 + i * 0.02, from + (to - from) * i / 50));
        }
        return csv.toString();
    }

    @Test
    void goalOfTheCameraCountsOnceIfRepeated() {
        String match = UniqueIds.match();
        for (int i = 0; i < 2; i++) {
            JsonNode ended = awaitEnd(started(positions(match, shot(95, 106.5), "&speed=10")));
            assertEquals(2, ended.path("accepted").asInt(), ended::toString);
            Api.awaitProcessed();
            assertEquals(1, Api.match(match).at("/score/home").asInt());
            assertEquals(0, Api.match(match).at("/score/away").asInt());
        }
        JsonNode goal = Api.timeline(match).get(0);
        assertEquals("confirmed", goal.path("status").asText());
        assertEquals(24, goal.path("minute").asInt());
        assertEquals(1_380_879, goal.at("/details/crossedAtMillis").asInt(), 2);
        List<String> statuses = Api.updates(match).stream()
                .map(update -> update.at("/event/status").asText())
                .toList();
        assertEquals(List.of("provisional", "confirmed"), statuses);
        awaitEnd(started(positions(match, shot(95, 105.05), "&speed=10")));
        awaitEnd(started(positions(UniqueIds.match(), shot(10, -2), "&speed=10&right=away")));
        Api.awaitProcessed();
        assertEquals(1, Api.match(match).at("/score/home").asInt(), "the ball did not cross the line completely");
    }

    @Test
    void shotsCanBeGenerated() {
        String match = UniqueIds.match();
        JsonNode ended = awaitEnd(
                started("{\"kind\":\"camera\",\"match\":\"" + match + "\",\"shots\":30,\"speed\":10000,\"seed\":4}"));
        assertEquals("done", ended.path("state").asText());
        assertTrue(ended.path("accepted").asInt() >= 10, ended::toString);
        assertEquals(ended.path("reports"), ended.path("accepted"));
    }

    static Stream<Arguments> badCsv() {
        return Stream.of(
                Arguments.of("", "line 1: must be t,x,y"),
                Arguments.of("x,y,t\n1,2,3\n", "line 1: must be t,x,y"),
                Arguments.of("t,x,y\n", "line 2: must be the first position"),
                Arguments.of("t,x,y\n0.00,52.5,34\n0.02,52.5\n", "line 3: must have three values"),
                Arguments.of("t,x,y\n0.00,52.5,34\n0.02,abc,34\n", "line 3: x must be a number from -20 to 125"),
                Arguments.of("t,x,y\n0.00,52.5,34\n0.02,NaN,34\n", "line 3: x must be a number"),
                Arguments.of("t,x,y\n0.00,52.5,340\n", "line 2: y must be a number from -20 to 88"),
                Arguments.of("t,x,y\n-1,52.5,34\n", "line 2: t must be a number from 0"),
                Arguments.of("t,x,y\n0.02,52.5,34\n0.02,52.5,34\n", "line 3: t must be more than in the line before"),
                Arguments.of("t,x,y\n0.00,52.5,34\n\n0.02,52.5,34\n", "line 3: must have three values"),
                Arguments.of("t;x;y\n0;1;2\n", "line 1: must be t,x,y"));
    }

    @ParameterizedTest
    @MethodSource("badCsv")
    void invalidCsvIsRejectedWithTheLine(String csv, String said) {
        JsonNode problem = assertProblem(positions("m", csv, ""), 422, "invalid");
        assertTrue(
                StreamSupport.stream(problem.path("errors").spliterator(), false)
                        .anyMatch(error -> error.path("detail").asText().startsWith(said)),
                problem::toString);
    }

    @Test
    void numberOfListedCsvErrorsIsLimited() {
        JsonNode problem = assertProblem(positions("m", "t,x,y\n" + "wrong\n".repeat(5000), ""), 422, "invalid");
        assertEquals(20, problem.path("errors").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"&speed=0", "&speed=fast", "&right=left", "&match=", "&match=a%20b"})
    void invalidParametersOfTheCameraAreRejected(String parameters) {
        String match = parameters.startsWith("&match") ? parameters.substring("&match=".length()) : "m";
        String rest = parameters.startsWith("&match") ? "" : parameters;
        assertProblem(positions(match, shot(95, 106), rest), 400, "bad-parameter");
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|kind",
                "{\"kind\":\"war\"}|kind",
                "{\"kind\":\"matches\"}|sport",
                "{\"kind\":\"matches\",\"sport\":\"chess\"}|sport",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"matches\":0}|matches",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"matches\":51}|matches",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"speed\":0}|speed",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"speed\":\"1\"}|speed",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"speed\":1e99}|speed",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"late\":1.01}|late",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"duplicates\":-0.1}|duplicates",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"seed\":-1}|seed",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"name\":\"a b\"}|name",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"name\":\"a:b\"}|name",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"competition\":\"a/b\"}|competition",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"kickOff\":\"noon\"}|kickOff",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"colour\":\"red\"}|colour",
                "{\"kind\":\"matches\",\"sport\":\"football\",\"amount\":1}|amount",
                "{\"kind\":\"reporters\"}|sport",
                "{\"kind\":\"reporters\",\"sport\":\"football\",\"missed\":1.5}|missed",
                "{\"kind\":\"reporters\",\"sport\":\"football\",\"inaccurate\":-1}|inaccurate",
                "{\"kind\":\"reporters\",\"sport\":\"football\",\"matches\":2}|matches",
                "{\"kind\":\"pattern\",\"template\":{}}|amount",
                "{\"kind\":\"pattern\",\"amount\":0,\"template\":{}}|amount",
                "{\"kind\":\"pattern\",\"amount\":1000001,\"template\":{}}|amount",
                "{\"kind\":\"pattern\",\"amount\":1}|template",
                "{\"kind\":\"pattern\",\"amount\":1,\"delay\":-1,\"template\":{}}|delay",
                "{\"kind\":\"pattern\",\"amount\":1,\"delay\":3600001,\"template\":{}}|delay",
                "{\"kind\":\"replay\"}|tournament",
                "{\"kind\":\"replay\",\"tournament\":[],\"speed\":\"max\"}|speed",
                "{\"kind\":\"camera\"}|match",
                "{\"kind\":\"camera\",\"match\":\"a b\"}|match",
                "{\"kind\":\"camera\",\"match\":\"m\",\"shots\":1001}|shots",
                "{\"kind\":\"camera\",\"match\":\"m\",\"right\":\"left\"}|right"
            })
    void invalidFieldIsNamed(String body, String field) {
        assertNames(assertProblem(start(body), 422, "invalid"), null, field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"kind\":\"matches\",\"kind\":\"pattern\"}", "kind=matches"})
    void invalidJsonIsMalformed(String body) {
        assertProblem(start(body), 400, "malformed");
    }

    @Test
    void unknownSimulationIsNotFound() {
        assertProblem(Api.request().get("/simulations/999999"), 404, "not-found");
        assertProblem(Api.request().delete("/simulations/999999"), 404, "not-found");
    }

    @Test
    void generatorsAreDocumented() {
        String description = Api.request().get("/q/openapi?format=json").asString();
        for (String field : List.of("uuid", "n", "name", "minute", "number", "team", "player", "assist", "now")) {
            assertTrue(description.contains("{{" + field + "}}"), field);
        }
    }
}
