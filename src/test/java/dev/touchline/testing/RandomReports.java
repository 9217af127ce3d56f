package dev.touchline.testing;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generates reports on a few matches: every kind of every sport, few incidents and many revisions of each. A revision
 * may change everything except the match.
 *
 * @param catalogue the sports; each match has one
 * @param prefix the prefix of match ids and sources
 * @param matches the number of matches
 * @param incidents the number of incidents in all
 */
public record RandomReports(SportCatalogue catalogue, String prefix, int matches, int incidents) {

    private static final Instant KICK_OFF = Instant.parse("2022-12-18T15:00:00Z");
    private static final long REVISIONS = 4;
    private static final int SECONDS = 6;
    private static final int OFTEN_AN_AWARD = 95;
    private static final List<String> PLAYERS = List.of("Ángel Di María", "Kylian Mbappé", "Lionel Messi");
    private static final List<Reporter> REPORTERS = List.of(
            Reporter.NONE,
            new Reporter("camera-7", false),
            new Reporter("camera-70", false),
            new Reporter("scout", false),
            new Reporter("scout", true),
            new Reporter("operator", true));
    private static final List<String> TEAMS = List.of("Argentina", "France");

    /** A generated report whose numbers are interpreted by the sport of its match. */
    private sealed interface Draft permits DraftEvent, DraftAnnouncement {
        int subject();

        long revision();

        default List<Object> key() {
            return List.of(getClass(), subject(), revision());
        }
    }

    private record DraftEvent(int subject, long revision, Status status, int kind, Place place, Actor who, Rest rest)
            implements Draft {}

    private record DraftAnnouncement(
            int subject, long revision, Reporter reporter, String home, String away, String stage, boolean venue)
            implements Draft {

        @Override
        public List<Object> key() {
            return List.of(subject, revision, reporter);
        }
    }

    /** The period and the minute may be unknown. Minutes lie around the end of a period. */
    private record Place(Integer period, Integer end, int minutesAfter, int stoppage) {}

    private record Actor(Side team, String player, String assist) {}

    private record Rest(Instant occurredAt, Instant receivedAt, int flags, int share) {}

    /** Sets in which each revision has one content. */
    public Arbitrary<List<MatchReport>> sets(int min, int max) {
        return reports(drafts().list().ofMinSize(min).ofMaxSize(max).uniqueElements(Draft::key));
    }

    /** Sets of announcements by several accounts and administrators. */
    public Arbitrary<List<MatchReport>> announcementSets(int min, int max) {
        return reports(announcements().list().ofMinSize(min).ofMaxSize(max).uniqueElements(Draft::key));
    }

    /** Sets with conflicts: one revision may have several contents, and an incident may belong to several matches. */
    public Arbitrary<List<MatchReport>> conflictingSets(int max) {
        Arbitrary<List<Boolean>> moves = Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true))
                .list()
                .ofSize(max);
        return Combinators.combine(reports(drafts().list().ofMaxSize(max)), moves)
                .as((reports, moved) -> {
                    List<MatchReport> all = new ArrayList<>();
                    for (MatchReport report : reports) {
                        all.add(moved.get(all.size()) && report instanceof Event event ? ofReturnLeg(event) : report);
                    }
                    return all;
                });
    }

    // A match of the same sport, because ingest would refuse the event otherwise.
    private static Event ofReturnLeg(Event event) {
        return new Event(
                event.incident(),
                event.revision(),
                event.type(),
                event.match() + "-return",
                event.occurredAt(),
                event.clock(),
                event.team(),
                event.player(),
                event.assist(),
                event.status(),
                event.details(),
                event.receivedAt(),
                event.reporter());
    }

    private Arbitrary<List<MatchReport>> reports(Arbitrary<List<Draft>> drafts) {
        Arbitrary<List<Sport>> sports =
                Arbitraries.of(List.copyOf(catalogue.all())).list().ofSize(matches);
        return Combinators.combine(sports, drafts)
                .as((sportByMatch, drawn) ->
                        drawn.stream().map(draft -> report(draft, sportByMatch)).toList());
    }

    private MatchReport report(Draft draft, List<Sport> sportByMatch) {
        int match = draft.subject() % matches;
        String id = prefix + "-match-" + match;
        Sport sport = sportByMatch.get(match);
        return draft instanceof DraftEvent said
                ? event(said, id, sport)
                : announcement((DraftAnnouncement) draft, id, sport);
    }

    private Event event(DraftEvent said, String match, Sport sport) {
        List<Sport.Kind> kinds = List.copyOf(sport.kinds().values());
        // One kind of many; more often an award, so that a match has several.
        Sport.Kind kind = kinds.stream()
                .filter(one -> one.awards() && said.kind() >= OFTEN_AN_AWARD)
                .findFirst()
                .orElse(kinds.get(said.kind() % kinds.size()));
        // Only some kinds may omit the team.
        Side team = said.who().team() == null && kind.needsTeam()
                ? Side.HOME
                : said.who().team();
        return new Event(
                new IncidentId(prefix + "-camera-" + said.subject() % 2, "i-" + said.subject()),
                said.revision(),
                new EventType(sport.name(), kind.name()),
                match,
                said.rest().occurredAt(),
                clock(said.place(), sport),
                team,
                said.who().player(),
                said.who().assist(),
                said.status(),
                details(said.rest(), kind),
                said.rest().receivedAt(),
                Reporter.NONE);
    }

    private static MatchClock clock(Place place, Sport sport) {
        List<Sport.Period> periods = sport.periods();
        String period = place.period() == null
                ? null
                : periods.get(place.period() % periods.size()).name();
        List<Integer> ends = periods.stream()
                .filter(candidate -> candidate.to() != null)
                .map(Sport.Period::to)
                .toList();
        Integer minute =
                place.end() == null ? null : Math.max(0, ends.get(place.end() % ends.size()) + place.minutesAfter());
        return new MatchClock(period, minute, minute == null ? 0 : place.stoppage());
    }

    private static Map<String, Object> details(Rest rest, Sport.Kind kind) {
        Map<String, Object> details = new TreeMap<>();
        int flag = 1;
        for (String name : kind.flags().keySet()) {
            details.put(name, (rest.flags() & flag) != 0);
            flag *= 2;
        }
        if (kind.share() != null) {
            details.put(kind.share().detail(), rest.share());
        }
        if (kind.awards()) {
            details.put("home", rest.share() / 40);
            details.put("away", rest.flags() % 4);
            details.put("reason", rest.flags() < 16 ? "ineligible player" : "forfeit");
        }
        return details;
    }

    private static Announcement announcement(DraftAnnouncement announced, String match, Sport sport) {
        Instant receivedAt = KICK_OFF.plusSeconds(announced.revision());
        return new Announcement(
                match,
                ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt),
                sport.name(),
                null,
                announced.stage(),
                null,
                null,
                announced.home(),
                announced.away(),
                announced.stage() == null ? KICK_OFF.plusSeconds(3_600) : KICK_OFF,
                announced.venue() ? "Lusail" : null,
                null,
                receivedAt,
                announced.reporter());
    }

    private Arbitrary<Draft> drafts() {
        return Arbitraries.frequencyOf(Tuple.of(4, events()), Tuple.of(1, announcements()));
    }

    private Arbitrary<Draft> events() {
        Arbitrary<Status> statuses = Arbitraries.of(Status.CONFIRMED, Status.PROVISIONAL, Status.CANCELLED);
        return Combinators.combine(
                        Arbitraries.integers().between(0, incidents - 1),
                        Arbitraries.longs().between(1, REVISIONS),
                        statuses,
                        Arbitraries.integers().between(0, 99).withoutEdgeCases(),
                        places(),
                        actors(),
                        rest())
                .as(DraftEvent::new);
    }

    private static Arbitrary<Place> places() {
        Arbitrary<Integer> anyPeriod = Arbitraries.integers().between(0, 9);
        return Combinators.combine(
                        anyPeriod.injectNull(0.5),
                        anyPeriod.injectNull(0.2),
                        Arbitraries.of(0, 1, -1, -10),
                        Arbitraries.of(0, 1, 2))
                .as(Place::new);
    }

    private static Arbitrary<Actor> actors() {
        return Combinators.combine(
                        Arbitraries.of(Side.class).injectNull(0.2),
                        Arbitraries.of(PLAYERS).injectNull(0.2),
                        Arbitraries.of(PLAYERS).injectNull(0.5))
                .as(Actor::new);
    }

    private static Arbitrary<Rest> rest() {
        Arbitrary<Instant> instants = Arbitraries.integers().between(0, SECONDS).map(KICK_OFF::plusSeconds);
        return Combinators.combine(
                        instants.injectNull(0.5),
                        instants,
                        Arbitraries.integers().between(0, 31),
                        Arbitraries.integers().between(-1, 101))
                .as(Rest::new);
    }

    private Arbitrary<Draft> announcements() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, matches - 1),
                        Arbitraries.longs().between(1, REVISIONS),
                        Arbitraries.of(REPORTERS),
                        Arbitraries.of(TEAMS),
                        Arbitraries.of(TEAMS),
                        Arbitraries.of("Final", "Semi-final").injectNull(0.3),
                        Arbitraries.of(true, false))
                .as(DraftAnnouncement::new);
    }
}
