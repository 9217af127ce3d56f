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
 * Matches that play by themselves in dev mode, one of each sport at a time, so that the page has life at the first
 * look. When they are over the next ones begin, for two hours: what is left running over night should not fill the
 * database.
 *
 * <p>What is played follows from the time alone, and when it began stands in a system property, which outlives a live
 * reload: the matches go on where they would be without it, because what is sent a second time is harmless.
 */
@ApplicationScoped
class Autoplay {

    private static final Logger LOG = Logger.getLogger(Autoplay.class);
    private static final String STARTED_PROPERTY = "touchline.autoplay.started";
    private static final List<String> SPORTS = List.of("football", "basketball", "ice-hockey", "handball");
    private static final Duration ROUND = Duration.ofMinutes(5);
    /** The last minute of a round is for looking at the results. */
    private static final Duration MATCH = Duration.ofMinutes(4);
    /** How much longer a match is than its periods, with breaks and stoppage time. */
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

    // This process does not listen yet; its agents try again until it does.
    synchronized void start(@Observes StartupEvent event) {
        if (config.enabled() && config.autoplay() > 0) {
            startedAt = Instant.parse(roundName(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
            LOG.infof(
                    "%d matches play by themselves; touchline.simulation.autoplay=0 switches that off",
                    config.autoplay());
            playRound();
        }
    }

    private static String roundName(Instant now) {
        String before = System.getProperties().putIfAbsent(STARTED_PROPERTY, now.toString()) instanceof String text
                ? text
                : null;
        return before == null ? now.toString() : before;
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
        // Numbers that no earlier run had, where the database is one that stays.
        int number = (int) (startedAt.getEpochSecond() / ROUND.toSeconds() + round);
        try {
            SPORTS.stream()
                    .limit(config.autoplay())
                    .forEach(sport -> simulations.start(
                            plan(sport, number, kickOff, Duration.between(kickOff, now)), target.ofThisProcess()));
        } catch (ProblemException e) {
            LOG.infof("This round is left out: %s", e.getMessage());
        }
        long next = Duration.between(now, kickOff.plus(ROUND)).toMillis();
        CompletableFuture.delayedExecutor(next, TimeUnit.MILLISECONDS).execute(this::playRound);
    }

    private static GeneratedMatchesPlan plan(String sport, int number, Instant kickOff, Duration before) {
        Playbook playbook = Playbook.of(sport);
        // The same clubs every time, so that they have a table, and others in each sport.
        long seed = SPORTS.indexOf(sport);
        String name = "demo-" + sport;
        return new GeneratedMatchesPlan(
                name,
                name,
                seed,
                playbook.minutes() * DURATION_FACTOR / MATCH.toSeconds(),
                kickOff,
                before,
                List.of(MatchPlan.generate(playbook, name, number, seed, ErrorRates.DEFAULT)));
    }
}
