package dev.touchline.match.tally;

import dev.touchline.event.Award;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.tally.PlayedPeriod.Play;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The running sum over the highest revisions of a match's incidents. It consists of counts, so {@link #add} and {@link
 * #remove} are each other's inverse and commute: the tally depends on the set of revisions, not on their order.
 *
 * <p>Its {@link State} has the same size whatever a match has: the figures of teams, the points within periods, the
 * latest clock, the last {@value #MAX_MARKS} phase marks, the latest reading of each share and the last award. {@link
 * TallyKeys} find the latest in rows of incidents if one is taken back. Players are not part of the state: a tally that
 * was read has the changes of their figures since.
 *
 * <p>Not thread-safe; confined to the transaction that has locked the match's row.
 */
public final class MatchTally {

    /** The phase follows from this number of marks, the last in playing order; regular matches have about ten. */
    public static final int MAX_MARKS = 100;

    private final Map<Side, Map<String, Integer>> teams = new EnumMap<>(Side.class);
    private final Map<Player, Map<String, Integer>> players = new TreeMap<>();
    private final TreeMap<PlayedPeriod, Counts> periods = new TreeMap<>();
    private final TreeMap<String, Integer> sports = new TreeMap<>();
    private int plays;
    private final TreeMap<ClockReading, Integer> clocks = new TreeMap<>();
    private final TreeMap<PhaseMark, Integer> marks = new TreeMap<>();
    private final TreeMap<ShareReading, Integer> readings = new TreeMap<>();
    private final TreeMap<AwardReading, Integer> awards = new TreeMap<>();

    /** The sum over events of different incidents. */
    public static MatchTally of(Iterable<Event> highestRevisions, SportCatalogue catalogue) {
        MatchTally tally = new MatchTally();
        highestRevisions.forEach(event -> {
            tally.countSport(event.type().sport(), 1);
            tally.add(event, catalogue.sport(event.type().sport()));
        });
        included(highestRevisions, catalogue)
                .forEach(event ->
                        tally.omitFigures(event, catalogue.sport(event.type().sport())));
        return tally;
    }

    /** The events of a match whose figures are omitted, because another event includes them. */
    public static List<Event> included(Iterable<Event> highestRevisions, SportCatalogue catalogue) {
        Set<String> including = new HashSet<>();
        Map<Event, String> included = new LinkedHashMap<>();
        for (Event event : highestRevisions) {
            TallyKeys keys = TallyKeys.of(event, catalogue.sport(event.type().sport()));
            including.add(keys.including());
            if (keys.included() != null) {
                included.put(event, keys.included());
            }
        }
        included.values().retainAll(including);
        return List.copyOf(included.keySet());
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
            int byFigure = figure.compareTo(other.figure);
            return byFigure != 0 ? byFigure : TallyKeys.ORDER.compare(key(), other.key());
        }
    }

    /**
     * A result that was decided at a desk. The last award by time counts; of those at the same time the one with the
     * higher key.
     *
     * @param reason or null
     */
    public record AwardReading(Instant at, int home, int away, String reason) implements Comparable<AwardReading> {
        /** The figure of its {@link TallyKeys}. The names of figures in catalogues have no hyphens. */
        public static final String FIGURE = "awarded-result";

        /** Returns null if the details of the event are no award. */
        static AwardReading of(Event event) {
            Award award = Award.read(event.details());
            return award == null
                    ? null
                    : new AwardReading(event.effectiveTime(), award.home(), award.away(), award.reason());
        }

        List<Long> key() {
            // A row of an incident has only numbers as sort keys.
            UUID digest = UUID.nameUUIDFromBytes((reason == null ? "" : reason).getBytes(StandardCharsets.UTF_8));
            return List.of(
                    at.getEpochSecond(),
                    (long) at.getNano(),
                    (long) home,
                    (long) away,
                    digest.getMostSignificantBits(),
                    digest.getLeastSignificantBits());
        }

        @Override
        public int compareTo(AwardReading other) {
            return TallyKeys.ORDER.compare(key(), other.key());
        }
    }

    /** The reports that say that a period was played, and the points in it. */
    private record Counts(int reports, int home, int away) {
        Counts plus(Counts other) {
            Counts sum = new Counts(reports + other.reports, home + other.home, away + other.away);
            return sum.equals(new Counts(0, 0, 0)) ? null : sum;
        }
    }

    /** Adds to the number of incidents of a sport, whether they count or not. */
    public void countSport(String sport, int by) {
        count(sports, sport, by);
    }

    /** The sports of the incidents. */
    public Set<String> sports() {
        return Collections.unmodifiableSet(sports.keySet());
    }

    /** The sport of most incidents, of equally many the first by name; null without incidents. */
    public String sport() {
        return sports.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** Adds a revision; a cancelled one adds nothing. */
    public void add(Event event, Sport sport) {
        apply(Contribution.of(event, sport), 1);
    }

    /** Subtracts a revision that was added. */
    public void remove(Event event, Sport sport) {
        apply(Contribution.of(event, sport), -1);
    }

    /** Subtracts the figures of a revision that was added, because another event includes it. */
    public void omitFigures(Event event, Sport sport) {
        applyFigures(Contribution.of(event, sport), -1);
    }

    /** Adds the figures of a revision that were omitted. */
    public void restoreFigures(Event event, Sport sport) {
        applyFigures(Contribution.of(event, sport), 1);
    }

    private void apply(Contribution contribution, int sign) {
        if (contribution == null) {
            return;
        }
        Side team = contribution.team();
        if (team != null) {
            int own = contribution.points().own() * sign;
            int other = contribution.points().other() * sign;
            boolean home = team == Side.HOME;
            count(contribution.period(), new Counts(0, home ? own : other, home ? other : own));
        }
        applyFigures(contribution, sign);
        contribution.reached().forEach(period -> count(period, new Counts(sign, 0, 0)));
        if (contribution.mark() == null && contribution.award() == null) {
            plays += sign;
        }
        applyLatest(contribution, sign);
    }

    private void applyFigures(Contribution contribution, int sign) {
        Side team = contribution.team();
        if (team != null) {
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
    }

    private void applyLatest(Contribution contribution, int sign) {
        count(marks, contribution.mark(), sign);
        count(clocks, contribution.clock(), sign);
        count(readings, contribution.reading(), sign);
        count(awards, contribution.award(), sign);
    }

    private void count(PlayedPeriod period, Counts more) {
        if (more.reports() != 0 || more.home() != 0 || more.away() != 0) {
            periods.merge(period, more, Counts::plus);
        }
    }

    /** Forgets everything. */
    public void clear() {
        teams.clear();
        players.clear();
        periods.clear();
        sports.clear();
        plays = 0;
        clearLatest();
    }

    /** Forgets clocks, marks, readings and awards, so that {@link #addLatest} can replace them. */
    public void clearLatest() {
        clocks.clear();
        marks.clear();
        readings.clear();
        awards.clear();
    }

    /** Adds the clock, mark, reading and award of a revision whose figures are in the tally already. */
    public void addLatest(Event event, Sport sport) {
        Contribution contribution = Contribution.of(event, sport);
        if (contribution != null) {
            applyLatest(contribution, 1);
        }
    }

    /** Forgets clocks, marks, readings and awards that no longer matter if revisions are only added from now on. */
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

    /** The match score as played. Of a shoot-out it has at most the goal for its winner. */
    public Score score() {
        Score goal = shootoutGoal();
        Score played = sum(play -> !play.isShootout());
        return new Score(played.home() + goal.home(), played.away() + goal.away());
    }

    /** The score of the shoot-out, or null if there is none. */
    public Score shootout() {
        return periods.keySet().stream().anyMatch(period -> period.play().isShootout()) ? sum(Play::isShootout) : null;
    }

    private Score sum(Predicate<Play> plays) {
        int home = 0;
        int away = 0;
        for (Map.Entry<PlayedPeriod, Counts> period : periods.entrySet()) {
            if (plays.test(period.getKey().play())) {
                home += period.getValue().home();
                away += period.getValue().away();
            }
        }
        return new Score(home, away);
    }

    /** The goal for the winner of the shoot-out, in a sport that gives one, after the end. */
    private Score shootoutGoal() {
        boolean given = has(Play.SHOOT_OUT_FOR_A_GOAL) && playedPhase() == Phase.FINISHED;
        Side winner = given ? sum(Play::isShootout).leader() : null;
        return new Score(winner == Side.HOME ? 1 : 0, winner == Side.AWAY ? 1 : 0);
    }

    /**
     * The points within each period that was played, in playing order. Their sum is the score: a last one without a name
     * has the points of unknown periods, and a shoot-out is among them only if its winner gets a goal in the score.
     */
    public List<PeriodScore> periods() {
        List<PeriodScore> scores = new ArrayList<>();
        played().forEach((period, counts) -> {
            Score points = period.play() == Play.SHOOT_OUT_FOR_A_GOAL
                    ? shootoutGoal()
                    : new Score(counts.home(), counts.away());
            if (period.play() != Play.SHOOT_OUT && (period.name() != null || !points.equals(new Score(0, 0)))) {
                scores.add(new PeriodScore(period.name(), points.home(), points.away()));
            }
        });
        return scores;
    }

    /** The counts by period. What is counted on is overtime if there is one, unless only it makes normal time level. */
    private Map<PlayedPeriod, Counts> played() {
        Side leader = sum(play -> play == Play.REGULAR).leader();
        Side later = sum(play -> play != Play.OVERTIME && !play.isShootout()).leader();
        boolean overtime = has(Play.OVERTIME) && (leader == null || later != null);
        PlayedPeriod regular = lastRegular();
        Map<PlayedPeriod, Counts> played = new TreeMap<>();
        periods.forEach((period, counts) -> played.merge(period.decided(overtime, regular), counts, Counts::plus));
        return played;
    }

    private boolean has(Play play) {
        return periods.keySet().stream().anyMatch(period -> period.play() == play);
    }

    private PlayedPeriod lastRegular() {
        return periods.keySet().stream()
                .filter(period -> period.play() == Play.REGULAR && period.name() != null)
                .reduce((one, later) -> later)
                .orElse(null);
    }

    /** The result that counts: awarded, otherwise as played; null before the end. */
    public Result result() {
        if (!awards.isEmpty()) {
            AwardReading award = awards.lastKey();
            return new Result(award.home(), award.away(), DecidedBy.AWARD, award.reason());
        }
        if (playedPhase() != Phase.FINISHED) {
            return null;
        }
        DecidedBy played = has(Play.OVERTIME) ? DecidedBy.EXTRA_TIME : DecidedBy.REGULATION;
        DecidedBy decidedBy = shootout() != null ? DecidedBy.SHOOT_OUT : played;
        Score score = score();
        return new Result(score.home(), score.away(), decidedBy, null);
    }

    /** The phase; a match with an award is finished. */
    public Phase phase() {
        return awards.isEmpty() ? playedPhase() : Phase.FINISHED;
    }

    /**
     * The phase of the last mark in playing order that no other of the last {@value #MAX_MARKS} overtakes. Without marks
     * it is live as soon as a play is reported, also if the play is cancelled afterwards.
     */
    private Phase playedPhase() {
        PhaseMark standing = standingMark();
        if (standing != null) {
            return standing.phase();
        }
        return plays == 0 ? Phase.SCHEDULED : Phase.LIVE;
    }

    private PhaseMark standingMark() {
        PhaseMark standing = null;
        for (CountedMark counted : lastMarks()) {
            if (standing == null || counted.mark().overtakes(standing)) {
                standing = counted.mark();
            }
        }
        return standing;
    }

    /** When the postponement was received that makes the phase; null if the phase is another one. */
    public Instant postponedAt() {
        PhaseMark standing = awards.isEmpty() ? standingMark() : null;
        return standing != null && standing.phase() == Phase.POSTPONED ? standing.receivedAt() : null;
    }

    /** When the postponements among the last marks were received: {@code MatchState.announcedBefore} needs them. */
    public Set<Instant> postponements() {
        return lastMarks().stream()
                .map(CountedMark::mark)
                .filter(mark -> mark.phase() == Phase.POSTPONED)
                .map(PhaseMark::receivedAt)
                .collect(Collectors.toSet());
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

    /** The latest time on the match clock of all incidents, in a period that was played. */
    public MatchClock clock() {
        if (clocks.isEmpty()) {
            return MatchClock.UNKNOWN;
        }
        MatchClock last = clocks.lastKey().clock();
        boolean played =
                played().keySet().stream().anyMatch(period -> last.period().equals(period.name()));
        PlayedPeriod regular = lastRegular();
        return played || regular == null ? last : last.withPeriod(regular.name());
    }

    /**
     * The winner by the shoot-out if it has one, since a tie over two legs may be level although the match is not;
     * otherwise by the result. Null before the end and for a draw.
     */
    public Side winner() {
        Result result = result();
        if (result == null) {
            return null;
        }
        Side byKicks = result.decidedBy() == DecidedBy.SHOOT_OUT ? shootout().leader() : null;
        return byKicks != null ? byKicks : result.score().leader();
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
        List<PeriodCount> counted = new ArrayList<>();
        periods.forEach((period, counts) ->
                counted.add(new PeriodCount(period, counts.reports(), counts.home(), counts.away())));
        return new State(
                sorted(sports),
                counted,
                plays,
                sorted(Map.of(Side.HOME, counted(Side.HOME), Side.AWAY, counted(Side.AWAY))),
                clocks.isEmpty() ? null : clocks.lastKey(),
                lastMarks(),
                List.copyOf(latest.values()),
                awards.isEmpty() ? null : awards.lastKey());
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
        state.periods()
                .forEach(counted -> tally.periods.put(
                        counted.period(), new Counts(counted.reports(), counted.home(), counted.away())));
        tally.sports.putAll(state.sports());
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
        if (state.award() != null) {
            awards.put(state.award(), 1);
        }
    }

    /**
     * The serializable values of a tally.
     *
     * @param sports the number of incidents of each, whether they count or not
     * @param periods in playing order
     * @param plays events that neither change the phase nor award the match
     * @param clock the latest, or null
     * @param marks the last ones, latest first
     * @param readings the latest of each figure
     * @param award the last, or null
     */
    public record State(
            Map<String, Integer> sports,
            List<PeriodCount> periods,
            int plays,
            Map<Side, Map<String, Integer>> teams,
            ClockReading clock,
            List<CountedMark> marks,
            List<ShareReading> readings,
            AwardReading award) {

        /** Rejects missing components. */
        public State {
            Stream.of(sports, periods, teams, marks, readings).forEach(Objects::requireNonNull);
        }
    }

    /**
     * The counts of a period.
     *
     * @param reports the number of incidents that say that it was played
     */
    public record PeriodCount(PlayedPeriod period, int reports, int home, int away) {}

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
