package dev.touchline.weighing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.touchline.Sports;
import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.testing.WeighedReports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeighingTest {

    private static final Instant START = Instant.parse("2026-06-11T18:00:00Z");
    private static final List<String> DECLARED = List.of("official", "scout-*", "camera-*");

    private final List<Event> events = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Handover> handovers = new ArrayList<>();
    private final List<FullList> lists = new ArrayList<>();

    private static Event event(String source, String id, String kind, int minute, Side side, Status status) {
        return new Event(
                new IncidentId(source, id),
                1,
                new EventType("football", kind),
                "final",
                null,
                new MatchClock(null, minute, 0),
                side,
                "Ann",
                null,
                status,
                Map.of(),
                START.plusSeconds(60L * minute),
                Reporter.NONE);
    }

    private void goal(String source, String id, int minute) {
        events.add(event(source, id, "goal", minute, Side.HOME, Status.CONFIRMED));
    }

    private void decide(Action action, Map<String, Object> values, IncidentId... incidents) {
        String id = "d" + decisions.size();
        decisions.add(new Decision(
                "final",
                id,
                action,
                List.of(incidents),
                values,
                null,
                null,
                "as seen",
                START.plusSeconds(decisions.size()),
                Reporter.NONE));
    }

    private Weighing.Outcome weigh() {
        return weigh(DECLARED);
    }

    private Weighing.Outcome weigh(List<String> declared) {
        List<String> heard =
                events.stream().map(event -> event.incident().source()).toList();
        Weighing weighing = new Weighing(
                new Weighing.Inputs("football", Declaration.of(declared, null), heard, handovers, decisions, lists),
                Sports.ALL);
        return weighing.weigh(events, Progress.of(events));
    }

    private static String standing(Weighing.Outcome outcome, String source, String id) {
        return outcome.verdicts().get(new IncidentId(source, id)).standing().code();
    }

    private static List<String> kinds(Weighing.Outcome outcome) {
        return outcome.discrepancies().stream().map(one -> one.kind().code()).toList();
    }

    @Test
    void reportsOfOneGoalCountOnceWithTheDetailsOfTheLeader() {
        goal("scout-1", "7", 31);
        goal("official", "1", 30);
        goal("camera-1", "9", 29);
        Weighing.Outcome outcome = weigh();
        Verdict verdict = outcome.verdicts().get(new IncidentId("official", "1"));
        assertEquals(30, verdict.counted().clock().minute());
        assertEquals(List.of("scout-1", "camera-1"), verdict.confirmedBy());
        assertEquals("confirms", standing(outcome, "scout-1", "7"));
        assertEquals(List.of(), kinds(outcome));
    }

    /** Each of the two minutes may be off by one. */
    @Test
    void goalsThreeMinutesApartAreTwo() {
        goal("official", "1", 30);
        goal("scout-1", "7", 33);
        Weighing.Outcome outcome = weigh();
        assertEquals("counts", standing(outcome, "official", "1"));
        assertEquals("unconfirmed", standing(outcome, "scout-1", "7"));
    }

    @Test
    void twoGoalsOfOneSourceAreNeverOne() {
        goal("official", "1", 30);
        goal("official", "2", 30);
        goal("scout-1", "7", 30);
        Weighing.Outcome outcome = weigh();
        assertEquals("counts", standing(outcome, "official", "1"));
        assertEquals("counts", standing(outcome, "official", "2"));
        assertEquals("confirms", standing(outcome, "scout-1", "7"));
    }

    @Test
    void nearestReportsAreMatched() {
        goal("official", "1", 30);
        goal("official", "2", 31);
        goal("scout-1", "8", 31);
        goal("scout-1", "9", 34);
        Weighing.Outcome outcome = weigh();
        assertEquals(
                new IncidentId("official", "2"),
                outcome.verdicts().get(new IncidentId("scout-1", "8")).countsAs());
        assertEquals("unconfirmed", standing(outcome, "scout-1", "9"));
    }

    @Test
    void goalThatTheLeaderLacksCountsIfTwoOthersAgree() {
        goal("official", "1", 10);
        goal("scout-1", "7", 30);
        Weighing.Outcome alone = weigh();
        assertEquals("unconfirmed", standing(alone, "scout-1", "7"));
        assertEquals(List.of("unconfirmed"), kinds(alone));
        goal("scout-2", "8", 30);
        Weighing.Outcome agreed = weigh();
        Verdict verdict = agreed.verdicts().get(new IncidentId("scout-1", "7"));
        assertEquals(Standing.PROVISIONAL, verdict.standing());
        assertEquals(Status.PROVISIONAL, verdict.counted().status());
        assertEquals("confirms", standing(agreed, "scout-2", "8"));
        // Both others have passed the leader's goal without it.
        assertEquals(
                List.of("contradicted", "provisional"),
                kinds(agreed).stream().sorted().toList());
    }

    @Test
    void undeclaredSourcesNeverCount() {
        goal("stranger", "1", 10);
        goal("another", "1", 10);
        assertEquals("unlisted", standing(weigh(), "stranger", "1"));
        assertEquals("counts", standing(weigh(List.of()), "stranger", "1"));
    }

    @Test
    void penaltyAndOwnGoalOfTheOtherTeamMayBeTheSameGoal() {
        goal("official", "1", 30);
        events.add(event("scout-1", "7", "own-goal", 30, Side.AWAY, Status.CONFIRMED));
        Weighing.Outcome outcome = weigh();
        assertEquals("confirms", standing(outcome, "scout-1", "7"));
        assertEquals(List.of("differs"), kinds(outcome));
    }

    @Test
    void goalThatTheLeaderTookBackDoesNotCountHoweverManyReportIt() {
        events.add(event("official", "1", "goal", 30, Side.HOME, Status.CANCELLED));
        goal("scout-1", "7", 30);
        goal("scout-2", "8", 30);
        Weighing.Outcome outcome = weigh();
        assertEquals("cancelled", standing(outcome, "official", "1"));
        assertEquals("confirms", standing(outcome, "scout-1", "7"));
    }

    @Test
    void handoverMakesTheNextSourceLeadWhatComesLater() {
        goal("official", "1", 30);
        goal("scout-1", "7", 20);
        goal("scout-1", "8", 70);
        assertEquals("unconfirmed", standing(weigh(), "scout-1", "8"));
        Instant since = START.plusSeconds(3600);
        handovers.add(
                new Handover("final", "official", "scout-1", new MatchClock(null, 60, 0), since, since, Reporter.NONE));
        Weighing.Outcome outcome = weigh();
        assertEquals("counts", standing(outcome, "scout-1", "8"));
        assertEquals("unconfirmed", standing(outcome, "scout-1", "7"));
        assertEquals("counts", standing(outcome, "official", "1"));
    }

    @Test
    void decisionsOutrankReports() {
        goal("official", "1", 30);
        goal("scout-1", "7", 40);
        goal("scout-1", "8", 50);
        decide(Action.VETO, Map.of(), new IncidentId("official", "1"));
        decide(Action.ACCEPT, Map.of(), new IncidentId("scout-1", "7"));
        Map<String, Object> values = new HashMap<>();
        values.put("player", "Bea");
        values.put("minute", "45+2");
        values.put("assist", null);
        decide(Action.OVERRULE, values, new IncidentId("scout-1", "7"));
        Weighing.Outcome outcome = weigh();
        assertEquals("vetoed", standing(outcome, "official", "1"));
        Event counted = outcome.verdicts().get(new IncidentId("scout-1", "7")).counted();
        assertEquals("Bea", counted.player());
        assertEquals(new MatchClock(null, 45, 2), counted.clock());
        decide(Action.ACCEPT, Map.of(), new IncidentId("official", "1"));
        assertEquals("counts", standing(weigh(), "official", "1"));
    }

    @Test
    void mergedIncidentsAreOneAndSeparatedOnesAreNot() {
        goal("official", "1", 30);
        goal("scout-1", "7", 50);
        goal("scout-2", "8", 30);
        decide(Action.MERGE, Map.of(), new IncidentId("official", "1"), new IncidentId("scout-1", "7"));
        decide(Action.SEPARATE, Map.of(), new IncidentId("scout-2", "8"), new IncidentId("official", "1"));
        Weighing.Outcome outcome = weigh();
        assertEquals("confirms", standing(outcome, "scout-1", "7"));
        assertEquals("unconfirmed", standing(outcome, "scout-2", "8"));
    }

    @Test
    void decisionThatIsTakenBackNeverWas() {
        goal("official", "1", 30);
        decide(Action.VETO, Map.of(), new IncidentId("official", "1"));
        decisions.add(new Decision(
                "final",
                "back",
                Action.TAKE_BACK,
                List.of(),
                Map.of(),
                null,
                "d0",
                "mistaken",
                START.plusSeconds(99),
                Reporter.NONE));
        assertEquals("counts", standing(weigh(), "official", "1"));
    }

    @Test
    void incidentThatItsSourceNoLongerListsIsWithdrawn() {
        goal("official", "37", 37);
        goal("official", "38", 38);
        Instant asOf = START.plusSeconds(40 * 60);
        lists.add(new FullList("final", "official", asOf, new TreeMap<>(Map.of("38", 1L)), asOf, Reporter.NONE));
        goal("official", "50", 50);
        Weighing.Outcome outcome = weigh();
        assertEquals("withdrawn", standing(outcome, "official", "37"));
        assertEquals("counts", standing(outcome, "official", "38"));
        assertEquals("counts", standing(outcome, "official", "50"));
        lists.add(new FullList(
                "final",
                "official",
                asOf.minusSeconds(60),
                new TreeMap<>(Map.of("37", 1L)),
                asOf.plusSeconds(1),
                Reporter.NONE));
        assertEquals("withdrawn", standing(weigh(), "official", "37"), "the older list has no effect");
        lists.add(new FullList(
                "final",
                "official",
                asOf.plusSeconds(60),
                new TreeMap<>(Map.of("37", 1L, "38", 1L)),
                asOf.plusSeconds(2),
                Reporter.NONE));
        assertEquals("counts", standing(weigh(), "official", "37"));
    }

    @Test
    void incidentsOfAnotherSportDoNotCount() {
        goal("official", "1", 30);
        Event basket = event("official", "2", "goal", 31, Side.HOME, Status.CONFIRMED);
        events.add(new Event(
                basket.incident(),
                1,
                new EventType("basketball", "three-pointer"),
                basket.match(),
                null,
                basket.clock(),
                basket.team(),
                null,
                null,
                basket.status(),
                Map.of(),
                basket.receivedAt(),
                Reporter.NONE));
        assertEquals("other-sport", standing(weigh(), "official", "2"));
        assertNull(weigh(null).verdicts().get(new IncidentId("official", "2")).counted());
    }

    @Test
    void verdictsDependOnTheSetAndNotOnItsOrder() {
        for (int seed = 0; seed < 500; seed++) {
            List<MatchReport> reports = new ArrayList<>(WeighedReports.of("final", seed));
            Map<IncidentId, Event> highest = new HashMap<>();
            reports.stream()
                    .filter(Event.class::isInstance)
                    .map(Event.class::cast)
                    .forEach(event -> highest.merge(
                            event.incident(), event, (one, two) -> one.revision() > two.revision() ? one : two));
            events.clear();
            events.addAll(highest.values());
            fill(reports);
            Object first = comparable(weigh());
            for (int order = 0; order < 3; order++) {
                Random random = new Random(order);
                Arrays.asList(events, decisions, handovers, lists).forEach(some -> Collections.shuffle(some, random));
                assertEquals(first, comparable(weigh()), "seed " + seed);
            }
        }
    }

    private void fill(List<MatchReport> reports) {
        decisions.clear();
        handovers.clear();
        lists.clear();
        for (MatchReport report : reports) {
            if (report instanceof Decision decision) {
                decisions.add(decision);
            } else if (report instanceof Handover handover) {
                handovers.add(handover);
            } else if (report instanceof FullList list) {
                lists.add(list);
            }
        }
    }

    private static Object comparable(Weighing.Outcome outcome) {
        return List.of(
                outcome.verdicts(),
                outcome.discrepancies().stream().collect(Collectors.toMap(Discrepancy::key, Discrepancy::incidents)));
    }
}
