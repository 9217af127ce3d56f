package dev.touchline.simulation;

import dev.touchline.http.Problem;
import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.TargetRejectedException;
import dev.touchline.simulation.plan.PatternPlan;
import dev.touchline.simulation.plan.SimulationPlan;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/** A plan that is being played, or was. */
final class Simulation {

    private static final Logger LOG = Logger.getLogger(Simulation.class);

    private final String id;
    private final String kind;
    private final String name;
    private final Long seed;
    private final long reports;
    private final List<String> notes;
    private final List<SimulationPlan.Expected> expected;
    private final Agent agent;
    private final Instant startedAt = Instant.now();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    // Both go with the end: the reports of fifty matches take more memory than what they come to.
    private volatile SimulationPlan plan;
    private volatile Cancellable playing;

    Simulation(String id, SimulationPlan plan, Agent agent) {
        this.id = id;
        this.kind = plan.kind();
        this.name = plan.name();
        this.seed = plan.seed();
        this.reports = plan.reports();
        this.notes = plan.notes();
        this.expected = plan.expected();
        this.agent = agent;
        this.plan = plan;
    }

    /** What has become of a simulation. */
    enum State {
        RUNNING,
        DONE,
        STOPPED,
        FAILED;

        private String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record End(State state, Instant at, Throwable failure) {}

    /**
     * How far it is.
     *
     * @param matches what each match must come to; null in lists
     */
    @Schema(name = "Simulation")
    record Progress(
            String id,

            @Schema(description = "matches, pattern, replay or camera")
            String kind,

            @Schema(description = "What the ids of its reports begin with, or contain")
            String name,

            @Schema(
                    description =
                            "The same seed with the same name and shares makes the same events; null for a replay")
            Long seed,

            @Schema(description = "running, done, stopped or failed")
            String state,

            @Schema(
                    description =
                            "Why it failed: no report was accepted, or none would be any more. Null unless failed")
            String failure,

            @Schema(description = "Where its agents report") String target,

            Instant startedAt,

            @Schema(description = "Null as long as it runs") Instant endedAt,

            @Schema(description = "How many reports there are to be sent, announcements included")
            long reports,

            @Schema(description = "How many have been sent, each counted once")
            int sent,

            @Schema(description = "How many were answered 202")
            int accepted,

            @Schema(description = "How many were answered otherwise, or never")
            int refused,

            @Schema(description = "How often something was sent again because of 429, 503 or a broken connection")
            int retried,

            @Schema(description = "Reports accepted in a second, on average")
            double rate,

            @Schema(description = "How much of it is done") double percent,

            @Schema(description = "What the last answer said that refused a report, or null")
            String lastRefusal,

            @Schema(description = "What people should know of it")
            List<String> notes,

            @Schema(
                    description = "What each match must come to, counted by the simulation itself; compare it with"
                            + " GET /matches/{id} and /matches/{id}/statistics. Null in lists.")
            List<SimulationPlan.Expected> matches) {}

    String id() {
        return id;
    }

    boolean running() {
        return !ended.isDone();
    }

    Agent agent() {
        return agent;
    }

    /** Begins. It runs on threads that have nothing to do with the request that asked for it. */
    void start() {
        ForkJoinPool.commonPool().execute(() -> {
            SimulationPlan settled = plan;
            if (settled != null) {
                playing = settled.play(agent).subscribe().with(done -> finish(), this::fail);
            }
            if (!running()) {
                releasePlan();
            }
        });
    }

    private void finish() {
        if (nothingWasAccepted()) {
            fail(new TargetRejectedException(agent.lastRefusal()));
        } else {
            end(State.DONE, null);
        }
    }

    private void fail(Throwable failure) {
        if (failure instanceof TargetRejectedException) {
            LOG.warnf(
                    "Simulation %s failed, %d of %d reports were accepted by %s: %s",
                    id, agent.accepted(), reports, agent.target(), failure.getMessage());
        } else if (!(failure instanceof PatternPlan.StoppedException)) {
            LOG.errorf(failure, "Simulation %s failed", id);
        }
        end(State.FAILED, failure);
    }

    private void end(State state, Throwable failure) {
        ended.complete(new End(state, Instant.now(), failure));
        releasePlan();
    }

    /** Stops it, if it still runs. What is on its way may arrive or not. */
    void stop() {
        end(State.STOPPED, null);
    }

    private void releasePlan() {
        Cancellable startedAt = playing;
        if (startedAt != null) {
            startedAt.cancel();
        }
        playing = null;
        plan = null;
    }

    /**
     * Completes when it has ended, done or stopped; fails with what made it fail.
     *
     * @return fails with the problem {@code target-refused} if no report was accepted, or none would be any more
     */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended).map(end -> {
            if (end.failure() instanceof TargetRejectedException || (end.failure() == null && nothingWasAccepted())) {
                throw Problem.of(Problem.Kind.TARGET_REFUSED, failure(end)).exception();
            }
            if (end.failure() instanceof RuntimeException failure) {
                throw failure;
            }
            if (end.failure() != null) {
                throw new IllegalStateException(end.failure());
            }
            return null;
        });
    }

    private boolean nothingWasAccepted() {
        return reports > 0 && agent.accepted() == 0;
    }

    private String failure(End end) {
        String counts = "%d of %d reports were accepted by %s.".formatted(agent.accepted(), reports, agent.target());
        if (agent.lastRefusal() != null) {
            return counts + " The last refusal: " + agent.lastRefusal();
        }
        return counts + (end.state() == State.STOPPED ? " The simulation was stopped." : " The log has the cause.");
    }

    /** How far it is, with what its matches must come to. */
    Progress progress() {
        return progress(expected);
    }

    /** How far it is. */
    Progress progressInShort() {
        return progress(null);
    }

    private Progress progress(List<SimulationPlan.Expected> shown) {
        End end = ended.getNow(null);
        Instant until = end == null ? Instant.now() : end.at();
        double seconds = Math.max(1, Duration.between(startedAt, until).toMillis()) / 1000.0;
        int accepted = agent.accepted();
        int refused = agent.refused();
        return new Progress(
                id,
                kind,
                name,
                seed,
                (end == null ? State.RUNNING : end.state()).code(),
                end == null || end.state() != State.FAILED ? null : failure(end),
                agent.target(),
                startedAt,
                end == null ? null : end.at(),
                reports,
                agent.sent(),
                accepted,
                refused,
                agent.retried(),
                tenths(accepted / seconds),
                reports == 0 ? 100 : tenths(100.0 * (accepted + refused) / reports),
                agent.lastRefusal(),
                notes,
                shown);
    }

    private static double tenths(double number) {
        return Math.floor(number * 10) / 10;
    }
}
