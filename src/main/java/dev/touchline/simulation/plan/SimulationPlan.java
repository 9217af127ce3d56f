package dev.touchline.simulation.plan;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a simulation is going to send, settled before it begins. */
public interface SimulationPlan {

    /** The kind of the simulation. */
    String kind();

    /** What its ids begin with. */
    String name();

    /** What it can be repeated with, or null if there is no chance in it. */
    Long seed();

    /** How many reports there are. */
    long reports();

    /** What its matches must come to, as far as it knows. */
    default List<Expected> expected() {
        return List.of();
    }

    /** What people should know of it. */
    default List<String> notes() {
        return List.of();
    }

    /** Sends everything in its time; cancelling stops it. Completes when all was accepted or given up. */
    Uni<Void> play(Agent agent);

    /**
     * What a match must come to, to be compared with {@code GET /matches/{id}} and {@code /matches/{id}/statistics}.
     *
     * @param id the match's id
     * @param home the home team
     * @param away the away team
     * @param score the final score
     * @param statistics the figures of both teams and of every player, but for those that are zero
     */
    record Expected(String id, String home, String away, ExpectedResult.Score score, Figures statistics) {

        static Expected of(MatchPlan match) {
            ExpectedResult result = match.expected();
            return new Expected(
                    match.match(),
                    match.home().name(),
                    match.away().name(),
                    result.score(),
                    new Figures(result.home(), result.away(), result.players()));
        }
    }

    /** Figures of both teams and of every player. */
    record Figures(Map<String, Integer> home, Map<String, Integer> away, List<Map<String, Object>> players) {}

    /**
     * Sends one event after the other, none before its time and each when the one before it has been answered.
     *
     * @param startedAt the beginning, by {@link System#nanoTime()}
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

    private static Uni<Void> waitUntil(long startedAt, Duration after) {
        long wait = after.toNanos() - (System.nanoTime() - startedAt);
        Uni<Void> now = Uni.createFrom().voidItem();
        return wait < 1_000_000 ? now : now.onItem().delayIt().by(Duration.ofNanos(wait));
    }
}
