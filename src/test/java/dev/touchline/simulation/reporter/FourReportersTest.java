package dev.touchline.simulation.reporter;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Sports;
import dev.touchline.codec.EventsReader;
import dev.touchline.event.Decision;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Score;
import dev.touchline.simulation.plan.MatchPlan.Entry;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.simulation.plan.TrueIncident;
import dev.touchline.testing.TruthfulOperator;
import dev.touchline.testing.TruthfulOperator.Report;
import dev.touchline.testing.TruthfulOperator.Ruling;
import dev.touchline.weighing.Declaration;
import dev.touchline.weighing.Discrepancy;
import dev.touchline.weighing.Progress;
import dev.touchline.weighing.Standing;
import dev.touchline.weighing.Verdict;
import dev.touchline.weighing.Weighing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One match by four imperfect reporters, in a hundred seeds: the score is exact wherever the leader or two others reported
 * each goal, every difference is in the list, and an operator who works through it ends at the truth, as far as anyone
 * reported it.
 */
class FourReportersTest {

    private static final int SEEDS = 100;
    private static final Instant KICK_OFF = Instant.parse("2031-06-14T15:00:00Z");
    private static final Declaration DECLARATION = new Declaration(ReportedMatch.DECLARATION);
    private static final String LEADER = ReportedMatch.REPORTERS.get(0);
    private static final String NEXT = ReportedMatch.REPORTERS.get(1);
    /** Each pass decides what the one before made visible. */
    private static final int MAX_PASSES = 20;

    private static Stream<Played> seeds(String sport) {
        return LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> new Played(sport, seed));
    }

    /** A match whose reports arrived in some order, and the decisions about it. */
    private static final class Played {
        private final String name;
        private final String sport;
        private final ReportedMatch match;
        private final List<Event> arrived = new ArrayList<>();
        private final List<Handover> handovers = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();
        private final TruthfulOperator operator;

        Played(String sport, long seed) {
            this.name = sport + ", seed " + seed;
            this.sport = sport;
            this.match = ReportedMatch.generate(Playbook.of(sport), "m", seed, ReporterErrors.DEFAULT);
            this.operator = new TruthfulOperator(match.incidents());
            EventsReader reader = new EventsReader(Sports.ALL, 1);
            Set<IncidentId> known = new HashSet<>();
            match.reports().stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparingDouble(Entry::due))
                    .map(entry -> reader.readPlainJson(
                                    entry.report().json().toString().getBytes(StandardCharsets.UTF_8), at(entry.due()))
                            .get(0))
                    .filter(event -> known.add(event.incident()))
                    .forEach(arrived::add);
        }

        static Instant at(double minutes) {
            return KICK_OFF.plus(Duration.ofMillis((long) (minutes * 60_000)));
        }

        /** The next one leads after the last report of a leader that fell silent. */
        Played withHandover() {
            if (match.silent().equals(LEADER)) {
                List<Event> byLeader = arrived.stream()
                        .filter(event -> event.incident().source().equals(LEADER))
                        .toList();
                MatchClock place = byLeader.stream()
                        .map(Event::clock)
                        .max(Comparator.comparing(Played::minute))
                        .orElseThrow();
                Instant since = byLeader.get(byLeader.size() - 1).receivedAt();
                handovers.add(new Handover(match.truth().match(), LEADER, NEXT, place, since, since, Reporter.NONE));
            }
            return this;
        }

        static int minute(MatchClock clock) {
            return clock.minute() + clock.stoppage();
        }

        Weighing.Outcome weigh(Collection<Event> events, Collection<Decision> decided) {
            List<String> heard =
                    events.stream().map(event -> event.incident().source()).toList();
            return new Weighing(
                            new Weighing.Inputs(sport, DECLARATION, heard, handovers, decided, List.of()), Sports.ALL)
                    .weigh(events, Progress.of(events));
        }

        Weighing.Outcome weigh() {
            return weigh(arrived, decisions);
        }

        MatchTally tally(Weighing.Outcome outcome) {
            return MatchTally.of(
                    outcome.verdicts().values().stream()
                            .filter(verdict -> verdict.counted() != null)
                            .map(Verdict::counted)
                            .toList(),
                    Sports.ALL);
        }

        /** The tally of the true incidents that somebody reported. */
        MatchTally truth(Collection<TrueIncident> incidents) {
            List<Event> events = new ArrayList<>();
            for (TrueIncident incident : incidents) {
                events.add(event(incident, "true-" + events.size()));
            }
            return MatchTally.of(events, Sports.ALL);
        }

        List<TrueIncident> reported() {
            return match.incidents().stream()
                    .filter(incident -> incident.happened() && !incident.ids().isEmpty())
                    .toList();
        }

        private Event event(TrueIncident incident, String id) {
            // Details are those of any report: no reporter is wrong about them.
            Event reported = arrived.stream()
                    .filter(event -> Objects.equals(
                            incident.ids().get(event.incident().source()),
                            event.incident().id()))
                    .findFirst()
                    .orElseThrow();
            return new Event(
                    new IncidentId("truth", id),
                    1,
                    EventType.parse(incident.type()),
                    match.truth().match(),
                    null,
                    new MatchClock(
                            incident.clock().period(),
                            incident.clock().minute(),
                            incident.clock().stoppage()),
                    Arrays.stream(Side.values())
                            .filter(side -> side.code().equals(incident.team()))
                            .findFirst()
                            .orElse(null),
                    incident.player(),
                    incident.assist(),
                    Status.CONFIRMED,
                    reported.details(),
                    reported.receivedAt(),
                    Reporter.NONE);
        }

        /** Whether the leader or two others reported the incident. */
        boolean isCertain(TrueIncident incident) {
            return incident.ids().size() >= 2
                    || incident.ids().keySet().stream()
                            .anyMatch(source -> leads(source, incident.ids().get(source)));
        }

        private boolean leads(String source, String id) {
            if (handovers.isEmpty()) {
                return source.equals(LEADER);
            }
            Event event = report(new IncidentId(source, id));
            int place = minute(handovers.get(0).place());
            return source.equals(minute(event.clock()) > place ? NEXT : LEADER);
        }

        Event report(IncidentId incident) {
            return arrived.stream()
                    .filter(event -> event.incident().equals(incident))
                    .findFirst()
                    .orElseThrow();
        }

        /** Lets the operator work through the list of what arrived so far, until nothing is left to decide. */
        Weighing.Outcome workThroughTheList(Collection<Event> events) {
            Weighing.Outcome outcome = weigh(events, decisions);
            for (int pass = 0; pass < MAX_PASSES; pass++) {
                List<Ruling> rulings = operator.workThrough(list(outcome), reports(events, outcome));
                if (rulings.isEmpty()) {
                    return outcome;
                }
                rulings.forEach(ruling -> decide(ruling, events));
                outcome = weigh(events, decisions);
            }
            throw new AssertionError(name + ": the operator does not come to an end");
        }

        /** Decides after the last of the events. */
        void decide(Ruling ruling, Collection<Event> events) {
            int number = decisions.size() + 1;
            decisions.add(new Decision(
                    match.truth().match(),
                    "decision-%04d".formatted(number),
                    ruling.action(),
                    ruling.incidents(),
                    ruling.values(),
                    null,
                    null,
                    "as it was",
                    events.stream()
                            .map(Event::receivedAt)
                            .max(Comparator.naturalOrder())
                            .orElseThrow()
                            .plusMillis(1),
                    Reporter.NONE));
        }

        Map<IncidentId, Report> reports(Collection<Event> events, Weighing.Outcome outcome) {
            Map<IncidentId, Report> reports = new LinkedHashMap<>();
            for (Event event : events) {
                IncidentId countsAs = outcome.verdicts().get(event.incident()).countsAs();
                reports.put(event.incident(), new Report(event.incident(), event.player(), event.assist(), countsAs));
            }
            return reports;
        }
    }

    private static List<List<IncidentId>> list(Weighing.Outcome outcome) {
        return outcome.discrepancies().stream()
                .map(discrepancy ->
                        discrepancy.incidents().stream().map(Event::incident).toList())
                .toList();
    }

    private static String score(MatchTally tally) {
        Score score = tally.score();
        return score.home() + ":" + score.away();
    }

    @Test
    void scoreIsExactWhereverTheLeaderOrTwoOthersReportedEachGoal() {
        List<String> wrong = new ArrayList<>();
        Stream.concat(seeds("football"), seeds("football").map(Played::withHandover))
                .forEach(played -> {
                    List<TrueIncident> certain =
                            played.reported().stream().filter(played::isCertain).toList();
                    String counted = score(played.tally(played.weigh()));
                    String expected = score(played.truth(certain));
                    if (!counted.equals(expected)) {
                        wrong.add(played.name + ": " + counted + " instead of " + expected);
                    }
                });
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyDifferenceIsInTheList() {
        int[] kinds = new int[Discrepancy.Kind.values().length];
        seeds("football").map(Played::withHandover).forEach(played -> {
            Weighing.Outcome outcome = played.weigh();
            outcome.discrepancies()
                    .forEach(discrepancy -> kinds[discrepancy.kind().ordinal()]++);
            Set<IncidentId> listed = new HashSet<>();
            list(outcome).forEach(listed::addAll);
            for (TrueIncident incident : played.match.incidents()) {
                List<IncidentId> reports = incident.ids().entrySet().stream()
                        .map(id -> new IncidentId(id.getKey(), id.getValue()))
                        .toList();
                // Reports of two incidents of one kind and minute may look the same: they confirm what the leader has.
                boolean asTheLeaderSays = reports.stream().allMatch(report -> {
                    IncidentId countsAs = outcome.verdicts().get(report).countsAs();
                    return countsAs != null && outcome.verdicts().get(countsAs).standing() == Standing.COUNTS;
                });
                assertTrue(
                        asTheLeaderSays || reports.stream().anyMatch(listed::contains),
                        () -> played.name + ": " + incident);
            }
            // A score other than the true one has its cause in the list.
            if (!score(played.tally(outcome)).equals(score(played.truth(played.reported())))) {
                assertTrue(
                        outcome.discrepancies().stream()
                                .anyMatch(discrepancy -> discrepancy.group().startsWith("points:")),
                        played.name);
            }
        });
        assertTrue(kinds[Discrepancy.Kind.UNCONFIRMED.ordinal()] > SEEDS, "each match has some");
        assertTrue(kinds[Discrepancy.Kind.PROVISIONAL.ordinal()] > SEEDS, "each match has some");
        assertTrue(kinds[Discrepancy.Kind.CONTRADICTED.ordinal()] > 0);
        assertTrue(kinds[Discrepancy.Kind.DIFFERS.ordinal()] > SEEDS, "each match has some");
    }

    @Test
    void incidentThatTwoOthersContradictBySilenceIsInTheList() {
        int[] contradicted = new int[1];
        seeds("football").forEach(played -> {
            Weighing.Outcome outcome = played.weigh();
            Map<String, Progress> progress = Progress.of(played.arrived);
            Set<IncidentId> listed = new HashSet<>();
            outcome.discrepancies().stream()
                    .filter(discrepancy -> discrepancy.kind() == Discrepancy.Kind.CONTRADICTED)
                    .forEach(discrepancy ->
                            listed.add(discrepancy.incidents().get(0).incident()));
            outcome.verdicts().forEach((incident, verdict) -> {
                if (incident.source().equals(LEADER) && verdict.confirmedBy().isEmpty()) {
                    int minute = Played.minute(played.report(incident).clock());
                    long past = ReportedMatch.REPORTERS.stream()
                            .filter(source -> !source.equals(LEADER) && progress.containsKey(source))
                            .filter(source -> progress.get(source).minute() > minute + 2)
                            .count();
                    if (past >= 2) {
                        assertTrue(listed.contains(incident), () -> played.name + ": " + incident);
                        contradicted[0]++;
                    }
                }
            });
        });
        assertTrue(contradicted[0] > 0);
    }

    @Test
    void operatorWhoWorksThroughTheListEndsAtTheTruth() {
        List<String> wrong = new ArrayList<>();
        seeds("football").map(Played::withHandover).forEach(played -> {
            Weighing.Outcome outcome = played.workThroughTheList(played.arrived);
            compare(played, outcome, wrong);
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void decisionsDuringTheMatchStandWhenTheRestIsReported() {
        List<String> wrong = new ArrayList<>();
        seeds("football").map(Played::withHandover).forEach(played -> {
            List<Event> arrived = played.arrived;
            for (int part = 1; part < 4; part++) {
                played.workThroughTheList(arrived.subList(0, arrived.size() * part / 4));
            }
            compare(played, played.workThroughTheList(arrived), wrong);
        });
        assertEquals(List.of(), wrong);
    }

    private static void compare(Played played, Weighing.Outcome outcome, List<String> wrong) {
        MatchTally truth = played.truth(played.reported());
        MatchTally tally = played.tally(outcome);
        if (!score(truth).equals(score(tally))) {
            wrong.add(played.name + ": " + score(tally) + " instead of " + score(truth));
        }
        Map<MatchTally.Player, Integer> scorers = scorers(tally);
        Map<MatchTally.Player, Integer> trueScorers = scorers(truth);
        if (!trueScorers.equals(scorers)) {
            wrong.add(played.name + ": " + scorers + " instead of " + trueScorers);
        }
        if (!outcome.discrepancies().isEmpty()) {
            wrong.add(played.name + ": " + outcome.discrepancies().size() + " left in the list");
        }
    }

    private static Map<MatchTally.Player, Integer> scorers(MatchTally tally) {
        Map<MatchTally.Player, Integer> scorers = new HashMap<>();
        tally.players().forEach((player, figures) -> {
            int goals = figures.getOrDefault("goals", 0) + figures.getOrDefault("ownGoals", 0);
            if (goals > 0) {
                scorers.put(player, goals);
            }
        });
        return scorers;
    }

    @Test
    void operatorWhoAlsoReviewsTheReportsEndsAtAllTrueFigures() {
        List<String> wrong = new ArrayList<>();
        for (String sport : List.of("football", "ice-hockey", "handball")) {
            LongStream.rangeClosed(1, 10)
                    .mapToObj(seed -> new Played(sport, seed).withHandover())
                    .forEach(played -> {
                        Weighing.Outcome outcome = played.workThroughTheList(played.arrived);
                        for (int pass = 0; pass < MAX_PASSES; pass++) {
                            List<Ruling> rulings = played.operator.review(played.reports(played.arrived, outcome));
                            rulings.forEach(ruling -> played.decide(ruling, played.arrived));
                            outcome = played.workThroughTheList(played.arrived);
                            if (rulings.isEmpty()) {
                                break;
                            }
                        }
                        MatchTally tally = played.tally(outcome);
                        MatchTally truth = played.truth(played.reported());
                        compare(played, outcome, wrong);
                        for (Side side : Side.values()) {
                            if (!truth.team(side).equals(tally.team(side))) {
                                wrong.add(played.name + ": " + tally.team(side) + " instead of " + truth.team(side));
                            }
                        }
                        if (!truth.players().equals(tally.players())) {
                            wrong.add(played.name + ": figures of players");
                        }
                    });
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void outcomeIsEqualForEveryOrder() {
        seeds("football").limit(20).map(Played::withHandover).forEach(played -> {
            played.workThroughTheList(played.arrived.subList(0, played.arrived.size() / 2));
            Weighing.Outcome outcome = played.weigh();
            Random random = new Random(5);
            for (int i = 0; i < 5; i++) {
                List<Event> events = new ArrayList<>(played.arrived);
                List<Decision> decisions = new ArrayList<>(played.decisions);
                Collections.shuffle(events, random);
                Collections.shuffle(decisions, random);
                Weighing.Outcome other = played.weigh(events, decisions);
                assertAll(
                        played.name,
                        () -> assertEquals(outcome.verdicts(), other.verdicts()),
                        () -> assertEquals(
                                new HashSet<>(outcome.discrepancies()), new HashSet<>(other.discrepancies())));
            }
        });
    }

    /** The part of a verdict that does not depend on the time of receipt. */
    private record Part(Standing standing, IncidentId countsAs, List<String> confirmedBy) {}

    private static Map<IncidentId, Part> parts(Weighing.Outcome outcome) {
        Map<IncidentId, Part> parts = new HashMap<>();
        outcome.verdicts()
                .forEach((incident, verdict) ->
                        parts.put(incident, new Part(verdict.standing(), verdict.countsAs(), verdict.confirmedBy())));
        return parts;
    }

    @Test
    void outcomeIsEqualWhicheverReportIsReceivedFirst() {
        seeds("football").forEach(played -> {
            Weighing.Outcome outcome = played.weigh();
            List<Event> events = new ArrayList<>(played.arrived);
            Collections.shuffle(events, new Random(5));
            List<Event> received = new ArrayList<>();
            for (Event event : events) {
                received.add(received(event, KICK_OFF.plusMillis(received.size())));
            }
            Weighing.Outcome other = played.weigh(received, List.of());
            assertAll(
                    played.name,
                    () -> assertEquals(parts(outcome), parts(other)),
                    () -> assertEquals(Set.copyOf(list(outcome)), Set.copyOf(list(other))));
        });
    }

    private static Event received(Event event, Instant at) {
        return new Event(
                event.incident(),
                event.revision(),
                event.type(),
                event.match(),
                event.occurredAt(),
                event.clock(),
                event.team(),
                event.player(),
                event.assist(),
                event.status(),
                event.details(),
                at,
                event.reporter());
    }
}
