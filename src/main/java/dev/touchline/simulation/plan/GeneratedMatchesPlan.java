package dev.touchline.simulation.plan;

import dev.touchline.simulation.agent.Agent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Generated matches that are played at the same time.
 *
 * @param name the prefix of the matches' ids
 * @param speed minutes on the match clock per second
 * @param elapsed the time since the start; reports that were due by then are sent at once
 */
public record GeneratedMatchesPlan(
        String name,
        String competition,
        Long seed,
        double speed,
        Instant kickOff,
        Duration elapsed,
        List<MatchPlan> matches)
        implements SimulationPlan {

    public static final String KIND = "matches";

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
        long startedAt = System.nanoTime() - elapsed.toNanos();
        return SimulationPlan.playAll(matches, matches.size(), match -> agent.announce(
                        match.match(), match.announcement(competition, kickOff))
                .flatMap(announced -> SimulationPlan.playReports(match.agents(), speed, agent, startedAt)));
    }
}
