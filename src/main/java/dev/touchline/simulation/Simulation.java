package dev.touchline.simulation;

import dev.touchline.event.Coded;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/** A running or ended simulation. */
final class Simulation {

    private static final Logger LOG = Logger.getLogger(Simulation.class);

    private final String id;
    private final String kind;
    private final String name;
    private final Long seed;
    private final long reports;
    private final List<String> notes;
    private final List<String> inferred;
    private final List<SimulationPlan.Expected> expected;
    private final Agent agent;
    private final Instant startedAt = Instant.now();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    // Both are null after the end: the reports of fifty matches take much memory.
    private volatile SimulationPlan plan;
    private volatile Cancellable playing;

    Simulation(String id, SimulationPlan plan, Agent agent) {
        this.id = id;
        this.kind = plan.kind();
        this.name = plan.name();
        this.seed = plan.seed();
        this.reports = plan.reports();
        this.notes = plan.notes();
        this.inferred = plan.inferred();
        this.expected = plan.expected();
        this.agent = agent;
        this.plan = plan;
    }

    enum State implements Coded {
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    private record End(State state, Instant at, Throwable failure) {}

    /**
     * The state of a simulation in responses.
     *
     * @param matches the expected results; null in lists
     */
    @Schema(name = "Simulation")
    record Progress(
            String id,

            @Schema(description = "matches, reporters, pattern, replay or camera")
            String kind,

            @Schema(description = "Prefix or part of the ids of its reports")
            String name,

            @Schema(description = "Equal seeds with equal names and rates yield equal events; null for a replay")
            Long seed,

            @Schema(description = "running, done, stopped or failed")
            String state,

            @Schema(
                    description =
                            "The cause: no report was accepted, or all others would be refused. Null unless failed")
            String failure,

            @Schema(description = "The address that its agents report to")
            String target,

            Instant startedAt,

            @Schema(description = "Null while running") Instant endedAt,

            @Schema(description = "Number of reports of the plan, announcements included")
            long reports,

            @Schema(description = "Number of reports sent, without retries")
            int sent,

            @Schema(description = "Number of reports with the response 202")
            int accepted,

            @Schema(description = "Number of reports with another response, or none")
            int refused,

            @Schema(description = "Number of retries after 429, 503 or a connection failure")
            int retried,

            @Schema(description = "Accepted reports per second, on average")
            double rate,

            @Schema(description = "Percentage of reports that are accepted or refused")
            double percent,

            @Schema(description = "Status and body of the last refusal, or null")
            String lastRefusal,

            @Schema(description = "Remarks, such as contradictions in the tournament file")
            List<String> notes,

            @Schema(description = "What a replay inferred about the stages of its competition")
            List<String> inferred,

            @Schema(
                    description = "Expected results, counted by the simulation, to compare with GET /matches/{id} and"
                            + " /matches/{id}/statistics. Null in lists.")
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

    /** Starts on another thread, so that the request's context is not inherited. */
    void start() {
        ForkJoinPool.commonPool().execute(() -> {
            SimulationPlan current = plan;
            if (current != null) {
                playing = current.play(agent).subscribe().with(done -> finish(), this::fail);
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
                    "Simulation %s failed: %d of %d reports were accepted by %s; last refusal: %s",
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

    /** Stops it if it is running. Requests in flight may be completed or not. */
    void stop() {
        end(State.STOPPED, null);
    }

    private void releasePlan() {
        Cancellable current = playing;
        if (current != null) {
            current.cancel();
        }
        playing = null;
        plan = null;
    }

    /**
     * Completes when it is done or stopped; fails with its failure, or with the problem {@code target-refused} if no
     * report was accepted or all further ones would be refused.
     */
    Uni<Void> ended() {
        return Uni.createFrom().completionStage(ended).flatMap(end -> {
            Throwable failure = end.failure();
            if (failure instanceof TargetRejectedException || (failure == null && nothingWasAccepted())) {
                failure = Problem.Kind.TARGET_REFUSED.exception(failure(end));
            }
            return failure == null
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(failure);
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

    Progress progress() {
        return progress(expected);
    }

    /** The progress without the expected results. */
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
                inferred,
                shown);
    }

    private static double tenths(double number) {
        return Math.floor(number * 10) / 10;
    }
}
