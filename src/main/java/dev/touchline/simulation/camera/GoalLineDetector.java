package dev.touchline.simulation.camera;

import java.util.ArrayList;
import java.util.List;

/**
 * Detects when the whole ball has crossed a goal line between the posts (Laws of the Game, 10.1).
 *
 * <p>Coordinates are in metres on the ground: x runs along the field from 0 to 105, between the outer edges of the goal
 * lines; y runs across from 0 to 68, with the centres of the goals at 34. A position is that of the centre of the ball.
 * Positions above the bar must be omitted.
 *
 * <p>Positions are noisy: a ball on the line seems to cross it repeatedly. Hence each approach to the goal is at most
 * one incident: two consecutive positions behind the line make it provisional; five, or one well behind the line,
 * confirm it; a position before the line cancels it. The next approach starts when the ball has been clear of the line.
 */
final class GoalLineDetector {

    /** Between the outer edges of the goal lines. */
    static final double LENGTH = 105;

    static final double WIDTH = 68;
    static final double GOAL_WIDTH = 7.32;
    /** For a circumference of 68 to 70 cm. */
    static final double BALL_RADIUS = 0.11;
    /** In seconds: 50 Hz. */
    static final double SAMPLE_INTERVAL = 0.02;

    private static final int FRAMES_TO_REPORT = 2;
    private static final int FRAMES_TO_CONFIRM = 5;
    private static final double WELL_BEHIND = 0.05;
    private static final double CLEAR = 0.25;
    /** After a longer gap, in seconds, the path of the ball is unknown. */
    private static final double MAX_GAP = 0.2;

    private final Goal left = new Goal(false);
    private final Goal right = new Goal(true);
    private final List<Sighting> sightings = new ArrayList<>();
    private int incidents;
    private Position previous;

    /**
     * The centre of the ball.
     *
     * @param t seconds on the match clock
     */
    record Position(double t, double x, double y) {}

    enum Verdict {
        PROVISIONAL,
        CONFIRMED,
        WITHDRAWN
    }

    /**
     * A verdict on an incident.
     *
     * @param incident the number of the incident, from 1
     * @param revision the number of the verdict, from 1
     * @param right whether it is the goal at x = 105
     * @param crossed the time of crossing, in seconds on the match clock
     * @param y the place of crossing
     * @param at the time of the verdict, in seconds on the match clock
     */
    record Sighting(int incident, int revision, Verdict verdict, boolean right, double crossed, double y, double at) {}

    /** Processes a position, which must be later than the one before, and returns the new verdicts. */
    List<Sighting> accept(Position position) {
        sightings.clear();
        if (previous != null && position.t() - previous.t() > MAX_GAP) {
            previous = null;
        }
        left.accept(position);
        right.accept(position);
        previous = position;
        return List.copyOf(sightings);
    }

    /** The state of an approach to the goal. */
    private enum Approach {
        /** The ball is in play. */
        NONE,
        /** Behind the line, not yet reported. */
        BEHIND,
        PROVISIONAL,
        WITHDRAWN,
        CONFIRMED,
        /** Behind the line beside the goal. */
        BESIDE
    }

    private final class Goal {
        private final boolean right;
        private Approach approach = Approach.NONE;
        private int incident;
        private int revision;
        private int consecutiveFrames;
        private double deepest;
        private double crossed;
        private double y;

        Goal(boolean right) {
            this.right = right;
        }

        // The distance of the whole ball behind the line; negative if a part of it is not.
        private double behind(Position position) {
            return (right ? position.x() - LENGTH : -position.x()) - BALL_RADIUS;
        }

        void accept(Position position) {
            double behind = behind(position);
            consecutiveFrames = behind > 0 ? consecutiveFrames + 1 : 0;
            deepest = consecutiveFrames == 1 ? behind : Math.max(deepest, behind);
            if (consecutiveFrames == 1 && approach != Approach.CONFIRMED && approach != Approach.BESIDE) {
                cross(position);
            }
            switch (approach) {
                case BEHIND -> {
                    if (consecutiveFrames == 0) {
                        approach = Approach.NONE;
                    } else if (consecutiveFrames >= FRAMES_TO_REPORT) {
                        incident = ++incidents;
                        revision = 0;
                        report(Verdict.PROVISIONAL, position);
                        approach = Approach.PROVISIONAL;
                    }
                }
                case PROVISIONAL -> {
                    if (isCertain()) {
                        report(Verdict.CONFIRMED, position);
                        approach = Approach.CONFIRMED;
                    } else if (consecutiveFrames == 0) {
                        report(Verdict.WITHDRAWN, position);
                        approach = Approach.WITHDRAWN;
                    }
                }
                case WITHDRAWN -> {
                    if (consecutiveFrames >= FRAMES_TO_REPORT && isCertain()) {
                        report(Verdict.CONFIRMED, position);
                        approach = Approach.CONFIRMED;
                    }
                }
                case NONE, CONFIRMED, BESIDE -> {
                    // unchanged until the next approach
                }
            }
            if (behind < -CLEAR) {
                approach = Approach.NONE;
            }
        }

        // Interpolates linearly between two positions.
        private void cross(Position position) {
            if (previous == null) {
                approach = Approach.BESIDE;
                return;
            }
            double part = -behind(previous) / (behind(position) - behind(previous));
            crossed = previous.t() + part * (position.t() - previous.t());
            y = previous.y() + part * (position.y() - previous.y());
            if (Math.abs(y - WIDTH / 2) >= GOAL_WIDTH / 2) {
                // A withdrawn goal stays withdrawn.
                approach = Approach.BESIDE;
            } else if (approach == Approach.NONE) {
                approach = Approach.BEHIND;
            }
        }

        // A fast ball may leave the net again before the fifth position.
        private boolean isCertain() {
            return consecutiveFrames >= FRAMES_TO_CONFIRM || deepest >= WELL_BEHIND;
        }

        private void report(Verdict verdict, Position position) {
            sightings.add(new Sighting(incident, ++revision, verdict, right, crossed, y, position.t()));
        }
    }
}
