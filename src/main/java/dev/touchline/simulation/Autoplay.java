package dev.touchline.simulation;

import dev.touchline.http.ProblemException;
import dev.touchline.simulation.agent.IngestTarget;
import dev.touchline.simulation.agent.SimulationConfig;
import dev.touchline.simulation.plan.ErrorRates;
import dev.touchline.simulation.plan.GeneratedMatchesPlan;
import dev.touchline.simulation.plan.MatchPlan;
import dev.touchline.simulation.plan.Playbook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Plays matches automatically in dev mode, one per sport at a time. Rounds follow each other for two hours, so that a
 * process left running over night does not fill the database.
 *
 * <p>The matches depend only on the time and on the start, which is kept in a system property and so survives a live
 * reload: the matches then continue, since sending reports again has no effect.
 */
@ApplicationScoped
class Autoplay {

    private static final Logger LOG = Logger.getLogger(Autoplay.class);
    private static final String STARTED_PROPERTY = "touchline.autoplay.started";
    private static final Duration ROUND = Duration.ofMinutes(5);
    /** Shorter than a round, so that the results stay visible for a minute. */
    private static final Duration MATCH = Duration.ofMinutes(4);
    /** Allows for breaks and stoppage time. */
    private static final double DURATION_FACTOR = 1.1;

    private static final int ROUNDS = 24;

    private final SimulationConfig config;
    private final SimulationRegistry simulations;
    private final IngestTarget target;
    private Instant startedAt;
    private boolean ended;

    Autoplay(SimulationConfig config, SimulationRegistry simulations, IngestTarget target) {
        this.config = config;
        this.simulations = simulations;
        this.target = target;
    }

    // The HTTP server does not listen yet; the agents retry until it does.
    synchronized void start(@Observes StartupEvent event) {
        if (config.enabled() && config.autoplay() > 0) {
            Object first = System.getProperties().computeIfAbsent(STARTED_PROPERTY, key -> Instant.now()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString());
            startedAt = Instant.parse(first.toString());
            LOG.infof(
                    "Playing %d matches automatically; touchline.simulation.autoplay=0 disables it", config.autoplay());
            playRound();
        }
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        ended = true;
    }

    private synchronized void playRound() {
        Instant now = Instant.now();
        long round = Duration.between(startedAt, now).dividedBy(ROUND);
        if (ended || round >= ROUNDS) {
            return;
        }
        Instant kickOff = startedAt.plus(ROUND.multipliedBy(round));
        // Unique over restarts with the same database.
        int number = (int) (startedAt.getEpochSecond() / ROUND.toSeconds() + round);
        try {
            Playbook.SPORTS.stream()
                    .limit(config.autoplay())
                    .forEach(sport -> simulations.start(
                            plan(sport, number, kickOff, Duration.between(kickOff, now)), target.ofThisProcess()));
        } catch (ProblemException e) {
            LOG.infof("Skipped round %d of automatic matches: %s", round, e.getMessage());
        }
        long next = Duration.between(now, kickOff.plus(ROUND)).toMillis();
        CompletableFuture.delayedExecutor(next, TimeUnit.MILLISECONDS).execute(this::playRound);
    }

    private static GeneratedMatchesPlan plan(String sport, int number, Instant kickOff, Duration elapsed) {
        Playbook playbook = Playbook.of(sport);
        // The same clubs in every round, so that their table grows; different ones per sport.
        long seed = Playbook.SPORTS.indexOf(sport);
        String name = "demo-" + sport;
        return new GeneratedMatchesPlan(
                name,
                name,
                seed,
                playbook.minutes() * DURATION_FACTOR / MATCH.toSeconds(),
                kickOff,
                elapsed,
                List.of(MatchPlan.generate(playbook, name, number, seed, ErrorRates.DEFAULT)));
    }
}
