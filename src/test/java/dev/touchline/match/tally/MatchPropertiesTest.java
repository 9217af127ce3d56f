package dev.touchline.match.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football;
import dev.touchline.Sports;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.sport.Sport;
import dev.touchline.testing.RandomReports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Guarantees for cancelled, corrected, late and repeated reports. */
@PropertyDefaults(tries = 500, edgeCases = EdgeCasesMode.NONE)
class MatchPropertiesTest {

    private static final long LAST_REVISION = 99;
    private static final Instant TIME = Football.KICK_OFF;

    /** A match that receives reports one by one. */
    private static final class Arrivals {
        private final MatchState match = new MatchState(Football.MATCH, null, null, new MatchTally(), 0);
        private final Map<IncidentId, Event> latest = new HashMap<>();
        private final Map<IncidentId, List<Update>> updates = new HashMap<>();

        static Arrivals of(List<Event> events) {
            Arrivals arrivals = new Arrivals();
            events.forEach(arrivals::accept);
            return arrivals;
        }

        /** Applies an event; returns its update, or null if a higher revision is known. */
        Update accept(Event event) {
            Event previous = latest.get(event.incident());
            if (previous != null && previous.revision() >= event.revision()) {
                return null;
            }
            latest.put(event.incident(), event);
            Update update = match.apply(event, previous, Sports.ALL, TIME);
            updates.computeIfAbsent(event.incident(), id -> new ArrayList<>()).add(update);
            return update;
        }

        MatchTally tally() {
            return match.tally();
        }
    }

    private static Sport sport(Event event) {
        return Sports.sport(event.type().sport());
    }

    private static Sport.Kind kind(Event event) {
        return Sports.ALL.kind(event.type());
    }

    private static MatchTally fold(List<Event> events) {
        return Arrivals.of(events).tally();
    }

    /** The last revision of the same incident. */
    private static Event last(Event event, Status status, String player) {
        return new Event(
                event.incident(),
                LAST_REVISION,
                event.type(),
                event.match(),
                event.occurredAt(),
                event.clock(),
                event.team(),
                player,
                event.assist(),
                status,
                event.details(),
                event.receivedAt(),
                event.reporter());
    }

    private static <T> List<T> with(List<T> all, int place, T one) {
        List<T> more = new ArrayList<>(all);
        more.add(place % (all.size() + 1), one);
        return more;
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return new RandomReports(Sports.ALL, "promise", 1, 8)
                .sets(1, 25)
                .map(reports -> reports.stream()
                        .filter(Event.class::isInstance)
                        .map(Event.class::cast)
                        .toList())
                .filter(events -> !events.isEmpty());
    }

    // --- Tally -------------------------------------------------------------------------------------------------------

    @Property
    void tallyIsReadBackAsWritten(@ForAll("events") List<Event> events) {
        MatchTally tally = fold(events);
        MatchTally read = TallyJson.read(TallyJson.write(tally));
        assertEquals(tally.state(), read.state());
        assertEquals(TallyJson.write(tally), TallyJson.write(read));
        assertEquals(tally.score(), read.score());
        assertEquals(tally.shootout(), read.shootout());
        assertEquals(tally.phase(), read.phase());
        assertEquals(tally.clock(), read.clock());
        assertEquals(tally.winner(), read.winner());
        assertEquals(tally.result(), read.result());
        assertEquals(tally.periods(), read.periods());
        for (Side side : Side.values()) {
            assertEquals(tally.team(side), read.team(side));
        }
        assertEquals(Map.of(), read.players(), "players are in rows of their own");
    }

    @Property
    void cancellingAllEventsLeavesAnEmptyTally(@ForAll("events") List<Event> events) {
        MatchTally tally = fold(events);
        Arrivals.of(events).latest.values().forEach(event -> {
            tally.countSport(event.type().sport(), -1);
            tally.remove(event, sport(event));
        });
        assertEquals(new MatchTally(), tally);
    }

    @Property
    void scoreIsTheSumOfThePointsOfCountingReports(@ForAll("events") List<Event> events) {
        int home = 0;
        int away = 0;
        for (Event event : Arrivals.of(events).latest.values()) {
            Sport.Kind kind = kind(event);
            if (event.counts() && event.team() != null && !kind.shootout()) {
                boolean byHome = event.team() == Side.HOME;
                home += byHome ? kind.points().own() : kind.points().other();
                away += byHome ? kind.points().other() : kind.points().own();
            }
        }
        MatchTally tally = fold(events);
        Score score = tally.score();
        Score goal = new Score(score.home() - home, score.away() - away);
        boolean hockey = "ice-hockey".equals(events.get(0).type().sport());
        boolean given = hockey && tally.shootout() != null && tally.shootout().leader() == goal.leader();
        assertTrue(goal.equals(new Score(0, 0)) || given && goal.home() + goal.away() == 1, goal::toString);
        assertEquals(
                score,
                new Score(
                        tally.periods().stream().mapToInt(PeriodScore::home).sum(),
                        tally.periods().stream().mapToInt(PeriodScore::away).sum()),
                "the periods add up to the score");
    }

    // --- Results -----------------------------------------------------------------------------------------------------

    private static Event award(int id, long at, Map<String, Object> details) {
        String sport = Sports.ALL.all().iterator().next().name();
        Event event = reported(new EventType(sport, "awarded"), MatchClock.UNKNOWN, id, at, at);
        return new Event(
                event.incident(),
                1,
                event.type(),
                event.match(),
                event.occurredAt(),
                event.clock(),
                null,
                null,
                null,
                Status.CONFIRMED,
                details,
                event.receivedAt(),
                event.reporter());
    }

    @Property
    void lastAwardIsTheResultWhateverIsPlayedAndTakenBackLeavesTheMatchAsItWas(
            @ForAll("events") List<Event> events,
            @ForAll @IntRange(max = 30) int when,
            @ForAll @IntRange(max = 30) int other) {
        MatchTally played = fold(events);
        // Later than every generated award.
        Event early = award(1_000, 100, Map.of("home", 3, "away", 0));
        Event last = award(1_001, 101, Map.of("home", 0, "away", 2, "reason", "forfeit", "against", "home"));
        MatchTally awarded = fold(with(with(events, when, last), other, early));
        assertEquals(new Result(0, 2, DecidedBy.AWARD, "forfeit"), awarded.result());
        assertEquals(Phase.FINISHED, awarded.phase());
        assertEquals(Side.AWAY, awarded.winner());
        assertEquals(played.score(), awarded.score());
        assertEquals(played.shootout(), awarded.shootout());
        assertEquals(played.periods(), awarded.periods());
        assertEquals(played.clock(), awarded.clock());
        assertEquals(played.players(), awarded.players());
        for (Side side : Side.values()) {
            assertEquals(played.team(side), awarded.team(side));
        }
        List<Event> retracted = with(with(events, when, last), other, last(last, Status.CANCELLED, null));
        // The award is an incident nevertheless.
        played.countSport(last.type().sport(), 1);
        assertEquals(played, fold(retracted));
    }

    @Property
    void resultIsKnownExactlyIfTheMatchIsFinished(@ForAll("events") List<Event> events) {
        MatchTally tally = fold(events);
        assertEquals(tally.phase() == Phase.FINISHED, tally.result() != null);
        if (tally.result() != null && tally.result().decidedBy() != DecidedBy.AWARD) {
            assertEquals(tally.score(), tally.result().score());
            assertEquals(tally.shootout() != null, tally.result().decidedBy() == DecidedBy.SHOOT_OUT);
        }
    }

    // --- Cancellation and correction ---------------------------------------------------------------------------------

    @Property
    void cancelledEventLeavesNoTrace(
            @ForAll("events") List<Event> events,
            @ForAll @IntRange(max = 30) int index,
            @ForAll @IntRange(max = 30) int when) {
        Event one = events.get(index % events.size());
        List<Event> others = events.stream()
                .filter(event -> !event.incident().equals(one.incident()))
                .toList();
        assertEqualsButPlayed(fold(others), fold(with(events, when, last(one, Status.CANCELLED, one.player()))), one);
    }

    /** A cancelled play leaves nothing but the fact that the match is played. */
    private static void assertEqualsButPlayed(MatchTally expected, MatchTally actual, Event cancelled) {
        assertEquals(expected.score(), actual.score());
        assertEquals(expected.shootout(), actual.shootout());
        assertEquals(expected.clock(), actual.clock());
        assertEquals(expected.winner(), actual.winner());
        assertEquals(expected.players(), actual.players());
        for (Side side : Side.values()) {
            assertEquals(expected.team(side), actual.team(side));
        }
        assertEquals(expected.result(), actual.result());
        assertEquals(expected.periods(), actual.periods());
        boolean play = kind(cancelled).change() == null && !kind(cancelled).awards();
        boolean begins = play
                && expected.phase() == Phase.SCHEDULED
                && expected.state().marks().isEmpty();
        assertEquals(begins ? Phase.LIVE : expected.phase(), actual.phase());
    }

    @Property
    void cancellationBeforeItsEventWins(@ForAll("events") List<Event> events, @ForAll @IntRange(max = 30) int index) {
        Event one = events.get(index % events.size());
        Arrivals arrivals = new Arrivals();
        assertEquals(
                Update.Kind.RETRACTION,
                arrivals.accept(last(one, Status.CANCELLED, one.player())).kind());
        events.forEach(arrivals::accept);
        assertEquals(1, arrivals.updates.get(one.incident()).size(), "no other revision changed the match");
        assertEqualsButPlayed(
                fold(events.stream()
                        .filter(event -> !event.incident().equals(one.incident()))
                        .toList()),
                arrivals.tally(),
                one);
    }

    @Property
    void correctionOfThePlayerMovesOnlyThePlayersFigures(
            @ForAll("events") List<Event> events, @ForAll @IntRange(max = 30) int index) {
        Arrivals arrivals = Arrivals.of(events);
        Event latest = arrivals.latest.get(events.get(index % events.size()).incident());
        Assume.that(latest.counts());
        MatchTally before = fold(List.copyOf(arrivals.latest.values()));
        arrivals.accept(last(latest, latest.status(), "Somebody Else"));
        MatchTally after = arrivals.tally();

        assertEquals(before.score(), after.score());
        assertEquals(before.phase(), after.phase());
        assertEquals(before.clock(), after.clock());
        for (Side side : Side.values()) {
            assertEquals(before.team(side), after.team(side));
        }
        Map<MatchTally.Player, Map<String, Integer>> expected = new TreeMap<>(before.players());
        Map<String, Integer> moved = kind(latest).own(latest);
        if (latest.player() != null) {
            plus(expected, new MatchTally.Player(latest.player(), latest.team()), moved, -1);
        }
        plus(expected, new MatchTally.Player("Somebody Else", latest.team()), moved, 1);
        assertEquals(expected, after.players());
    }

    private static void plus(
            Map<MatchTally.Player, Map<String, Integer>> players,
            MatchTally.Player player,
            Map<String, Integer> figures,
            int times) {
        Map<String, Integer> sum = new TreeMap<>(players.getOrDefault(player, Map.of()));
        figures.forEach((figure, amount) -> sum.merge(figure, amount * times, Integer::sum));
        sum.values().removeIf(amount -> amount == 0);
        players.put(player, sum);
        players.values().removeIf(Map::isEmpty);
    }

    // --- Notifications -----------------------------------------------------------------------------------------------

    @Property
    void retractionNotifiesExactlyIfTheEventDid(@ForAll("events") List<Event> events) {
        Arrivals arrivals = Arrivals.of(events);
        arrivals.updates.forEach((incident, updates) -> {
            boolean notified = false;
            for (Update update : updates) {
                if (update.kind() == Update.Kind.RETRACTION) {
                    assertEquals(notified, update.notifies(), "a retraction notifies exactly if the event did");
                }
                notified = notified != update.notifies();
            }
            Event latest = arrivals.latest.get(incident);
            assertEquals(
                    latest.counts() && kind(latest).notifies(),
                    notified,
                    "the last notification matches the final state");
        });
    }

    // --- Late and repeated reports -----------------------------------------------------------------------------------

    private static PhaseMark mark(Event event) {
        return PhaseMark.of(event, sport(event), kind(event));
    }

    @Property
    void lateReportBeforeTheLastPhaseChangeDoesNotMoveThePhase(
            @ForAll("events") List<Event> all, @ForAll @IntRange(max = 30) int cut) {
        int known = cut % all.size();
        List<Event> events = new ArrayList<>(all.subList(0, known));
        PhaseMark last = Arrivals.of(events).latest.values().stream()
                .filter(Event::counts)
                .map(MatchPropertiesTest::mark)
                .filter(Objects::nonNull)
                .max(PhaseMark::compareTo)
                .orElse(null);
        Assume.that(last != null && last.placed());
        Phase before = fold(events).phase();
        for (Event event : all.subList(known, all.size())) {
            Event late = reported(event.type(), event.clock(), events.size(), null, 86_400);
            PhaseMark mark = mark(late);
            // The position of an end of the match depends on the agents' clocks.
            if (mark == null || mark.phase().inProgress() && isBefore(mark, last)) {
                events.add(late);
            }
        }
        assertEquals(before, fold(events).phase());
    }

    private static boolean isBefore(PhaseMark mark, PhaseMark last) {
        return Comparator.<PhaseMark>comparingInt(one -> one.position().period())
                        .thenComparing(PhaseMark::edge)
                        .thenComparing(PhaseMark::position)
                        .compare(mark, last)
                < 0;
    }

    private static Event reported(EventType type, MatchClock clock, int id, Long occurred, long received) {
        Sport.Kind kind = Sports.ALL.kind(type);
        return new Event(
                new IncidentId("witness", "i-" + id),
                1,
                type,
                Football.MATCH,
                occurred == null ? null : TIME.plusSeconds(occurred),
                clock,
                kind.needsTeam() ? Side.HOME : null,
                null,
                null,
                Status.CONFIRMED,
                Map.of(),
                TIME.plusSeconds(received),
                Reporter.NONE);
    }

    /** How the end of the match is reported, if at all. */
    private enum End {
        NOT_YET,
        IN_ITS_PERIOD,
        WITHOUT_A_CLOCK
    }

    /** A truthful agent, which reports either the time of an event or only that it occurred. */
    private record Agent(boolean stated, int delay) {}

    /** A regular match up to one of its phase changes, each reported by several agents. */
    private record RegularMatch(int sport, int phaseChanges, End end, List<Agent> agents, List<Integer> keys) {

        Sport sportOfMatch() {
            return List.copyOf(Sports.ALL.all()).get(sport);
        }

        /** The kinds that start and end periods, in playing order. */
        List<Sport.Kind> phaseChangeKinds() {
            Map<Integer, Sport.Kind> phaseChangeKinds = new TreeMap<>();
            for (Sport.Kind kind : sportOfMatch().kinds().values()) {
                Sport.PhaseChange change = kind.change();
                if (change != null && change.period() != null && change.to().inProgress()) {
                    int period = sportOfMatch().periods().indexOf(sportOfMatch().period(change.period()));
                    phaseChangeKinds.put(2 * period + (change.edge() == Sport.Edge.START ? 0 : 1), kind);
                }
            }
            List<Sport.Kind> kinds = List.copyOf(phaseChangeKinds.values());
            return kinds.subList(0, 1 + phaseChanges % kinds.size());
        }

        Phase phase() {
            List<Sport.Kind> phaseChangeKinds = phaseChangeKinds();
            return end == End.NOT_YET
                    ? phaseChangeKinds.get(phaseChangeKinds.size() - 1).change().to()
                    : Phase.FINISHED;
        }

        List<Event> reports() {
            List<Event> reports = new ArrayList<>();
            List<Sport.Kind> phaseChangeKinds = phaseChangeKinds();
            for (int i = 0; i < agents.size() + phaseChangeKinds.size(); i++) {
                int phaseChange = i % phaseChangeKinds.size();
                Agent agent = agents.get(i % agents.size());
                long time = 600L * phaseChange;
                reports.add(
                        report(phaseChangeKinds.get(phaseChange), MatchClock.UNKNOWN, i, time, agent, agent.delay()));
            }
            if (end != End.NOT_YET) {
                String period = phaseChangeKinds
                        .get(phaseChangeKinds.size() - 1)
                        .change()
                        .period();
                MatchClock clock = new MatchClock(end == End.IN_ITS_PERIOD ? period : null, null, 0);
                Sport.Kind fullTime = sportOfMatch().kinds().get("full-time");
                long time = 600L * phaseChangeKinds.size();
                reports.add(report(fullTime, clock, -1, time, agents.get(0), 5));
            }
            List<Event> shuffled = new ArrayList<>(reports);
            shuffled.sort(Comparator.comparing(event -> keys.get(reports.indexOf(event) % keys.size())));
            return shuffled;
        }

        private Event report(Sport.Kind kind, MatchClock clock, int id, long time, Agent agent, int delay) {
            EventType type = new EventType(sportOfMatch().name(), kind.name());
            return reported(type, clock, id, agent.stated() ? time : null, time + delay);
        }
    }

    @Provide
    Arbitrary<RegularMatch> matches() {
        Arbitrary<Agent> agent = Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, 20_000))
                .as(Agent::new);
        return Combinators.combine(
                        Arbitraries.integers().between(0, Sports.ALL.all().size() - 1),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(End.class),
                        agent.list().ofMinSize(1).ofMaxSize(20),
                        Arbitraries.integers()
                                .between(0, 50)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(30))
                .as(RegularMatch::new);
    }

    @Property
    void duplicatedAndDelayedPhaseChangesEndInTheLastPhase(@ForAll("matches") RegularMatch match) {
        assertEquals(match.phase(), fold(match.reports()).phase());
    }

    @Property
    void eventReportedAfterTheEndCountsWithoutReopeningTheMatch(@ForAll("matches") RegularMatch match) {
        List<Event> all = new ArrayList<>(match.reports());
        Score expected = new Score(0, 0);
        for (Sport.Kind kind : match.sportOfMatch().kinds().values()) {
            if (kind.change() == null) {
                EventType type = new EventType(match.sportOfMatch().name(), kind.name());
                all.add(reported(type, new MatchClock(null, 8, 0), 1_000 + all.size(), null, 86_400));
                expected = kind.shootout()
                        ? expected
                        : new Score(
                                expected.home() + kind.points().own(),
                                expected.away() + kind.points().other());
            }
        }
        boolean goal = match.sportOfMatch().decision().shootoutGoal() && match.phase() == Phase.FINISHED;
        MatchTally tally = fold(all);
        assertEquals(match.phase(), tally.phase());
        assertEquals(new Score(expected.home() + (goal ? 1 : 0), expected.away()), tally.score());
    }
}
