package dev.touchline.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A sport's catalogue: its periods, what each kind of event means, and how its tables are made. This is data: it is
 * read from {@code sports/<name>.json}, and nothing in the code knows a sport by name.
 *
 * @param name as in event types and routing keys
 * @param label for people
 * @param periods in playing order
 * @param kinds by name, in the order of the file
 * @param scorers what the list of scorers counts
 * @param rules how standings are made where a competition declares nothing else
 * @param fairPlay what its conduct costs a team, weighed in this order
 */
public record Sport(
        String name,
        String label,
        List<Period> periods,
        Map<String, Kind> kinds,
        Scorers scorers,
        Rules rules,
        List<Penalty> fairPlay) {

    /**
     * A stretch of play.
     *
     * @param name as in {@link MatchClock#period()}
     * @param label for people
     * @param from the minute it begins with, or null where minutes do not apply
     * @param to the last minute, stoppage time apart, or null where minutes do not apply
     * @param overtime whether it is played only where the match was level after the regular ones
     */
    public record Period(String name, String label, Integer from, Integer to, boolean overtime) {}

    /**
     * The figures of a player that make a scorer.
     *
     * @param figure what is counted, such as {@code goals}
     * @param penalties how many of them were penalties, or null where that is not told
     */
    public record Scorers(String figure, String penalties) {}

    /**
     * What a figure costs in fair play.
     *
     * @param figure counted for each player, such as {@code redCards}
     * @param points what each one adds; usually negative
     * @param instead how many of other figures each one already includes, which then cost nothing
     */
    public record Penalty(String figure, int points, Map<String, Integer> instead) {}

    /**
     * What one kind of event means.
     *
     * @param name the part of the event type behind the sport
     * @param label for people
     * @param symbol one character or so for a timeline
     * @param title the headline, or null to use the label
     * @param texts ways to say it, best first; the first that has all it needs is used
     * @param mark what is put behind the player's name, such as {@code pen}, or null
     * @param flags what else it means when {@code details} has this key set to true
     * @param points what it adds to the match score
     * @param shootout whether it is a kick in the shoot-out, which has a score of its own
     * @param own the figures it adds to for its own team and player
     * @param opponents the figures it adds to for the other team
     * @param assist the figures it adds to for its own team and the player who helped
     * @param share the figure it reads off, or null
     * @param change how it moves the match's phase, or null
     * @param notifies whether people are told
     */
    public record Kind(
            String name,
            String label,
            String symbol,
            String title,
            List<TextTemplate> texts,
            String mark,
            Map<String, Flag> flags,
            Points points,
            boolean shootout,
            Map<String, Integer> own,
            Map<String, Integer> opponents,
            Map<String, Integer> assist,
            Share share,
            PhaseChange change,
            boolean notifies) {

        /** Whether it cannot be counted without knowing the team. */
        public boolean needsTeam() {
            return points.isNonZero()
                    || shootout
                    || share != null
                    || !own.isEmpty()
                    || !opponents.isEmpty()
                    || !assist.isEmpty()
                    || flags.values().stream().anyMatch(flag -> !flag.own().isEmpty());
        }

        /** Whether it means nothing without knowing which period it begins or ends. */
        public boolean needsPeriod() {
            return change != null
                    && change.period() == null
                    && change.edge() != Edge.DURING
                    && change.to().inProgress();
        }

        /** The figures that the event adds to for its own team and player, flags included. */
        public Map<String, Integer> own(Event event) {
            Map<String, Integer> all = own;
            for (Map.Entry<String, Flag> flag : flags.entrySet()) {
                if (isSet(flag.getKey(), event) && !flag.getValue().own().isEmpty()) {
                    all = new LinkedHashMap<>(all);
                    for (Map.Entry<String, Integer> figure :
                            flag.getValue().own().entrySet()) {
                        all.merge(figure.getKey(), figure.getValue(), Integer::sum);
                    }
                }
            }
            return all;
        }

        /** What is put behind the player's name in this event, or null. */
        public String mark(Event event) {
            return flags.entrySet().stream()
                    .filter(flag ->
                            isSet(flag.getKey(), event) && flag.getValue().mark() != null)
                    .map(flag -> flag.getValue().mark())
                    .findFirst()
                    .orElse(mark);
        }

        private static boolean isSet(String flag, Event event) {
            return Boolean.TRUE.equals(event.details().get(flag));
        }
    }

    /**
     * What a key of {@code details} that is true adds to the meaning of an event.
     *
     * @param mark what is put behind the player's name, or null
     * @param own further figures of the own team and player
     */
    public record Flag(String mark, Map<String, Integer> own) {}

    /**
     * A figure that is not counted but read off, such as the possession so far: the latest reading stands, and what
     * one team has the other has not.
     *
     * @param figure its name
     * @param detail the key of {@code details} that holds the own team's share, a whole number
     * @param of what both teams' shares add up to
     */
    public record Share(String figure, String detail, int of) {

        /** The own team's share, or null if the event holds none. */
        public Integer read(Event event) {
            Object value = event.details().get(detail);
            return value instanceof Integer share && share >= 0 && share <= of ? share : null;
        }
    }

    /** Points for the event's own team and for the other. */
    public record Points(int own, int other) {
        public static final Points NONE = new Points(0, 0);

        /** Whether there are any. */
        public boolean isNonZero() {
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
    public record PhaseChange(Phase to, String period, Edge edge) {
        /** Whether no play follows it in its period: a whistle, or an abandonment. */
        boolean ends() {
            return edge == Edge.END || edge == Edge.DURING && !to.inProgress();
        }
    }

    /** Where in its period a phase change stands, in playing order. */
    public enum Edge {
        START,
        DURING,
        END;

        /** As written in JSON: {@code start}, {@code during}, {@code end}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
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

    /** Every figure that is counted for the teams of this sport, in alphabetical order; shares are not counted. */
    public Set<String> teamFigures() {
        Set<String> figures = new TreeSet<>();
        for (Kind kind : kinds.values()) {
            figures.addAll(kind.own().keySet());
            figures.addAll(kind.opponents().keySet());
            figures.addAll(kind.assist().keySet());
            kind.flags().values().forEach(flag -> figures.addAll(flag.own().keySet()));
        }
        return figures;
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
    MatchClock withPeriod(MatchClock clock, String fallback) {
        if (clock.period() != null) {
            return clock;
        }
        if (fallback != null) {
            return clock.withPeriod(fallback);
        }
        if (clock.minute() == null) {
            return clock;
        }
        return periods.stream()
                .filter(period -> period.to() != null && clock.minute() <= period.to())
                .findFirst()
                .map(period -> clock.withPeriod(period.name()))
                .orElse(clock);
    }

    /**
     * The clock of an event of that kind with its period filled in: the one stated, else the one that the kind begins
     * or ends, else the period the minute falls in. What begins at minute 20 is the period after it.
     */
    public MatchClock resolveClock(MatchClock stated, Kind kind) {
        PhaseChange change = kind.change();
        if (change == null || change.period() != null || change.edge() != Edge.START || stated.minute() == null) {
            return withPeriod(stated, change == null ? null : change.period());
        }
        String startedAt = periods.stream()
                .filter(period -> period.from() != null && period.from() <= stated.minute())
                .filter(period -> period.to() != null && period.to() >= stated.minute())
                .reduce((earlier, later) -> later)
                .map(Period::name)
                .orElse(null);
        return withPeriod(stated, startedAt);
    }

    /** Where an event of that kind stands in the timeline: an end without a minute is the end of its period. */
    public Position timelinePosition(MatchClock stated, Kind kind) {
        Position position = position(resolveClock(stated, kind));
        boolean atTheEnd = kind.change() != null && kind.change().ends() && stated.minute() == null;
        return atTheEnd ? new Position(position.period(), Integer.MAX_VALUE, 0) : position;
    }

    /** Where the clock stands in playing order; without period and minute, after everything else. */
    public Position position(MatchClock clock) {
        MatchClock complete = withPeriod(clock, null);
        int minute = complete.minute() == null ? 0 : complete.minute();
        for (int i = 0; i < periods.size(); i++) {
            if (periods.get(i).name().equals(complete.period())) {
                return new Position(i, minute, complete.stoppage());
            }
        }
        return new Position(periods.size(), minute, complete.stoppage());
    }
}
