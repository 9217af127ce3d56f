package dev.touchline.simulation;

import dev.touchline.http.Problem.Kind;
import dev.touchline.network.ClientTls;
import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.Console;
import dev.touchline.simulation.agent.IngestAddress;
import dev.touchline.simulation.agent.SimulationConfig;
import dev.touchline.simulation.plan.SimulationPlan;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The running simulations of this process, and the last ended ones. */
@ApplicationScoped
class SimulationRegistry {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final SimulationConfig config;
    private final Console console;
    private final ClientTls tls;
    private volatile HttpClient http;
    // Latest first.
    private final Deque<Simulation> simulations = new ArrayDeque<>();
    private int started;

    SimulationRegistry(SimulationConfig config, Console console, ClientTls tls) {
        this.config = config;
        this.console = console;
        this.tls = tls;
        this.http = client();
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.context(ClientTls.SIMULATION))
                .build();
    }

    /** Running simulations keep the earlier certificates. */
    void renew(@Observes CertificateUpdatedEvent event) {
        if (event.name().equals(ClientTls.SIMULATION)) {
            http = client();
        }
    }

    /** Responds 404 if simulations are disabled. */
    void requireEnabled() {
        if (!config.enabled()) {
            throw Kind.NOT_FOUND.exception("Simulations are disabled (touchline.simulation.enabled).");
        }
    }

    /** Starts a simulation; throws the problem 429 if too many are running. */
    synchronized Simulation start(SimulationPlan plan, IngestAddress target) {
        long running = simulations.stream().filter(Simulation::running).count();
        if (running >= config.maxRunning()) {
            throw Kind.TOO_MANY_REQUESTS.exception(
                    running + " simulations are running, the maximum (touchline.simulation.max-running);"
                            + " wait until one ends, or stop one.",
                    RETRY_AFTER);
        }
        Agent agent = new Agent(http, target, config, console);
        Simulation simulation = new Simulation(String.valueOf(++started), plan, agent);
        simulations.addFirst(simulation);
        List<Simulation> ended =
                simulations.stream().filter(it -> !it.running()).toList();
        ended.stream().skip(config.maxEnded()).forEach(simulations::remove);
        simulation.start();
        return simulation;
    }

    synchronized List<Simulation> latestFirst() {
        return List.copyOf(simulations);
    }

    /** The simulation with that id; throws the problem 404 if there is none. */
    synchronized Simulation find(String id) {
        return simulations.stream()
                .filter(simulation -> simulation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Kind.NOT_FOUND.exception("There is no such simulation in this process; the last "
                        + config.maxEnded() + " ended ones are kept."));
    }

    synchronized void stopAll(@Observes ShutdownEvent event) {
        simulations.forEach(Simulation::stop);
    }
}
