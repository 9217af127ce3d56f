package dev.touchline.simulation;

import dev.touchline.http.Problem;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The running simulations of this process, and the last ended ones. */
@ApplicationScoped
class SimulationRegistry {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final SimulationConfig config;
    private final Console console;
    private final ClientTls tls;
    private volatile HttpClient http;
    // By number, in the order of their starts.
    private final Map<Integer, Simulation> simulations = new TreeMap<>();
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
            throw Problem.of(Kind.NOT_FOUND, "Simulations are disabled (touchline.simulation.enabled).")
                    .exception();
        }
    }

    /**
     * Starts a simulation.
     *
     * @throws RuntimeException the problem 429 if too many are running
     */
    synchronized Simulation start(SimulationPlan plan, IngestAddress target) {
        long running = simulations.values().stream().filter(Simulation::running).count();
        if (running >= config.maxRunning()) {
            throw Problem.temporary(
                            Kind.TOO_MANY_REQUESTS,
                            running + " simulations are running, the maximum (touchline.simulation.max-running);"
                                    + " wait until one ends, or stop one.",
                            RETRY_AFTER)
                    .exception();
        }
        Agent agent = new Agent(http, target, config, console);
        Simulation simulation = new Simulation(String.valueOf(++started), plan, agent);
        simulations.put(started, simulation);
        removeOldest();
        simulation.start();
        return simulation;
    }

    private void removeOldest() {
        long ended = simulations.values().stream().filter(it -> !it.running()).count();
        for (Iterator<Simulation> all = simulations.values().iterator(); ended > config.maxEnded(); ) {
            if (!all.next().running()) {
                all.remove();
                ended--;
            }
        }
    }

    synchronized List<Simulation> latestFirst() {
        List<Simulation> all = new ArrayList<>();
        simulations.values().forEach(simulation -> all.add(0, simulation));
        return all;
    }

    /**
     * @throws RuntimeException the problem 404 if there is no such simulation
     */
    synchronized Simulation find(String id) {
        return simulations.values().stream()
                .filter(simulation -> simulation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                Kind.NOT_FOUND,
                                "There is no such simulation in this process; the last " + config.maxEnded()
                                        + " ended ones are kept.")
                        .exception());
    }

    synchronized void stopAll(@Observes ShutdownEvent event) {
        simulations.values().forEach(Simulation::stop);
    }
}
