package dev.touchline.simulation.camera;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides from where the ball is when the whole of it has crossed the line between the posts, which makes a goal (Laws
 * of the Game, 10.1), at both ends of the field.
 *
 * <p>Coordinates are in metres on the ground, seen from above: x runs along the field from 0 to 105, and the outer
 * edges of the goal lines are there; y runs across from 0 to 68, and the middle of each goal is at 34. The position is
 * that of the centre of the ball. The bar does not show in two dimensions: positions above it should be left out.
 *
 * <p>Positions have some noise, so that a ball that lies on the line seems to cross it again and again. Hence each
 * approach to the goal is one incident at most: two positions in a row behind the line make it provisional, and five in
 * a row, or one of them well behind it, confirm it; where the ball is seen back too soon, it is taken back. The next
 * approach begins when the ball has been clear of the line.
 */
final class GoalLineDetector {

    /** From one goal line to the other (outer edges). */
    static final double LENGTH = 105;
    /** Across the field. */
    static final double WIDTH = 68;
    /** Between the posts. */
    static final double GOAL_WIDTH = 7.32;
    /** Of the ball, whose circumference is 68 to 70 cm. */
    static final double BALL_RADIUS = 0.11;
    /** Between two positions, in seconds: 50 Hz. */
    static final double SAMPLE_INTERVAL = 0.02;

    private static final int FRAMES_TO_REPORT = 2;
    private static final int FRAMES_TO_CONFIRM = 5;
    private static final double WELL_BEHIND = 0.05;
    private static final double CLEAR = 0.25;
    /** A ball that was out of sight for longer may have been anywhere. */
    private static final double MAX_GAP = 0.2;

    private final Goal left = new Goal(false);
    private final Goal right = new Goal(true);
    private final List<Sighting> sightings = new ArrayList<>();
    private int incidents;
    private Position previous;

    /**
     * Where the centre of the ball is.
     *
     * @param t seconds on the match clock
     * @param x along the field
     * @param y across the field
     */
    record Position(double t, double x, double y) {}

    /** What is thought of a goal. */
    enum Verdict {
        PROVISIONAL,
        CONFIRMED,
        WITHDRAWN
    }

    /**
     * A verdict.
     *
     * @param incident which goal it is, from 1
     * @param revision which verdict on it, from 1
     * @param verdict the verdict
     * @param right whether it is the goal at x = 105
     * @param crossed when the whole ball was behind the line, in seconds on the match clock
     * @param y where it crossed
     * @param at when this became known
     */
    record Sighting(int incident, int revision, Verdict verdict, boolean right, double crossed, double y, double at) {}

    /** What there is to say after this position, which must be later than the one before. */
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

    /** How an approach to the goal stands. */
    private enum Approach {
        /** The ball is in play. */
        NONE,
        /** It has just been seen behind the line, and nothing was said yet. */
        BEHIND,
        PROVISIONAL,
        WITHDRAWN,
        CONFIRMED,
        /** It passed the line beside the goal. */
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

        // How far the whole ball is behind the line; negative as long as any of it is not.
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
                    // Nothing to say until the ball comes, or comes back.
                }
            }
            if (behind < -CLEAR) {
                approach = Approach.NONE;
            }
        }

        // Between two positions the ball moves in a straight line, near enough.
        private void cross(Position position) {
            if (previous == null) {
                approach = Approach.BESIDE;
                return;
            }
            double part = -behind(previous) / (behind(position) - behind(previous));
            crossed = previous.t() + part * (position.t() - previous.t());
            y = previous.y() + part * (position.y() - previous.y());
            if (Math.abs(y - WIDTH / 2) >= GOAL_WIDTH / 2) {
                // What was provisional and withdrawn stays so.
                approach = Approach.BESIDE;
            } else if (approach == Approach.NONE) {
                approach = Approach.BEHIND;
            }
        }

        // A fast ball comes out of the net again within two positions.
        private boolean isCertain() {
            return consecutiveFrames >= FRAMES_TO_CONFIRM || deepest >= WELL_BEHIND;
        }

        private void report(Verdict verdict, Position position) {
            sightings.add(new Sighting(incident, ++revision, verdict, right, crossed, y, position.t()));
        }
    }
}
