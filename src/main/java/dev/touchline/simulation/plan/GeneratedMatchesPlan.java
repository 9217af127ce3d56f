package dev.touchline.simulation.plan;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Matches that are made up and played at the same time.
 *
 * @param name what their ids begin with
 * @param competition the competition they are announced in
 * @param seed what they can be repeated with
 * @param speed how many minutes on the match clock pass in a second
 * @param kickOff when they are announced to begin
 * @param before how much of the time is over already; what was due by then is sent at once
 * @param matches the matches
 */
public record GeneratedMatchesPlan(
        String name,
        String competition,
        Long seed,
        double speed,
        Instant kickOff,
        Duration before,
        List<MatchPlan> matches)
        implements SimulationPlan {

    public static final String KIND = "matches";

    private static final double NANOS_IN_A_SECOND = 1e9;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public long reports() {
        return matches.stream().mapToLong(match -> 1 + match.reports()).sum();
    }

    @Override
    public List<Expected> expected() {
        return matches.stream().map(Expected::of).toList();
    }

    @Override
    public Uni<Void> play(Agent agent) {
        long startedAt = System.nanoTime() - before.toNanos();
        return Multi.createFrom()
                .iterable(matches)
                .onItem()
                .transformToUni(match -> agent.announce(match.match(), match.announcement(competition, kickOff))
                        .flatMap(announced -> play(match, agent, startedAt)))
                .merge(matches.size())
                .onItem()
                .ignoreAsUni();
    }

    // The agents of a match do not wait for each other.
    private Uni<Void> play(MatchPlan match, Agent agent, long startedAt) {
        return Multi.createFrom()
                .iterable(match.agents())
                .onItem()
                .transformToUni(entries -> SimulationPlan.sendOnSchedule(
                        () -> entries.stream().map(this::step).iterator(), agent, startedAt))
                .merge(match.agents().size())
                .onItem()
                .ignoreAsUni();
    }

    private ScheduledEvent step(MatchPlan.Entry entry) {
        return new ScheduledEvent(
                Duration.ofNanos((long) (entry.due() / speed * NANOS_IN_A_SECOND)),
                () -> entry.report().json());
    }
}
