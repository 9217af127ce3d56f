package dev.touchline.match;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.SPORT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.Status;
import dev.touchline.format.TallyJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The statistics after a set of reports are the same for every order of arrival, with any duplicates. */
class OrderOfArrivalTest {

    private static final int SHUFFLES = 4;

    /** Everything about a report apart from its key, which decides the rest: one revision has one content. */
    private record Content(
            String kind,
            MatchClock clock,
            Instant occurredAt,
            Side team,
            String player,
            String assist,
            Status status,
            Extras extras) {}

    /** Further parts, since no more than eight can be combined. */
    private record Extras(Instant at, Map<String, Object> details) {}

    @Property(tries = 1000)
    void everyOrderOfArrivalEndsInTheSameTally(@ForAll("reports") List<Event> reports, @ForAll long seed) {
        MatchTally expected = foldOfTheHighestRevisions(reports);
        Random random = new Random(seed);
        for (int i = 0; i < SHUFFLES; i++) {
            List<Event> arriving = new ArrayList<>(reports);
            // Redeliveries: some of them come twice.
            reports.stream().filter(report -> random.nextInt(4) == 0).forEach(arriving::add);
            Collections.shuffle(arriving, random);
            assertEquals(expected, incrementally(arriving));
        }
    }

    @Property(tries = 1000)
    void aTallyIsTheSameAfterItWasWrittenAndReadBack(@ForAll("reports") List<Event> reports) {
        MatchTally tally = foldOfTheHighestRevisions(reports);
        MatchTally read = TallyJson.read(TallyJson.write(tally));
        assertEquals(tally, read);
        assertEquals(tally.score(), read.score());
        assertEquals(tally.shootout(), read.shootout());
        assertEquals(tally.phase(), read.phase());
        assertEquals(tally.clock(), read.clock());
        assertEquals(tally.winner(), read.winner());
        assertEquals(tally.team(Side.HOME), read.team(Side.HOME));
        assertEquals(tally.team(Side.AWAY), read.team(Side.AWAY));
        assertEquals(tally.players(), read.players());
    }

    @Property(tries = 1000)
    void aTallyThatWasKeptBetweenAnyTwoReportsGoesOnAsIfItHadNot(@ForAll("reports") List<Event> reports) {
        Map<IncidentId, Event> standing = new HashMap<>();
        MatchState state = new MatchState(MATCH, null, new MatchTally(), 0);
        for (Event report : reports) {
            state = new MatchState(MATCH, null, TallyJson.read(TallyJson.write(state.tally())), state.seq());
            take(report, state, standing);
        }
        assertEquals(foldOfTheHighestRevisions(reports), state.tally());
    }

    @Property(tries = 1000)
    void takingEverythingBackLeavesNothingBehind(@ForAll("reports") List<Event> reports) {
        MatchTally tally = new MatchTally();
        highestRevisions(reports).values().forEach(report -> tally.add(report, SPORT));
        highestRevisions(reports).values().forEach(report -> tally.remove(report, SPORT));
        assertEquals(new MatchTally(), tally);
    }

    @Property(tries = 1000)
    void theScoreIsThePointsOfTheReportsThatCount(@ForAll("reports") List<Event> reports) {
        int home = 0;
        int away = 0;
        for (Event report : highestRevisions(reports).values()) {
            Sport.Kind kind = CATALOGUE.kind(report.type());
            if (report.counts() && report.team() != null && !kind.shootout()) {
                boolean byHome = report.team() == Side.HOME;
                home += byHome ? kind.points().own() : kind.points().other();
                away += byHome ? kind.points().other() : kind.points().own();
            }
        }
        assertEquals(new Score(home, away), foldOfTheHighestRevisions(reports).score());
    }

    private static MatchTally incrementally(List<Event> arriving) {
        MatchState state = new MatchState(MATCH, null, new MatchTally(), 0);
        Map<IncidentId, Event> standing = new HashMap<>();
        long changes = 0;
        for (Event report : arriving) {
            changes += take(report, state, standing) ? 1 : 0;
            assertEquals(changes, state.seq());
        }
        return state.tally();
    }

    private static boolean take(Event report, MatchState state, Map<IncidentId, Event> standing) {
        Event previous = standing.get(report.incident());
        if (previous != null && previous.revision() >= report.revision()) {
            return false;
        }
        state.apply(report, previous, CATALOGUE, KICK_OFF);
        standing.put(report.incident(), report);
        return true;
    }

    private static MatchTally foldOfTheHighestRevisions(List<Event> reports) {
        MatchTally tally = new MatchTally();
        highestRevisions(reports).values().forEach(report -> tally.add(report, SPORT));
        return tally;
    }

    private static Map<IncidentId, Event> highestRevisions(List<Event> reports) {
        Map<IncidentId, Event> highest = new HashMap<>();
        reports.forEach(report -> highest.merge(
                report.incident(), report, (one, other) -> one.revision() >= other.revision() ? one : other));
        return highest;
    }

    @Provide
    Arbitrary<List<Event>> reports() {
        Arbitrary<Event> report = Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.longs().between(1, 4),
                        contents())
                .as(OrderOfArrivalTest::report);
        // One revision has one content; what says otherwise is a conflict, and never reaches a tally.
        return report.list().ofMaxSize(30).uniqueElements(Event::key);
    }

    private static Event report(int incident, long revision, Content content) {
        return new Event(
                new IncidentId("camera-" + incident % 2, "i-" + incident),
                revision,
                new EventType("football", content.kind()),
                MATCH,
                content.occurredAt(),
                content.clock(),
                content.team(),
                content.player(),
                content.assist(),
                content.status(),
                content.extras().details(),
                content.extras().at());
    }

    private static Arbitrary<Content> contents() {
        Arbitrary<Instant> instants = Arbitraries.integers().between(0, 5).map(KICK_OFF::plusSeconds);
        Arbitrary<String> players = Arbitraries.of("Lionel Messi", "Ángel Di María", "Kylian Mbappé")
                .injectNull(0.2);
        return Combinators.combine(
                        Arbitraries.of(new TreeSet<>(SPORT.kinds().keySet())),
                        clocks(),
                        instants.injectNull(0.5),
                        Arbitraries.of(Side.class),
                        players,
                        players,
                        Arbitraries.of(Status.class),
                        Combinators.combine(instants, details()).as(Extras::new))
                .as((kind, clock, occurredAt, team, player, assist, status, extras) -> new Content(
                        kind, clock, occurredAt, teamOf(kind, team, player), player, assist, status, extras));
    }

    // Shares that are none, too: an event of the log may be from before its kind had one.
    private static Arbitrary<Map<String, Object>> details() {
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(-1, 101))
                .as((penalty, share) -> Map.of("penalty", penalty, "share", share));
    }

    // A team may be missing only where the kind does without.
    private static Side teamOf(String kind, Side team, String player) {
        boolean needed = Objects.requireNonNull(SPORT.kinds().get(kind)).needsTeam();
        return needed || player == null ? team : null;
    }

    private static Arbitrary<MatchClock> clocks() {
        Arbitrary<String> periods = Arbitraries.of(
                        SPORT.periods().stream().map(Sport.Period::name).toList())
                .injectNull(0.5);
        Arbitrary<Integer> minutes =
                Arbitraries.of(0, 1, 44, 45, 46, 90, 105, 120, 121).injectNull(0.2);
        return Combinators.combine(periods, minutes, Arbitraries.integers().between(0, 2))
                .as((period, minute, stoppage) -> new MatchClock(period, minute, minute == null ? 0 : stoppage));
    }
}
