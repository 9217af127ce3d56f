package dev.touchline.simulation.camera;

import dev.touchline.json.InvalidException;
import dev.touchline.json.Violation;
import dev.touchline.simulation.camera.GoalLineDetector.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Positions of the ball, read from CSV or generated. */
public final class BallPositions {

    private static final String HEADER = "t,x,y";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,6}(?:\\.\\d{1,9})?");
    private static final int MAX_ERRORS = 20;
    private static final double MAX_MATCH_LENGTH = 20_000;
    /** Maximum distance from the field, in metres. */
    private static final double FIELD_MARGIN = 20;

    private static final Column T = new Column("t", 0, MAX_MATCH_LENGTH, "seconds on the match clock");
    private static final Column X =
            new Column("x", -FIELD_MARGIN, GoalLineDetector.LENGTH + FIELD_MARGIN, "metres along the field");
    private static final Column Y =
            new Column("y", -FIELD_MARGIN, GoalLineDetector.WIDTH + FIELD_MARGIN, "metres across the field");

    private BallPositions() {}

    private record Column(String name, double min, double max, String meaning) {

        double read(String cell, int line, List<Violation> violations) {
            String text = cell.strip();
            double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
            if (!(number >= min && number <= max)) {
                String bounds = " must be a number from " + (int) min + " to " + (int) max + ": ";
                violations.add(violation(line, name + bounds + meaning));
            }
            return number;
        }
    }

    /**
     * Reads CSV: the header {@code t,x,y}, then a line per position.
     *
     * @throws InvalidException with up to twenty invalid lines
     */
    public static void read(byte[] csv, Consumer<Position> positions) {
        List<Violation> violations = new ArrayList<>();
        Iterator<String> lines = new String(csv, StandardCharsets.UTF_8).lines().iterator();
        String header = lines.hasNext() ? lines.next() : "";
        if (!header.replace(BYTE_ORDER_MARK, "").strip().equals(HEADER)) {
            throw new InvalidException(List.of(violation(1, "must be " + HEADER + ", the names of the columns")));
        }
        double previous = -1;
        int number = 1;
        int read = 0;
        while (lines.hasNext() && violations.size() < MAX_ERRORS) {
            String line = lines.next();
            number++;
            if (line.isBlank() && !lines.hasNext()) {
                break;
            }
            Position position = position(line, number, previous, violations);
            if (position != null) {
                previous = position.t();
                positions.accept(position);
                read++;
            }
        }
        if (violations.isEmpty() && read == 0) {
            violations.add(violation(2, "must be the first position, such as 0.00,52.5,34"));
        }
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
    }

    private static Position position(String line, int number, double previous, List<Violation> violations) {
        String[] cells = line.split(",", -1);
        if (cells.length != 3) {
            violations.add(violation(number, "must have three values, such as 0.02,52.5,34, and has " + cells.length));
            return null;
        }
        int before = violations.size();
        double t = T.read(cells[0], number, violations);
        double x = X.read(cells[1], number, violations);
        double y = Y.read(cells[2], number, violations);
        if (violations.size() == before && t <= previous) {
            violations.add(violation(number, "t must be more than in the line before"));
        }
        return violations.size() == before ? new Position(t, x, y) : null;
    }

    private static Violation violation(int line, String detail) {
        return new Violation(null, null, "line " + line + ": " + detail);
    }

    enum Ending {
        GOAL,
        WIDE,
        /** Cleared with most of the ball, but not all, behind the line. */
        CLEARED,
        /** A goal after which the ball leaves the net at once. */
        REBOUND;

        boolean goal() {
            return this == GOAL || this == REBOUND;
        }
    }

    /** Generates shots with the noise of a camera. Returns the ending of each shot. */
    public static List<Ending> shots(int shots, Random random, Consumer<Position> positions) {
        List<Ending> endings = new ArrayList<>();
        double t = 0;
        for (int shot = 0; shot < shots; shot++) {
            Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
            boolean right = random.nextBoolean();
            endings.add(ending);
            for (double[] point : trajectory(ending, random)) {
                t += GoalLineDetector.SAMPLE_INTERVAL;
                double x = point[0] + NOISE * random.nextGaussian();
                double y = point[1] + NOISE * random.nextGaussian();
                positions.accept(new Position(t, right ? x : GoalLineDetector.LENGTH - x, y));
            }
            // No positions between two shots.
            t += PAUSE;
        }
        return endings;
    }

    private static final double NOISE = 0.01;
    private static final double PAUSE = 3;
    private static final double CENTRE = GoalLineDetector.WIDTH / 2;

    private static List<double[]> trajectory(Ending ending, Random random) {
        List<double[]> points = new ArrayList<>();
        double speed = 15 + 15 * random.nextDouble();
        double[] from = {80 + 10 * random.nextDouble(), CENTRE - 10 + 20 * random.nextDouble()};
        double aside = (random.nextDouble() - 0.5) * (GoalLineDetector.GOAL_WIDTH - 3);
        int side = random.nextBoolean() ? 1 : -1;
        double wide = side * (GoalLineDetector.GOAL_WIDTH / 2 + 2.5 + 3 * random.nextDouble());
        double line = GoalLineDetector.LENGTH + GoalLineDetector.BALL_RADIUS;
        double[] to =
                switch (ending) {
                    case GOAL, REBOUND -> new double[] {line + 0.5, CENTRE + aside};
                    case WIDE -> new double[] {line + 1.5, CENTRE + wide};
                    case CLEARED -> new double[] {line - 0.06, CENTRE + aside};
                };
        move(points, from, to, speed);
        switch (ending) {
            case GOAL, WIDE -> points.addAll(Collections.nCopies(50, to));
            case CLEARED, REBOUND -> move(points, to, new double[] {90, CENTRE + 2 * aside}, speed / 2);
        }
        return points;
    }

    private static void move(List<double[]> points, double[] from, double[] to, double speed) {
        double length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        int steps = (int) Math.ceil(length / (speed * GoalLineDetector.SAMPLE_INTERVAL));
        for (int step = 1; step <= steps; step++) {
            double part = (double) step / steps;
            points.add(new double[] {from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])});
        }
    }
}
