package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The running sum over the highest revisions of a match's incidents. It consists of counts, so {@link #add} and {@link
 * #remove} are each other's inverse and commute: the tally depends on the set of revisions, not on their order. Its
 * size is bounded by the players, the distinct minutes and the readings of a match, not by the number of events.
 *
 * <p>Not thread-safe; confined to the transaction that has locked the match's row.
 */
public final class MatchTally {

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

    /** A time on the match clock and its place in playing order. */
    record ClockReading(Sport.Position position, MatchClock clock) implements Comparable<ClockReading> {
        @Override
        public int compareTo(ClockReading other) {
            int byPosition = position.compareTo(other.position);
            return byPosition != 0 ? byPosition : Boolean.compare(clock.minute() != null, other.clock.minute() != null);
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
        count(marks, contribution.mark(), sign);
        count(clocks, contribution.clock(), sign);
        count(readings, contribution.reading(), sign);
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
        boolean started = shootoutKicks > 0 || marks.keySet().stream().anyMatch(mark -> mark.phase() == Phase.SHOOTOUT);
        return started ? score(shootoutPoints) : null;
    }

    private static Score score(Map<Side, Integer> board) {
        return new Score(board.getOrDefault(Side.HOME, 0), board.getOrDefault(Side.AWAY, 0));
    }

    /**
     * The phase of the last mark in playing order that no other mark overtakes. Without marks it is live as soon as an
     * event counts.
     */
    public Phase phase() {
        PhaseMark standing = null;
        for (PhaseMark mark : marks.descendingKeySet()) {
            if (standing == null || mark.overtakes(standing)) {
                standing = mark;
            }
        }
        if (standing != null) {
            return standing.phase();
        }
        return plays == 0 ? Phase.SCHEDULED : Phase.LIVE;
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

    /** Every player's figures. */
    public Map<Player, Map<String, Integer>> players() {
        Map<Player, Map<String, Integer>> copy = new TreeMap<>();
        players.forEach((player, counts) -> copy.put(player, sorted(counts)));
        return copy;
    }

    /** The tally as values for serialization; {@link #of(State)} is the inverse. */
    public State state() {
        return new State(
                sorted(points),
                sorted(shootoutPoints),
                shootoutKicks,
                plays,
                sorted(Map.of(Side.HOME, counted(Side.HOME), Side.AWAY, counted(Side.AWAY))),
                list(players(), (player, figures) -> new PlayerFigures(player.name(), player.team(), figures)),
                list(clocks, (clock, count) -> new CountedClock(clock.position(), clock.clock(), count)),
                list(marks, CountedMark::new),
                list(readings, CountedReading::new));
    }

    private static <K, V, T> List<T> list(Map<K, V> map, BiFunction<K, V, T> item) {
        return map.entrySet().stream()
                .map(entry -> item.apply(entry.getKey(), entry.getValue()))
                .toList();
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
        for (PlayerFigures player : state.players()) {
            tally.players.put(new Player(player.player(), player.team()), new TreeMap<>(player.counts()));
        }
        for (CountedClock clock : state.clocks()) {
            tally.clocks.put(new ClockReading(clock.position(), clock.clock()), clock.count());
        }
        state.marks().forEach(mark -> tally.marks.put(mark.mark(), mark.count()));
        state.readings().forEach(reading -> tally.readings.put(reading.reading(), reading.count()));
        return tally;
    }

    /** The serializable values of a tally. */
    public record State(
            Map<Side, Integer> points,
            Map<Side, Integer> shootoutPoints,
            int shootoutKicks,
            int plays,
            Map<Side, Map<String, Integer>> teams,
            List<PlayerFigures> players,
            List<CountedClock> clocks,
            List<CountedMark> marks,
            List<CountedReading> readings) {

        /** Rejects missing components. */
        public State {
            Stream.of(points, shootoutPoints, teams, players, clocks, marks, readings)
                    .forEach(Objects::requireNonNull);
        }
    }

    /** The figures of a player. */
    public record PlayerFigures(String player, Side team, Map<String, Integer> counts) {}

    /** The number of incidents with this clock. */
    public record CountedClock(Sport.Position position, MatchClock clock, int count) {}

    /** The number of incidents with this mark. */
    public record CountedMark(PhaseMark mark, int count) {}

    /** The number of incidents with this reading. */
    public record CountedReading(ShareReading reading, int count) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof MatchTally tally && state().equals(tally.state());
    }

    @Override
    public int hashCode() {
        return state().hashCode();
    }

    @Override
    public String toString() {
        return state().toString();
    }
}
