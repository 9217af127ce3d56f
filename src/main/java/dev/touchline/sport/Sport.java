package dev.touchline.sport;

import dev.touchline.event.Award;
import dev.touchline.event.Coded;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A sport's catalogue: its periods, the meaning of its kinds of event, and its rules of standings. It is read from
 * {@code sports/<name>.json}; no code depends on a particular sport.
 *
 * @param name as in event types and routing keys
 * @param periods in playing order
 * @param kinds by name, in the order of the file
 * @param scorers the figures that the list of scorers counts
 * @param rules the rules of competitions that define none
 * @param fairPlay the penalties for conduct, applied in this order
 * @param decision how a match is decided after the regular periods
 * @param stoppageTime whether the clock runs on in stoppage time, so that a minute after the end of the regular periods
 *     need not be in overtime
 * @param variants the sport as some competitions play it, by name; the kinds have the same names and the variants none
 */
public record Sport(
        String name,
        String label,
        List<Period> periods,
        Map<String, Kind> kinds,
        Scorers scorers,
        Rules rules,
        List<Penalty> fairPlay,
        Decision decision,
        boolean stoppageTime,
        Map<String, Sport> variants) {

    /** The longest duration in minutes of a sport without timed periods. */
    private static final int UNTIMED_MINUTES = 360;

    /**
     * A stretch of play.
     *
     * @param name as in {@link MatchClock#period()}
     * @param from the minute of its start, or null where minutes do not apply
     * @param to its last minute without stoppage time, or null where minutes do not apply
     * @param overtime whether it is played only if the match is level after the regular periods
     */
    public record Period(String name, String label, Integer from, Integer to, boolean overtime) {}

    /**
     * The figures in the list of scorers.
     *
     * @param figure the figure that ranks the players, such as {@code goals}
     * @param penalties the figure that counts the penalties among them, or null if there is none
     */
    public record Scorers(String figure, String penalties) {}

    /**
     * The cost of a figure in fair-play points.
     *
     * @param figure the figure of a player, such as {@code redCards}
     * @param points added for each one; usually negative
     * @param instead how many of other figures each one includes; those cost nothing extra
     */
    public record Penalty(String figure, int points, Map<String, Integer> instead) {}

    /**
     * The decision of a match that lasts longer than the regular periods.
     *
     * @param overtime the mark of a result after overtime, such as {@code AET}
     * @param shootout the mark of a result after a shoot-out, such as {@code PEN}
     * @param shootoutGoal whether the winner of a shoot-out gets one goal in the score
     */
    public record Decision(String overtime, String shootout, boolean shootoutGoal) {
        /** The decision in a sport that sets none. */
        public static final Decision DEFAULT = new Decision("AET", "PEN", false);
    }

    /**
     * The meaning of one kind of event. Share and change may be null.
     *
     * @param name the part of the event type after the sport
     * @param symbol about one character, for a timeline
     * @param title the headline, or null to use the label
     * @param texts templates of its text, best first; the first whose values are all known is used
     * @param mark the suffix of the player's name, such as {@code pen}, or null
     * @param flags further meanings, by the key of {@code details} that is true
     * @param points the points that it adds to the match score
     * @param shootout whether it is a kick in the shoot-out, which has its own score
     * @param own the figures that it adds to for its own team and player
     * @param opponents the figures that it adds to for the other team
     * @param assist the figures that it adds to for its own team and the assisting player
     * @param awards whether it decides the match at a desk: its details are an {@link Award}
     * @param includes the kinds of which an event of the same player at the same moment is part of this one: such an
     *     event has no figures and no line of its own
     * @param notifies whether it is a headline
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
            boolean awards,
            List<String> includes,
            boolean notifies) {

        /** Whether an event of this kind must name its team to be counted. */
        public boolean needsTeam() {
            return points.isNonZero()
                    || shootout
                    || share != null
                    || !own.isEmpty()
                    || !opponents.isEmpty()
                    || !assist.isEmpty()
                    || flags.values().stream().anyMatch(flag -> !flag.own().isEmpty());
        }

        /** Whether it postpones the match. */
        public boolean postpones() {
            return change != null && change.to() == Phase.POSTPONED;
        }

        /**
         * Whether the first receipt of an incident as this kind counts: it changes the phase or decides the match, and
         * confirming or correcting it later is no new change.
         */
        public boolean keepsReceipt() {
            return change != null || awards;
        }

        /** Whether events of both kinds at the same {@link #moment} are one event: one of the kinds includes the other. */
        public boolean isOneWith(Kind other) {
            return includes.contains(other.name) || other.includes.contains(name);
        }

        /** Whether an event of this kind must tell which period it starts or ends. */
        public boolean needsPeriod() {
            boolean bounds = change != null && change.edge() != Edge.DURING;
            return bounds && change.period() == null && change.to().inProgress();
        }

        /** The figures that the event adds to for its own team and player, including those of its flags. */
        public Map<String, Integer> own(Event event) {
            Map<String, Integer> all = own;
            for (Map.Entry<String, Flag> flag : flags.entrySet()) {
                if (isSet(flag.getKey(), event) && !flag.getValue().own().isEmpty()) {
                    Map<String, Integer> sum = new LinkedHashMap<>(all);
                    flag.getValue().own().forEach((figure, amount) -> sum.merge(figure, amount, Integer::sum));
                    all = sum;
                }
            }
            return all;
        }

        /** The suffix of the player's name in this event, or null. */
        public String mark(Event event) {
            return flags.entrySet().stream()
                    .filter(flag -> isSet(flag.getKey(), event))
                    .map(flag -> flag.getValue().mark())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(mark);
        }

        private static boolean isSet(String flag, Event event) {
            return Boolean.TRUE.equals(event.details().get(flag));
        }
    }

    /**
     * The further meaning of an event if a key of its {@code details} is true.
     *
     * @param mark the suffix of the player's name, or null
     */
    public record Flag(String mark, Map<String, Integer> own) {}

    /**
     * A figure that is reported, not counted, such as possession. The latest reading is valid; the rest is the other
     * team's.
     *
     * @param detail the key of {@code details} with the own team's share, a whole number
     * @param of the sum of both teams' shares
     */
    public record Share(String figure, String detail, int of) {

        /** The own team's share, or null if the event has none within the bounds. */
        public Integer read(Event event) {
            Object value = event.details().get(detail);
            return value instanceof Integer share && share >= 0 && share <= of ? share : null;
        }
    }

    /** Points for the event's own team and for the other. */
    public record Points(int own, int other) {
        public static final Points NONE = new Points(0, 0);

        /** Whether either team gets points. */
        public boolean isNonZero() {
            return own != 0 || other != 0;
        }
    }

    /**
     * A change of the match's phase.
     *
     * @param period the period that it starts or ends, or null if the event's clock tells
     */
    public record PhaseChange(Phase to, String period, Edge edge) {
        /** Whether it ends its period: by a whistle, or by abandonment. */
        boolean ends() {
            return edge == Edge.END || edge == Edge.DURING && !to.inProgress();
        }

        private boolean endsMatch() {
            return edge == Edge.END && to == Phase.FINISHED;
        }

        private boolean startsShootout() {
            return edge == Edge.START && to == Phase.SHOOTOUT;
        }
    }

    /** The place of a phase change within its period, in playing order. */
    public enum Edge implements Coded {
        START,
        DURING,
        END
    }

    /**
     * A place on the sport's clock, in playing order.
     *
     * @param period index of the period, from 0; the number of periods if it is unknown
     * @param minute minutes, 0 if unknown
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

    /** All counted figures of teams, in alphabetical order; shares are not among them. */
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

    /** The period with that name, or null. */
    public Period period(String name) {
        return periods.stream()
                .filter(period -> period.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The period that a kind starts as the shoot-out, or null if there is none. */
    public Period shootoutPeriod() {
        return kinds.values().stream()
                .map(Kind::change)
                .filter(change -> change != null && change.startsShootout() && change.period() != null)
                .findFirst()
                .map(change -> period(change.period()))
                .orElse(null);
    }

    /** The sport as the variant of that name plays it, or this sport if it has no such variant. */
    public Sport variant(String name) {
        return name == null ? this : variants.getOrDefault(name, this);
    }

    /** The names of the periods of this sport and of its variants. */
    public List<String> periodNames() {
        Set<String> names = new LinkedHashSet<>();
        withVariants().forEach(sport -> sport.periods().forEach(period -> names.add(period.name())));
        return List.copyOf(names);
    }

    /** The minutes on the clock of the longest possible match of this sport or of a variant, without breaks. */
    public int longestMinutes() {
        return withVariants()
                .flatMap(sport -> sport.periods().stream())
                .map(Period::to)
                .filter(Objects::nonNull)
                .max(Integer::compare)
                .orElse(UNTIMED_MINUTES);
    }

    private Stream<Sport> withVariants() {
        return Stream.concat(Stream.of(this), variants.values().stream());
    }

    /**
     * Team, player and moment of an event that another one may include, or which may include others; null if it is not
     * of such a kind, if its player or minute is unknown, or if it is cancelled.
     */
    public String moment(Event event) {
        if (!event.counts() || event.player() == null || event.clock().minute() == null) {
            return null;
        }
        Kind kind = kinds.get(event.type().kind());
        boolean concerned = !kind.includes().isEmpty() || isIncluded(kind);
        Position at = concerned ? position(resolveClock(event.clock(), kind)) : null;
        return concerned
                ? "%s %d %d %d %s".formatted(event.team(), at.period(), at.minute(), at.stoppage(), event.player())
                : null;
    }

    /** Whether events of other kinds may include one of this kind. */
    public boolean isIncluded(Kind kind) {
        return kinds.values().stream().anyMatch(other -> other.includes().contains(kind.name()));
    }

    /**
     * The clock with its period: the stated one, else the fallback, else the period of its minute. A stated period that
     * this variant of the sport does not have is disregarded.
     *
     * @param fallback takes precedence over the minute; may be null
     */
    MatchClock withPeriod(MatchClock clock, String fallback) {
        if (period(clock.period()) != null) {
            return clock;
        }
        if (fallback != null || clock.minute() == null) {
            return clock.withPeriod(fallback);
        }
        return clock.withPeriod(periods.stream()
                .filter(period -> period.to() != null && clock.minute() <= period.to())
                .findFirst()
                .map(Period::name)
                .orElse(null));
    }

    /**
     * The clock of an event with its period: the stated one, else the one that the kind starts or ends, else the period
     * of its minute. A start at the last minute of a period is the start of the next one. The shoot-out and its kicks
     * belong to the period of the shoot-out whatever their clocks say.
     */
    public MatchClock resolveClock(MatchClock stated, Kind kind) {
        if (kind.shootout() || kind.change() != null && kind.change().startsShootout()) {
            Period shootout = shootoutPeriod();
            return shootout == null ? withPeriod(stated, null) : stated.withPeriod(shootout.name());
        }
        PhaseChange change = kind.change();
        if (change == null || change.period() != null || change.edge() != Edge.START || stated.minute() == null) {
            return withPeriod(stated, change == null ? null : change.period());
        }
        String startedPeriod = periods.stream()
                .filter(period -> period.from() != null && period.from() <= stated.minute())
                .filter(period -> period.to() != null && period.to() >= stated.minute())
                .reduce((earlier, later) -> later)
                .map(Period::name)
                .orElse(null);
        return withPeriod(stated, startedPeriod);
    }

    /**
     * The place of an event in the timeline. An end without a minute comes last in its period, the start of the
     * shoot-out before its kicks, the end of the match after everything, and an award after that, whatever minutes they
     * have.
     */
    public Position timelinePosition(MatchClock stated, Kind kind) {
        if (kind.awards()) {
            return new Position(periods.size(), Integer.MAX_VALUE, 1);
        }
        Position position = position(resolveClock(stated, kind));
        PhaseChange change = kind.change();
        if (change == null) {
            return position;
        }
        if (change.endsMatch()) {
            return new Position(periods.size(), Integer.MAX_VALUE, 0);
        }
        if (change.startsShootout()) {
            return new Position(position.period(), -1, 0);
        }
        return change.ends() && stated.minute() == null
                ? new Position(position.period(), Integer.MAX_VALUE, 0)
                : position;
    }

    /** The place of the clock in playing order; without period and minute, after all others. */
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
