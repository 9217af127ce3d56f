package dev.touchline.simulation.plan;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All reports of a simulation, known before it starts. */
public interface SimulationPlan {

    String kind();

    /** The prefix of its ids. */
    String name();

    /** The seed, or null if nothing is random. */
    Long seed();

    long reports();

    /** The expected results of its matches, as far as known. */
    default List<Expected> expected() {
        return List.of();
    }

    /** Remarks for the response. */
    default List<String> notes() {
        return List.of();
    }

    /** Sentences about what the plan inferred from its input. */
    default List<String> inferred() {
        return List.of();
    }

    /** Sends all reports on schedule until cancelled. Completes when all are accepted or refused. */
    Uni<Void> play(Agent agent);

    /**
     * The expected result of a match, to compare with {@code GET /matches/{id}} and {@code /matches/{id}/statistics}.
     *
     * @param statistics the figures that are not zero
     * @param incidents every incident and its reports if the reporters are imperfect, otherwise null
     */
    record Expected(
            String id,
            String home,
            String away,
            ExpectedResult.Score score,
            Figures statistics,
            List<TrueIncident> incidents) {

        static Expected of(MatchPlan match) {
            return of(match, null);
        }

        /** The expected result of a match whose incidents were reported that way. */
        public static Expected of(MatchPlan match, List<TrueIncident> incidents) {
            ExpectedResult result = match.expected();
            return new Expected(
                    match.match(),
                    match.home().name(),
                    match.away().name(),
                    result.score(),
                    new Figures(result.home(), result.away(), result.players()),
                    incidents);
        }
    }

    record Figures(Map<String, Integer> home, Map<String, Integer> away, List<Map<String, Object>> players) {}

    /**
     * Sends events one after the other, each not before its time and after the response to the previous one.
     *
     * @param startedAt the start by {@link System#nanoTime()}
     */
    static Uni<Void> sendOnSchedule(Iterable<ScheduledEvent> steps, Agent agent, long startedAt) {
        return Multi.createFrom()
                .iterable(steps)
                .onItem()
                .transformToUniAndConcatenate(step -> waitUntil(startedAt, step.after())
                        .flatMap(due -> agent.report(step.event().get())))
                .onItem()
                .ignoreAsUni();
    }

    /**
     * Sends the reports of a match; each agent sends independently of the others.
     *
     * @param agents the reports of each agent, in sending order
     * @param speed minutes on the match clock per second
     * @param startedAt the kick-off by {@link System#nanoTime()}
     */
    static Uni<Void> playReports(List<List<MatchPlan.Entry>> agents, double speed, Agent agent, long startedAt) {
        return playAll(agents, agents.size(), entries -> {
            Iterable<ScheduledEvent> steps = () -> entries.stream()
                    .map(entry -> ScheduledEvent.at(
                            entry.due() / speed, () -> entry.report().json()))
                    .iterator();
            return sendOnSchedule(steps, agent, startedAt);
        });
    }

    /** Plays at most {@code parallel} items at a time; completes when all have been played. */
    static <T> Uni<Void> playAll(List<T> items, int parallel, Function<T, Uni<Void>> play) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUni(play::apply)
                .merge(parallel)
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<Void> waitUntil(long startedAt, Duration after) {
        long wait = after.toNanos() - (System.nanoTime() - startedAt);
        Uni<Void> now = Uni.createFrom().voidItem();
        return wait < 1_000_000 ? now : now.onItem().delayIt().by(Duration.ofNanos(wait));
    }
}
