package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The running sum over the highest revisions of a match's incidents. It consists of counts, so {@link #add} and {@link
 * #remove} are each other's inverse and commute: the tally depends on the set of revisions, not on their order.
 *
 * <p>Its {@link State} has the same size whatever a match has: the figures of teams, the latest clock, the last {@value
 * #MAX_MARKS} phase marks and the latest reading of each share. {@link TallyKeys} find these in rows of incidents if
 * one is taken back. Players are not part of the state: a tally that was read has the changes of their figures since.
 *
 * <p>Not thread-safe; confined to the transaction that has locked the match's row.
 */
public final class MatchTally {

    /** The phase follows from this number of marks, the last in playing order; regular matches have about ten. */
    public static final int MAX_MARKS = 100;

    private final Map<Side, Map<String, Integer>> teams = new EnumMap<>(Side.class);
    private final Map<Player, Map<String, Integer>> players = new TreeMap<>();
    private final Map<Side, Integer> points = new EnumMap<>(Side.class);
    private final Map<Side, Integer> shootoutPoints = new EnumMap<>(Side.class);
    private int shootoutKicks;
    private int plays;
    private final TreeMap<ClockReading, Integer> clocks = new TreeMap<>();
    private final TreeMap<PhaseMark, Integer> marks = new TreeMap<>();
    private final TreeMap<ShareReading, Integer> readings = new TreeMap<>();

    /** The sum over events of different incidents. */
    public static MatchTally of(Iterable<Event> highestRevisions, SportCatalogue catalogue) {
        MatchTally tally = new MatchTally();
        highestRevisions.forEach(
                event -> tally.add(event, catalogue.sport(event.type().sport())));
        return tally;
    }

    /**
     * A player, identified by the reported name.
     *
     * @param name as reported
     * @param team the reported team, or null
     */
    public record Player(String name, Side team) implements Comparable<Player> {
        private static final Comparator<Player> ORDER = Comparator.comparing(Player::name)
                .thenComparing(Player::team, Comparator.nullsLast(Comparator.naturalOrder()));

        @Override
        public int compareTo(Player other) {
            return ORDER.compare(this, other);
        }
    }

    /** A time on the match clock, which has a period, and its place in playing order. */
    public record ClockReading(Sport.Position position, MatchClock clock) implements Comparable<ClockReading> {
        private static final Comparator<ClockReading> ORDER = Comparator.comparingLong(ClockReading::key)
                .thenComparing(reading -> reading.clock().period());
        private static final int TIME_BITS = 12;
        private static final int NAME_BITS = 16;

        /** The order as a number: position, whether the minute is known, and a hash of the period's name. */
        long key() {
            long place = ((long) position.period() << TIME_BITS | position.minute()) << TIME_BITS | position.stoppage();
            long known = place << 1 | (clock.minute() != null ? 1 : 0);
            return known << NAME_BITS | clock.period().hashCode() & ((1 << NAME_BITS) - 1);
        }

        @Override
        public int compareTo(ClockReading other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A reported share of both teams.
     *
     * @param at the time of the event, which orders readings of the same place
     */
    public record ShareReading(String figure, Sport.Position position, Instant at, int home, int away)
            implements Comparable<ShareReading> {
        private static final Comparator<ShareReading> ORDER = Comparator.comparing(ShareReading::figure)
                .thenComparing(ShareReading::position)
                .thenComparing(ShareReading::at)
                .thenComparing(ShareReading::home)
                .thenComparing(ShareReading::away);

        /** The order within the figure. */
        List<Long> key() {
            return List.of(
                    (long) position.period(),
                    (long) position.minute(),
                    (long) position.stoppage(),
                    at.getEpochSecond(),
                    (long) at.getNano(),
                    (long) home,
                    (long) away);
        }

        @Override
        public int compareTo(ShareReading other) {
            return ORDER.compare(this, other);
        }
    }

    /** Adds a revision; a cancelled one adds nothing. */
    public void add(Event event, Sport sport) {
        apply(Contribution.of(event, sport), 1);
    }

    /** Subtracts a revision that was added. */
    public void remove(Event event, Sport sport) {
        apply(Contribution.of(event, sport), -1);
    }

    private void apply(Contribution contribution, int sign) {
        if (contribution == null) {
            return;
        }
        Side team = contribution.team();
        if (team != null) {
            Map<Side, Integer> board = contribution.shootout() ? shootoutPoints : points;
            count(board, team, contribution.points().own() * sign);
            count(board, team.other(), contribution.points().other() * sign);
            countAll(teams, team, contribution.own(), sign);
            countAll(teams, team.other(), contribution.opponents(), sign);
            countAll(teams, team, contribution.assist(), sign);
        }
        if (contribution.player() != null) {
            countAll(players, new Player(contribution.player(), team), contribution.own(), sign);
        }
        if (contribution.assistant() != null) {
            countAll(players, new Player(contribution.assistant(), team), contribution.assist(), sign);
        }
        if (contribution.shootout()) {
            shootoutKicks += sign;
        }
        if (contribution.mark() == null) {
            plays += sign;
        }
        applyLatest(contribution, sign);
    }

    private void applyLatest(Contribution contribution, int sign) {
        count(marks, contribution.mark(), sign);
        count(clocks, contribution.clock(), sign);
        count(readings, contribution.reading(), sign);
    }

    /** Forgets clocks, marks and readings, so that {@link #addLatest} can replace them. */
    public void clearLatest() {
        clocks.clear();
        marks.clear();
        readings.clear();
    }

    /** Adds the clock, mark and reading of a revision whose figures are in the tally already. */
    public void addLatest(Event event, Sport sport) {
        Contribution contribution = Contribution.of(event, sport);
        if (contribution != null) {
            applyLatest(contribution, 1);
        }
    }

    /** Forgets clocks, marks and readings that no longer matter if revisions are only added from now on. */
    public void trim() {
        State state = state();
        clearLatest();
        readLatest(state);
    }

    // Counts of zero are removed: otherwise tallies of the same revisions could differ.
    private static <K> void count(Map<K, Integer> counts, K key, int by) {
        if (key != null && by != 0) {
            counts.merge(key, by, (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    private static <K> void countAll(
            Map<K, Map<String, Integer>> figures, K key, Map<String, Integer> amounts, int by) {
        if (amounts.isEmpty()) {
            return;
        }
        Map<String, Integer> counts = figures.computeIfAbsent(key, k -> new TreeMap<>());
        amounts.forEach((name, amount) -> count(counts, name, amount * by));
        if (counts.isEmpty()) {
            figures.remove(key);
        }
    }

    /** The match score; the shoot-out never adds to it. */
    public Score score() {
        return score(points);
    }

    /** The score of the shoot-out, or null if there is none. */
    public Score shootout() {
        boolean started = shootoutKicks > 0
                || lastMarks().stream().anyMatch(mark -> mark.mark().phase() == Phase.SHOOTOUT);
        return started ? score(shootoutPoints) : null;
    }

    private static Score score(Map<Side, Integer> board) {
        return new Score(board.getOrDefault(Side.HOME, 0), board.getOrDefault(Side.AWAY, 0));
    }

    /**
     * The phase of the last mark in playing order that no other of the last {@value #MAX_MARKS} overtakes. Without marks
     * it is live as soon as an event counts.
     */
    public Phase phase() {
        PhaseMark standing = null;
        for (CountedMark counted : lastMarks()) {
            if (standing == null || counted.mark().overtakes(standing)) {
                standing = counted.mark();
            }
        }
        if (standing != null) {
            return standing.phase();
        }
        return plays == 0 ? Phase.SCHEDULED : Phase.LIVE;
    }

    private List<CountedMark> lastMarks() {
        List<CountedMark> last = new ArrayList<>();
        int left = MAX_MARKS;
        for (Map.Entry<PhaseMark, Integer> mark : marks.descendingMap().entrySet()) {
            if (left == 0) {
                break;
            }
            int count = Math.min(left, mark.getValue());
            last.add(new CountedMark(mark.getKey(), count));
            left -= count;
        }
        return last;
    }

    /** The latest time on the match clock of all incidents. */
    public MatchClock clock() {
        return clocks.isEmpty() ? MatchClock.UNKNOWN : clocks.lastKey().clock();
    }

    /**
     * The winner by the shoot-out if it has one, since a tie over two legs may be level although the match is not;
     * otherwise by the score. Null before the end and for a draw.
     */
    public Side winner() {
        if (phase() != Phase.FINISHED) {
            return null;
        }
        Score kicks = shootout();
        Score decisive = kicks != null && kicks.home() != kicks.away() ? kicks : score();
        return decisive.leader();
    }

    /** The team's figures by name. A missing count is zero; a missing share is unknown. */
    public Map<String, Integer> team(Side side) {
        Map<String, Integer> figures = new TreeMap<>(teams.getOrDefault(side, Map.of()));
        // In ascending order, so that the latest of each figure remains.
        readings.keySet()
                .forEach(reading -> figures.put(reading.figure(), side == Side.HOME ? reading.home() : reading.away()));
        return figures;
    }

    /** The figures of every player, or their changes since the tally was read or {@link #takePlayers} was called. */
    public Map<Player, Map<String, Integer>> players() {
        Map<Player, Map<String, Integer>> copy = new TreeMap<>();
        players.forEach((player, counts) -> copy.put(player, sorted(counts)));
        return copy;
    }

    /** Returns the figures of players and forgets them. */
    public Map<Player, Map<String, Integer>> takePlayers() {
        Map<Player, Map<String, Integer>> taken = new TreeMap<>(players);
        players.clear();
        return taken;
    }

    /** The tally as values for serialization; {@link #of(State)} is the inverse. */
    public State state() {
        Map<String, ShareReading> latest = new TreeMap<>();
        readings.keySet().forEach(reading -> latest.put(reading.figure(), reading));
        return new State(
                sorted(points),
                sorted(shootoutPoints),
                shootoutKicks,
                plays,
                sorted(Map.of(Side.HOME, counted(Side.HOME), Side.AWAY, counted(Side.AWAY))),
                clocks.isEmpty() ? null : clocks.lastKey(),
                lastMarks(),
                List.copyOf(latest.values()));
    }

    private Map<String, Integer> counted(Side side) {
        return sorted(teams.getOrDefault(side, Map.of()));
    }

    // Sorted, so that equal tallies have equal JSON.
    private static <K extends Comparable<K>, V> Map<K, V> sorted(Map<K, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** Creates a tally from its serialized values. */
    public static MatchTally of(State state) {
        MatchTally tally = new MatchTally();
        tally.points.putAll(state.points());
        tally.shootoutPoints.putAll(state.shootoutPoints());
        tally.shootoutKicks = state.shootoutKicks();
        tally.plays = state.plays();
        state.teams().forEach((side, counts) -> {
            if (!counts.isEmpty()) {
                tally.teams.put(side, new TreeMap<>(counts));
            }
        });
        tally.readLatest(state);
        return tally;
    }

    private void readLatest(State state) {
        if (state.clock() != null) {
            clocks.put(state.clock(), 1);
        }
        state.marks().forEach(mark -> marks.put(mark.mark(), mark.count()));
        state.readings().forEach(reading -> readings.put(reading, 1));
    }

    /**
     * The serializable values of a tally.
     *
     * @param clock the latest, or null
     * @param marks the last ones, latest first
     * @param readings the latest of each figure
     */
    public record State(
            Map<Side, Integer> points,
            Map<Side, Integer> shootoutPoints,
            int shootoutKicks,
            int plays,
            Map<Side, Map<String, Integer>> teams,
            ClockReading clock,
            List<CountedMark> marks,
            List<ShareReading> readings) {

        /** Rejects missing components. */
        public State {
            Stream.of(points, shootoutPoints, teams, marks, readings).forEach(Objects::requireNonNull);
        }
    }

    /** The number of incidents with this mark. */
    public record CountedMark(PhaseMark mark, int count) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof MatchTally tally && state().equals(tally.state()) && players.equals(tally.players);
    }

    @Override
    public int hashCode() {
        return Objects.hash(state(), players);
    }

    @Override
    public String toString() {
        return state() + " " + players;
    }
}
