package dev.touchline.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.http.Problem;
import dev.touchline.http.ProblemException;
import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.Console;
import dev.touchline.simulation.agent.IngestAddress;
import dev.touchline.simulation.agent.SimulationConfig;
import dev.touchline.simulation.replay.OpenFootballReader;
import dev.touchline.simulation.replay.ReplayPlan;
import dev.touchline.testing.Api;
import dev.touchline.testing.WebhookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A simulation whose target accepts no reports fails quickly with the cause. It runs within the application, because
 * Mutiny looks up its context providers by the class loader of the first thread that uses it.
 */
@QuarkusTest
class SimulationTargetTest {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final SimulationConfig CONFIG = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(SimulationConfig.class)
            .withSources(new PropertiesConfigSource(
                    Map.of("touchline.simulation.unreachable-timeout", "500ms"), "test", 100))
            .build()
            .getConfigMapping(SimulationConfig.class);

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 405})
    void unauthorizedAgentFailsTheSimulationAtOnce(int status) throws IOException {
        try (WebhookReceiver target = WebhookReceiver.start()) {
            target.answer(call -> WebhookReceiver.Answer.of(status));
            Simulation simulation = begun(target.url(""));
            assertFailed(simulation, status + " ", target.url(""));
            assertTrue(
                    target.calls().size() <= 2 * CONFIG.maxParallelMatches(),
                    () -> target.calls().size() + " calls");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 500})
    void rejectionOfEveryReportFailsTheSimulation(int status) throws IOException {
        try (WebhookReceiver target = WebhookReceiver.start()) {
            target.answer(call -> WebhookReceiver.Answer.of(status));
            Simulation simulation = begun(target.url(""));
            assertFailed(simulation, status + " ", target.url(""));
            assertEquals(simulation.progress().reports(), simulation.progress().refused());
        }
    }

    @Test
    void unreachableTargetFailsTheSimulation() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        assertFailed(begun("http://127.0.0.1:" + unused), "ConnectException", "http://127.0.0.1:" + unused);
    }

    @Test
    void credentialsInTheTargetAreNotShown() throws IOException {
        try (WebhookReceiver target = WebhookReceiver.start()) {
            target.answer(call -> WebhookReceiver.Answer.of(404));
            Simulation simulation = begun(target.url("").replace("http://", "http://name:secret@"));
            assertFailed(simulation, "404 ", target.url(""));
            assertTrue(!simulation.progress().toString().contains("secret"));
        }
    }

    @Test
    void expiredTokenEndsTheSimulation() throws IOException {
        Simulation simulation = played(calls -> calls > 20 ? 401 : 202);
        assertEquals("failed", simulation.progress().state());
        assertTrue(simulation.progress().accepted() >= 20 - CONFIG.maxParallelMatches());
        assertTrue(simulation.progress().failure().contains("401"));
    }

    @Test
    void rejectionOfSomeReportsDoesNotFailTheSimulation() throws IOException {
        // Rejections start after more calls than run in parallel, so that one report has been accepted before.
        Simulation simulation = played(calls -> calls > CONFIG.maxParallelMatches() && calls % 2 == 0 ? 403 : 202);
        assertEquals("done", simulation.progress().state());
        assertNull(simulation.progress().failure());
        assertTrue(simulation.progress().refused() > 0);
    }

    @Test
    void temporarilyUnavailableTargetIsRetried() throws IOException {
        Simulation simulation = played(calls -> calls <= 2 * CONFIG.maxParallelMatches() ? 503 : 202);
        assertEquals("done", simulation.progress().state());
        assertEquals(0, simulation.progress().refused());
        assertTrue(simulation.progress().retried() > 0);
    }

    private static Simulation played(Function<Integer, Integer> status) throws IOException {
        try (WebhookReceiver target = WebhookReceiver.start()) {
            AtomicInteger calls = new AtomicInteger();
            target.answer(call -> WebhookReceiver.Answer.of(status.apply(calls.incrementAndGet())));
            Simulation simulation = begun(target.url(""));
            Api.eventually().until(() -> !simulation.running());
            return simulation;
        }
    }

    private static Simulation begun(String target) throws IOException {
        try (InputStream in = SimulationTargetTest.class.getResourceAsStream("/tournaments/harbour-cup.json")) {
            ReplayPlan plan = new ReplayPlan(
                    OpenFootballReader.read(Api.json(new String(in.readAllBytes(), StandardCharsets.UTF_8))),
                    Double.POSITIVE_INFINITY,
                    CONFIG.maxParallelMatches());
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            IngestAddress address = new IngestAddress(URI.create(target), null, false);
            Simulation simulation =
                    new Simulation("1", plan, new Agent(http, address, CONFIG, new Console(false, null)));
            simulation.start();
            return simulation;
        }
    }

    private static void assertFailed(Simulation simulation, String cause, String target) {
        ProblemException failure = assertThrows(
                ProblemException.class, () -> simulation.ended().await().atMost(RETRY_AFTER));
        Problem problem = failure.problem();
        assertEquals(Problem.Kind.TARGET_REFUSED, problem.kind());
        assertTrue(problem.detail().contains(target), problem::detail);
        assertTrue(problem.detail().contains(cause), problem::detail);
        assertEquals("failed", simulation.progress().state());
        assertEquals(problem.detail(), simulation.progress().failure());
        assertEquals(target, simulation.progress().target());
    }
}
