package dev.touchline.simulation.reporter;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Sports;
import dev.touchline.codec.EventsReader;
import dev.touchline.simulation.agent.SimulatedReport;
import dev.touchline.simulation.plan.MatchPlan.Entry;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.simulation.plan.TrueIncident;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Four reporters make the errors that they should, and the truth says which report is of which incident. */
class ReportedMatchTest {

    private static final ReporterErrors NONE = new ReporterErrors(0, 0, 0, 0);
    private static final int SEEDS = 30;

    static Stream<String> sports() {
        return Playbook.SPORTS.stream();
    }

    private static ReportedMatch match(String sport, long seed, ReporterErrors errors) {
        return ReportedMatch.generate(Playbook.of(sport), "made-up", seed, errors);
    }

    private static List<SimulatedReport> reports(ReportedMatch match, String source) {
        return match.reports().get(ReportedMatch.REPORTERS.indexOf(source)).stream()
                .map(Entry::report)
                .toList();
    }

    private static Map<String, SimulatedReport> byId(ReportedMatch match, String source) {
        return reports(match, source).stream()
                .collect(Collectors.toMap(SimulatedReport::id, report -> report, (one, other) -> one));
    }

    private static int minute(SimulatedReport.Clock clock) {
        return clock.minute() + clock.stoppage();
    }

    @ParameterizedTest
    @MethodSource("sports")
    void seedAndRatesDetermineTheReports(String sport) {
        ReportedMatch match = match(sport, 7, ReporterErrors.DEFAULT);
        ReportedMatch again = match(sport, 7, ReporterErrors.DEFAULT);
        assertEquals(match.reports(), again.reports());
        assertEquals(match.incidents(), again.incidents());
        assertNotEquals(match.reports(), match(sport, 8, ReporterErrors.DEFAULT).reports());
    }

    @ParameterizedTest
    @MethodSource("sports")
    void everyReportIsOfOneIncidentWithTheSameKindAndTeamInTheSamePeriod(String sport) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            ReportedMatch match = match(sport, seed, ReporterErrors.DEFAULT);
            Set<String> told = new TreeSet<>();
            for (TrueIncident incident : match.incidents()) {
                incident.ids().forEach((source, id) -> {
                    SimulatedReport report = byId(match, source).get(id);
                    assertAll(
                            source + " " + id,
                            () -> assertTrue(told.add(source + " " + id)),
                            () -> assertEquals(incident.type(), report.type()),
                            () -> assertEquals(incident.team(), report.team()),
                            () -> assertEquals(
                                    incident.clock().period(), report.clock().period()),
                            () -> assertTrue(Math.abs(minute(incident.clock()) - minute(report.clock())) <= 1));
                });
            }
            Set<String> sent = ReportedMatch.REPORTERS.stream()
                    .flatMap(source -> reports(match, source).stream())
                    .map(report -> report.source() + " " + report.id())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(sent, told);
        }
    }

    @ParameterizedTest
    @MethodSource("sports")
    void reportsAreValidEvents(String sport) {
        String body = match(sport, 7, ReporterErrors.DEFAULT).reports().stream()
                .flatMap(List::stream)
                .map(entry -> entry.report().json().toString())
                .collect(Collectors.joining(",", "[", "]"));
        assertFalse(new EventsReader(Sports.ALL, Integer.MAX_VALUE)
                .readPlainJson(body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                .isEmpty());
    }

    @Test
    void withoutErrorsOnlyTheSilentReporterMissesIncidents() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            ReportedMatch match = match("football", seed, NONE);
            for (TrueIncident incident : match.incidents()) {
                Set<String> expected = new TreeSet<>(ReportedMatch.REPORTERS);
                if (!incident.happened()) {
                    expected = Set.of("camera-1");
                } else if (incident.clock().minute() >= 60) {
                    expected.remove(match.silent());
                }
                assertEquals(expected, incident.ids().keySet());
                incident.ids()
                        .forEach((source, id) -> assertEquals(
                                incident.clock(), byId(match, source).get(id).clock()));
            }
        }
    }

    @Test
    void errorsHaveTheRequestedRates() {
        double incidents = 0;
        double reported = 0;
        double repeated = 0;
        double late = 0;
        double tooLow = 0;
        double tooHigh = 0;
        Map<String, Integer> silent = new HashMap<>();
        ReporterErrors rates = new ReporterErrors(0.1, 0.2, 0.15, 0.4);
        for (int seed = 1; seed <= SEEDS; seed++) {
            ReportedMatch match = match("football", seed, rates);
            silent.merge(match.silent(), 1, Integer::sum);
            for (TrueIncident incident : match.incidents()) {
                // Minutes just after the start of a period cannot be lower.
                boolean counted = incident.happened()
                        && incident.clock().minute() < 60
                        && incident.clock().minute() > 1
                        && incident.clock().minute() != 46;
                if (counted) {
                    incidents += ReportedMatch.REPORTERS.size();
                    reported += incident.ids().size();
                    for (Map.Entry<String, String> id : incident.ids().entrySet()) {
                        int off = minute(byId(match, id.getKey())
                                        .get(id.getValue())
                                        .clock())
                                - minute(incident.clock());
                        tooLow += off < 0 ? 1 : 0;
                        tooHigh += off > 0 ? 1 : 0;
                    }
                }
            }
            for (String source : ReportedMatch.REPORTERS) {
                repeated += reports(match, source).size() - byId(match, source).size();
            }
            late += lateReports(match);
        }
        double share = reported / incidents;
        double all = sent(rates);
        double tooLowRate = tooLow / reported;
        double tooHighRate = tooHigh / reported;
        double repeatedRate = repeated / all;
        double lateRate = late / all;
        assertAll(
                () -> assertEquals(0.9, share, 0.01, "reported"),
                () -> assertEquals(0.2, tooLowRate, 0.01, "a minute too low"),
                () -> assertEquals(0.2, tooHighRate, 0.01, "a minute too high"),
                () -> assertEquals(0.2, repeatedRate, 0.01, "repeated"),
                () -> assertEquals(0.15 * 8.5 / 9, lateRate, 0.01, "more than half a minute late"),
                () -> assertEquals(
                        Set.copyOf(ReportedMatch.REPORTERS), silent.keySet(), "each one is silent sometimes"));
    }

    private static double sent(ReporterErrors rates) {
        double sent = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            ReportedMatch match = match("football", seed, rates);
            sent += ReportedMatch.REPORTERS.stream()
                    .mapToInt(source -> byId(match, source).size())
                    .sum();
        }
        return sent;
    }

    // The first report of an incident that is due more than half a minute after the incident.
    private static double lateReports(ReportedMatch match) {
        List<Entry> right = match.truth().agents().stream()
                .flatMap(List::stream)
                .sorted((one, other) -> Double.compare(one.due(), other.due()))
                .toList();
        double late = 0;
        for (int i = 0; i < right.size(); i++) {
            for (Map.Entry<String, String> id : match.incidents().get(i).ids().entrySet()) {
                double due = match.reports().get(ReportedMatch.REPORTERS.indexOf(id.getKey())).stream()
                        .filter(entry -> entry.report().id().equals(id.getValue()))
                        .findFirst()
                        .orElseThrow()
                        .due();
                late += due - right.get(i).due() > 0.5 ? 1 : 0;
            }
        }
        return late;
    }

    @Test
    void repeatedReportsAreEqualAndReportsAreInSendingOrder() {
        ReportedMatch match = match("football", 3, new ReporterErrors(0.1, 0.5, 0.3, 0.3));
        for (int i = 0; i < ReportedMatch.REPORTERS.size(); i++) {
            List<Entry> sent = match.reports().get(i);
            assertEquals(
                    sent.stream().map(Entry::due).sorted().toList(),
                    sent.stream().map(Entry::due).toList());
            Map<String, SimulatedReport> first = new HashMap<>();
            Set<String> repeated = new HashSet<>();
            for (Entry entry : sent) {
                SimulatedReport before = first.putIfAbsent(entry.report().id(), entry.report());
                if (before != null) {
                    assertEquals(before, entry.report());
                    assertTrue(repeated.add(before.id()), "a report is sent at most twice");
                }
            }
            assertFalse(repeated.isEmpty());
        }
    }

    @Test
    void reportersNumberTheirIncidentsAlikeAndSpellNamesInTheirOwnWay() {
        ReportedMatch match = match("football", 5, NONE);
        for (String source : ReportedMatch.REPORTERS) {
            assertTrue(byId(match, source).containsKey("1"), source);
        }
        boolean spelledDifferently = false;
        for (TrueIncident incident : match.incidents()) {
            for (Map.Entry<String, String> id : incident.ids().entrySet()) {
                String player = byId(match, id.getKey()).get(id.getValue()).player();
                switch (id.getKey()) {
                    case "camera-1" -> assertNull(player);
                    case "scout-2" -> spelledDifferently |= player != null && !player.equals(incident.player());
                    default -> assertEquals(incident.player(), player);
                }
            }
        }
        assertTrue(spelledDifferently);
        assertEquals("E. O’Brien", ReportedMatch.spelledDifferently("Éva O’Brien"));
        assertEquals("J. de la Cruz", ReportedMatch.spelledDifferently("Jón de la Cruz"));
        assertEquals("Novak", ReportedMatch.spelledDifferently("Novák"));
    }

    @Test
    void announcementRanksTheReporters() {
        ReportedMatch match = match("football", 5, NONE);
        ReportersPlan plan = new ReportersPlan("made-up", "cup", 5L, 1, Instant.EPOCH, match);
        assertEquals(
                "[\"official\",\"scout-*\",\"camera-*\"]",
                plan.announcement().path("reporters").toString());
        assertEquals("cup", plan.announcement().path("competition").asText());
        assertTrue(plan.notes().get(0).contains(match.silent()), plan.notes()::toString);
        assertEquals(match.incidents(), plan.expected().get(0).incidents());
    }
}
