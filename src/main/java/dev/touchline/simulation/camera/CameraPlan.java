package dev.touchline.simulation.camera;

import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.agent.ScheduledEvent;
import dev.touchline.simulation.agent.SimulatedReport;
import dev.touchline.simulation.agent.SimulatedReport.Clock;
import dev.touchline.simulation.camera.GoalLineDetector.Position;
import dev.touchline.simulation.camera.GoalLineDetector.Sighting;
import dev.touchline.simulation.camera.GoalLineDetector.Verdict;
import dev.touchline.simulation.plan.SimulationPlan;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The reports of a goal-line camera, which confirms or cancels its provisional goals.
 *
 * @param name part of the ids
 * @param seed of the generated positions, or null
 */
public record CameraPlan(String name, Long seed, String match, List<ScheduledEvent> steps) implements SimulationPlan {

    public static final String KIND = "camera";

    private static final String SOURCE = "goal-line-camera";
    private static final int MILLIS = 1000;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public long reports() {
        return steps.size();
    }

    @Override
    public Uni<Void> play(Agent agent) {
        return SimulationPlan.sendOnSchedule(steps, agent, System.nanoTime());
    }

    /** Collects the sightings of positions, without keeping the positions. */
    public static final class Recorder implements Consumer<Position> {
        private final GoalLineDetector detector = new GoalLineDetector();
        private final List<Sighting> sightings = new ArrayList<>();
        private double startedAt = Double.NaN;

        @Override
        public void accept(Position position) {
            if (Double.isNaN(startedAt)) {
                startedAt = position.t();
            }
            sightings.addAll(detector.accept(position));
        }

        /**
         * @param right the team that attacks the goal at x = 105
         * @param speed simulated seconds per second
         */
        public CameraPlan plan(String name, Long seed, String match, String right, double speed) {
            List<ScheduledEvent> steps = sightings.stream()
                    .map(sighting -> ScheduledEvent.at(
                            (sighting.at() - startedAt) / speed,
                            () -> report(name, match, right, sighting).json()))
                    .toList();
            return new CameraPlan(name, seed, match, steps);
        }
    }

    private static SimulatedReport report(String name, String match, String right, Sighting sighting) {
        Map<String, Object> details = new HashMap<>();
        details.put("crossedAtMillis", Math.round(sighting.crossed() * MILLIS));
        if (sighting.verdict() == Verdict.WITHDRAWN) {
            details.put("reason", "the whole ball was not behind the line");
        }
        String status =
                switch (sighting.verdict()) {
                    case PROVISIONAL -> SimulatedReport.PROVISIONAL;
                    case CONFIRMED -> SimulatedReport.CONFIRMED;
                    case WITHDRAWN -> SimulatedReport.CANCELLED;
                };
        return new SimulatedReport(
                match + "/" + name + "/" + sighting.incident(),
                SOURCE,
                "football.goal",
                match,
                new Clock(null, (int) (sighting.crossed() / 60) + 1, 0),
                sighting.right() == right.equals("home") ? "home" : "away",
                null,
                null,
                status,
                sighting.revision(),
                details);
    }
}
