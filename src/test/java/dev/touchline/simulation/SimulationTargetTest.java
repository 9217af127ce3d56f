package dev.touchline.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.problem.Problem;
import dev.touchline.problem.ProblemException;
import dev.touchline.testing.Api;
import dev.touchline.testing.Receiver;
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
 * A simulation whose target takes nothing fails soon, with the cause. It runs within the application, because Mutiny
 * looks its context providers up by the class loader of whichever thread comes first.
 */
@QuarkusTest
class SimulationTargetTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final SimulationConfig CONFIG = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(SimulationConfig.class)
            .withSources(new PropertiesConfigSource(
                    Map.of("touchline.simulation.unreachable-timeout", "500ms"), "test", 100))
            .build()
            .getConfigMapping(SimulationConfig.class);

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 405})
    void targetThatRefusesTheAgentFailsTheSimulationAtOnce(int status) throws IOException {
        try (Receiver target = Receiver.start()) {
            target.answer(call -> Receiver.Answer.of(status));
            Simulation simulation = begun(target.url(""));
            assertFailed(simulation, status + " ", target.url(""));
            assertTrue(
                    target.calls().size() <= 2 * CONFIG.parallel(),
                    () -> target.calls().size() + " calls");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422, 500})
    void targetThatRefusesEveryReportFailsTheSimulation(int status) throws IOException {
        try (Receiver target = Receiver.start()) {
            target.answer(call -> Receiver.Answer.of(status));
            Simulation simulation = begun(target.url(""));
            assertFailed(simulation, status + " ", target.url(""));
            assertEquals(simulation.progress().reports(), simulation.progress().refused());
        }
    }

    @Test
    void targetThatCannotBeReachedFailsTheSimulation() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        assertFailed(begun("http://127.0.0.1:" + unused), "ConnectException", "http://127.0.0.1:" + unused);
    }

    @Test
    void credentialsInTheTargetAreNotShown() throws IOException {
        try (Receiver target = Receiver.start()) {
            target.answer(call -> Receiver.Answer.of(404));
            Simulation simulation = begun(target.url("").replace("http://", "http://name:secret@"));
            assertFailed(simulation, "404 ", target.url(""));
            assertTrue(!simulation.progress().toString().contains("secret"));
        }
    }

    @Test
    void tokenThatExpiresEndsTheSimulation() throws IOException {
        Simulation simulation = played(calls -> calls > 20 ? 401 : 202);
        assertEquals("failed", simulation.progress().state());
        assertTrue(simulation.progress().accepted() >= 20 - CONFIG.parallel());
        assertTrue(simulation.progress().failure().contains("401"));
    }

    @Test
    void refusalOfSomeReportsDoesNotFailTheSimulation() throws IOException {
        // More calls than go on at a time: one of them has been accepted by then.
        Simulation simulation = played(calls -> calls > CONFIG.parallel() && calls % 2 == 0 ? 403 : 202);
        assertEquals("done", simulation.progress().state());
        assertNull(simulation.progress().failure());
        assertTrue(simulation.progress().refused() > 0);
    }

    @Test
    void targetThatIsUnavailableForAWhileIsWaitedFor() throws IOException {
        Simulation simulation = played(calls -> calls <= 2 * CONFIG.parallel() ? 503 : 202);
        assertEquals("done", simulation.progress().state());
        assertEquals(0, simulation.progress().refused());
        assertTrue(simulation.progress().retried() > 0);
    }

    private static Simulation played(Function<Integer, Integer> status) throws IOException {
        try (Receiver target = Receiver.start()) {
            AtomicInteger calls = new AtomicInteger();
            target.answer(call -> Receiver.Answer.of(status.apply(calls.incrementAndGet())));
            Simulation simulation = begun(target.url(""));
            Api.eventually().until(() -> !simulation.running());
            return simulation;
        }
    }

    private static Simulation begun(String target) throws IOException {
        try (InputStream in = SimulationTargetTest.class.getResourceAsStream("/tournaments/harbour-cup.json")) {
            Replay plan = new Replay(
                    OpenFootball.read(Api.json(new String(in.readAllBytes(), StandardCharsets.UTF_8))),
                    Double.POSITIVE_INFINITY,
                    CONFIG.parallel());
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            IngestAddress address = new IngestAddress(URI.create(target), null, false);
            Simulation simulation =
                    new Simulation("1", plan, new Agent(http, address, CONFIG, new Console(false, null)));
            simulation.begin();
            return simulation;
        }
    }

    private static void assertFailed(Simulation simulation, String cause, String target) {
        ProblemException failure = assertThrows(
                ProblemException.class, () -> simulation.ended().await().atMost(SOON));
        Problem problem = failure.problem();
        assertEquals(Problem.Kind.TARGET_REFUSED, problem.kind());
        assertTrue(problem.detail().contains(target), problem::detail);
        assertTrue(problem.detail().contains(cause), problem::detail);
        assertEquals("failed", simulation.progress().state());
        assertEquals(problem.detail(), simulation.progress().failure());
        assertEquals(target, simulation.progress().target());
    }
}
