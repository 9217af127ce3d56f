package dev.touchline.simulation.plan;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Events from one template at a fixed interval. The first refusal ends the simulation, since all further events would
 * be refused, too.
 *
 * @param name the value of {@code {{name}}} in the template
 */
public record PatternPlan(String name, Long seed, long amount, Duration delay, EventTemplate template)
        implements SimulationPlan {

    public static final String KIND = "pattern";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public long reports() {
        return amount;
    }

    @Override
    public Uni<Void> play(Agent agent) {
        List<Club> clubs = Club.league(SeededRandom.of(seed, 0));
        Iterable<ScheduledEvent> events = () -> LongStream.range(0, amount)
                .peek(n -> stopIfRejected(agent))
                .mapToObj(n -> new ScheduledEvent(
                        delay.multipliedBy(n), () -> template.event(EventTemplate.values(name, clubs, seed, n + 1))))
                .iterator();
        return SimulationPlan.sendOnSchedule(events, agent, System.nanoTime());
    }

    private static void stopIfRejected(Agent agent) {
        if (agent.refused() > 0) {
            throw new StoppedException();
        }
    }

    /** Ends the simulation after a refusal. */
    public static final class StoppedException extends RuntimeException {}
}
