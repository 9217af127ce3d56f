package dev.touchline.event;

import java.util.List;
import java.util.Map;

/**
 * A sport's catalogue: its periods, and what each kind of event means. This is data: it is read from
 * {@code sports/<name>.json}, and nothing in the code knows a sport by name.
 *
 * @param name as in event types and routing keys
 * @param label for people
 * @param periods in playing order
 * @param kinds by name
 */
public record Sport(String name, String label, List<Period> periods, Map<String, Kind> kinds) {

    /**
     * A stretch of play.
     *
     * @param name as in {@link MatchClock#period()}
     * @param label for people
     * @param from the minute it begins with, or null where minutes do not apply
     * @param to the last minute, stoppage time apart, or null where minutes do not apply
     */
    public record Period(String name, String label, Integer from, Integer to) {}

    /**
     * What one kind of event means.
     *
     * @param name the part of the event type behind the sport
     * @param label for people
     * @param symbol one character or so for a timeline
     * @param title the headline, or null to use the label
     * @param mark what is put behind the player's name, such as {@code pen}, or null
     * @param marks what is put there when {@code details} has this key set to true
     * @param points what it adds to the match score
     * @param shootout whether it is a kick in the shoot-out, which has a score of its own
     * @param own the figures it counts towards for its own team and player
     * @param opponents the figures it counts towards for the other team
     * @param change how it moves the match's phase, or null
     * @param notifies whether people are told
     */
    public record Kind(
            String name,
            String label,
            String symbol,
            String title,
            String mark,
            Map<String, String> marks,
            Points points,
            boolean shootout,
            List<String> own,
            List<String> opponents,
            PhaseChange change,
            boolean notifies) {

        /** Whether it cannot be counted without knowing the team. */
        public boolean needsTeam() {
            return points.any() || shootout || !own.isEmpty() || !opponents.isEmpty();
        }
    }

    /** Points for the event's own team and for the other. */
    public record Points(int own, int other) {
        public static final Points NONE = new Points(0, 0);

        /** Whether there are any. */
        public boolean any() {
            return own != 0 || other != 0;
        }
    }

    /**
     * A move of the match's phase.
     *
     * @param to the phase after it
     * @param period the period whose start or end it marks, or null where only the event's clock tells
     * @param edge where in the period it stands
     */
    public record PhaseChange(Phase to, String period, Edge edge) {}

    /** Where in its period a phase change stands, in playing order. */
    public enum Edge {
        START,
        DURING,
        END
    }

    /**
     * A place on this sport's clock, in playing order.
     *
     * @param period index of the period, from 0; the number of periods when it comes after all of them
     * @param minute minutes, 0 where not known
     * @param stoppage minutes of stoppage time
     */
    public record Position(int period, int minute, int stoppage) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int byPeriod = Integer.compare(period, other.period);
            if (byPeriod != 0) {
                return byPeriod;
            }
            int byMinute = Integer.compare(minute, other.minute);
            return byMinute != 0 ? byMinute : Integer.compare(stoppage, other.stoppage);
        }
    }

    /** The period of that name, or null. */
    public Period period(String name) {
        return periods.stream()
                .filter(period -> period.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * The clock with its period filled in: the one stated, else the fallback, else the period the minute falls in.
     *
     * @param fallback the period to assume before looking at the minute, or null
     */
    public MatchClock complete(MatchClock clock, String fallback) {
        if (clock.period() != null) {
            return clock;
        }
        if (fallback != null) {
            return clock.in(fallback);
        }
        if (clock.minute() == null) {
            return clock;
        }
        return periods.stream()
                .filter(period -> period.to() != null && clock.minute() <= period.to())
                .findFirst()
                .map(period -> clock.in(period.name()))
                .orElse(clock);
    }

    /** Where the clock stands in playing order; without period and minute, after everything else. */
    public Position position(MatchClock clock) {
        MatchClock complete = complete(clock, null);
        int minute = complete.minute() == null ? 0 : complete.minute();
        for (int i = 0; i < periods.size(); i++) {
            if (periods.get(i).name().equals(complete.period())) {
                return new Position(i, minute, complete.stoppage());
            }
        }
        return new Position(periods.size(), minute, complete.stoppage());
    }
}
