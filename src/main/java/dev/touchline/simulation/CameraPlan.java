package dev.touchline.simulation;

import dev.touchline.simulation.GoalLine.Position;
import dev.touchline.simulation.GoalLine.Sighting;
import dev.touchline.simulation.GoalLine.Verdict;
import dev.touchline.simulation.Report.Clock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A goal-line camera: what it reports of a match, once as provisional and a moment later for good.
 *
 * @param name what its ids contain
 * @param seed of the positions, or null where they were given
 * @param match the match it reports on
 * @param steps what it reports, and when
 */
record CameraPlan(String name, Long seed, String match, List<Step> steps) implements Plan {

    static final String KIND = "camera";

    private static final String SOURCE = "goal-line-camera";
    private static final int MILLIS = 1000;
    private static final double NANOS_IN_A_SECOND = 1e9;

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
        return Plan.inTime(steps, agent, System.nanoTime());
    }

    /** Looks at the ball, and notes what there is to report. Positions are not kept. */
    static final class Lens implements Consumer<Position> {
        private final GoalLine line = new GoalLine();
        private final List<Sighting> sightings = new ArrayList<>();
        private double begun = Double.NaN;

        @Override
        public void accept(Position position) {
            if (Double.isNaN(begun)) {
                begun = position.t();
            }
            sightings.addAll(line.see(position));
        }

        /**
         * What it reports.
         *
         * @param right the team that shoots at the goal at x = 105
         * @param speed how many seconds pass in a second
         */
        CameraPlan plan(String name, Long seed, String match, String right, double speed) {
            List<Step> steps = sightings.stream()
                    .map(sighting -> new Step(
                            Duration.ofNanos((long) ((sighting.at() - begun) / speed * NANOS_IN_A_SECOND)),
                            () -> report(name, match, right, sighting).json()))
                    .toList();
            return new CameraPlan(name, seed, match, steps);
        }
    }

    private static Report report(String name, String match, String right, Sighting sighting) {
        Map<String, Object> details = new HashMap<>();
        details.put("crossedAtMillis", Math.round(sighting.crossed() * MILLIS));
        if (sighting.verdict() == Verdict.WITHDRAWN) {
            details.put("reason", "the whole ball was not behind the line");
        }
        boolean byRight = sighting.right();
        return new Report(
                SOURCE,
                match + "/" + name + "/" + sighting.incident(),
                sighting.revision(),
                switch (sighting.verdict()) {
                    case PROVISIONAL -> Report.PROVISIONAL;
                    case CONFIRMED -> Report.CONFIRMED;
                    case WITHDRAWN -> Report.CANCELLED;
                },
                "football.goal",
                match,
                new Clock(null, (int) (sighting.crossed() / 60) + 1, 0),
                byRight == right.equals("home") ? "home" : "away",
                null,
                null,
                details);
    }
}
