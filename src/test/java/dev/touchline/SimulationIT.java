package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.Example;
import dev.touchline.testing.FlakyProxy;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents against the packaged application: simulations, and the programs of {@code examples/}. */
class SimulationIT {

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    // The symbols before the words depend on the terminal.
    private static final Pattern SENT = Pattern.compile("sent +demo-football-\\d+  football\\.");
    private static final Pattern RECEIVED = Pattern.compile("received demo-football-\\d+  football\\..*\\+[\\d.]+ ms");

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void start() {
        broker = RealBroker.notYetRunning();
        broker.start();
        database = RealDatabase.running();
        Map<String, String> particulars = Map.of(
                "TOUCHLINE_SIMULATION_ENABLED",
                "true",
                "TOUCHLINE_SIMULATION_AUTOPLAY",
                "3",
                "TOUCHLINE_CONSOLE",
                "true");
        app = AppProcess.launch("simulation", "ingest,statistics,live,notification", broker, database, particulars)
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {app, database, broker}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(RECOVERY).pollInterval(Duration.ofMillis(100));
    }

    @Test
    void autoplayRunsThreeMatchesAndTheConsoleShowsEvents() {
        eventually()
                .until(() -> app.items("/matches?live=true").stream()
                                .filter(match -> match.path("id").asText().startsWith("demo-"))
                                .map(match -> match.path("sport").asText())
                                .distinct()
                                .count()
                        == 3);
        eventually()
                .until(() -> SENT.matcher(app.output()).find()
                        && RECEIVED.matcher(app.output()).find());
    }

    @Test
    void simulatedAgentsLoseNothingThroughABrokerRestart() {
        ObjectNode request = AppProcess.JSON
                .createObjectNode()
                .put("kind", "matches")
                .put("sport", "handball")
                .put("matches", 2)
                .put("speed", 6)
                .put("seed", 7)
                .put("name", "restart")
                .put("duplicates", 0.1)
                .put("late", 0.1)
                .put("corrected", 0.1);
        HttpResponse<String> answer = app.post("/simulations", request);
        assertEquals(201, answer.statusCode(), answer::body);
        String simulation = "/simulations/" + AppProcess.json(answer).path("id").asText();
        eventually().until(() -> app.get(simulation).path("accepted").asInt() > 50);
        broker.stop();
        eventually().until(() -> app.get(simulation).path("retried").asInt() > 0);
        broker.start();
        eventually().until(() -> !app.get(simulation).path("state").asText().equals("running"));
        JsonNode end = app.get(simulation);
        assertAll(
                () -> assertEquals("done", end.path("state").asText(), end::toString),
                () -> assertEquals(end.path("reports"), end.path("accepted")),
                () -> assertEquals(0, end.path("refused").asInt(-1)));
        for (JsonNode expected : end.path("matches")) {
            String match = "/matches/" + expected.path("id").asText();
            eventually()
                    .untilAsserted(() -> assertAll(
                            match,
                            () -> assertEquals(
                                    "finished", app.get(match).path("phase").asText()),
                            () -> assertEquals(
                                    expected.path("score"), app.get(match).path("score")),
                            () -> assertHas(
                                    expected.at("/statistics/home"),
                                    app.get(match + "/statistics").path("home")),
                            () -> assertHas(
                                    expected.at("/statistics/away"),
                                    app.get(match + "/statistics").path("away")),
                            () -> assertEquals(
                                    0,
                                    app.get(match + "/conflicts").path("items").size())));
        }
    }

    private static void assertHas(JsonNode expected, JsonNode figures) {
        figures.properties()
                .forEach(figure -> assertEquals(
                        expected.path(figure.getKey()).asInt(),
                        figure.getValue().asInt(),
                        figure.getKey()));
    }

    @ParameterizedTest
    @CsvSource({"report.sh, bash, curl", "report.py, python3, ", "report.mjs, node, ", "Report.java, java, "})
    void exampleAgentRetriesUntilAccepted(String file, String program, String needs) {
        FlakyProxy proxy = resources.closeAfter(FlakyProxy.before(app));
        String match = "example-" + program;
        assertEquals(0, Example.run(file, program, needs, proxy.uri(), match));
        assertEquals(4, proxy.bodies().size(), "503, 429, a broken connection, then 202");
        assertEquals(1, Set.copyOf(proxy.bodies()).size(), "every attempt has the same body");
        eventually().until(() -> app.status("/matches/" + match) == 200);
        eventually().until(() -> app.get("/matches/" + match).at("/score/home").asInt() == 1);
        assertTrue(app.get("/matches/" + match + "/conflicts").path("items").isEmpty());
        assertNotEquals(
                0, Example.run(file, program, needs, app.at(""), "not an id"), "a rejected request is not repeated");
    }
}
