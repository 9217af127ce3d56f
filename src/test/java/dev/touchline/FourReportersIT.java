package dev.touchline;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.touchline.event.IncidentId;
import dev.touchline.simulation.plan.MatchPlan.Entry;
import dev.touchline.simulation.plan.Playbook;
import dev.touchline.simulation.plan.TrueIncident;
import dev.touchline.simulation.reporter.ReportedMatch;
import dev.touchline.simulation.reporter.ReporterErrors;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.Browser;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.TruthfulOperator;
import dev.touchline.testing.TruthfulOperator.Report;
import dev.touchline.testing.TruthfulOperator.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Matches by four imperfect reporters, over HTTP: every match twice, in two orders of arrival, at three processes of which one
 * is killed. Then an operator works through the lists of discrepancies.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FourReportersIT {

    private static final String EVERYTHING = "ingest,statistics,live,notification";
    /** No reporter is lost in the course of the test: the reports of ninety minutes arrive in seconds. */
    private static final Map<String, String> SETTINGS =
            Map.of("TOUCHLINE_COVERAGE_DELAYED_AFTER", "1h", "TOUCHLINE_COVERAGE_LOST_AFTER", "2h");

    private static final Duration ARRIVAL = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 19L, 48L);
    private static final List<String> ORDERS = List.of("one", "other");
    private static final List<String> DECLARATION = List.of("official", "scout-*", "camera-*");
    private static final int AGENTS = 8;
    private static final int MAX_REPORTS_OF_A_REQUEST = 12;
    private static final int MAX_PASSES = 20;

    private static final Map<String, ReportedMatch> MATCHES = new LinkedHashMap<>();

    private static final List<AppProcess> RUNNING = new CopyOnWriteArrayList<>();
    private static final RetryingAgent AGENT = new RetryingAgent(FourReportersIT::anyProcess);
    private static RealBroker broker;
    private static RealDatabase database;
    private static int decided;

    private static AppProcess anyProcess() {
        return RUNNING.get(ThreadLocalRandom.current().nextInt(RUNNING.size()));
    }

    @BeforeAll
    static void reportAllWhileAProcessIsKilled() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        for (String name : List.of("one", "two", "three")) {
            RUNNING.add(AppProcess.launch("reporters-" + name, EVERYTHING, broker, database, SETTINGS));
        }
        RUNNING.forEach(AppProcess::awaitReady);
        List<Runnable> requests = new ArrayList<>();
        for (String order : ORDERS) {
            for (long seed : SEEDS) {
                ReportedMatch match = ReportedMatch.generate(
                        Playbook.of("football"), "seed-" + seed + "-" + order, seed, ReporterErrors.DEFAULT);
                MATCHES.put(match.truth().match(), match);
                requests.addAll(requests(match, new Random(seed + order.hashCode())));
            }
        }
        Collections.shuffle(requests, new Random(7));
        ExecutorService agents = Executors.newFixedThreadPool(AGENTS);
        try {
            int half = requests.size() / 2;
            CompletableFuture<Void> first = sendAll(requests.subList(0, half), agents);
            await().pollInterval(POLL).atMost(ARRIVAL).until(() -> stored() > reported() / 10);
            AppProcess victim = RUNNING.get(0);
            victim.kill();
            AppProcess replacement = victim.launchAgain();
            CompletableFuture<Void> second = sendAll(requests.subList(half, requests.size()), agents);
            RUNNING.remove(victim);
            replacement.awaitReady();
            RUNNING.add(replacement);
            first.join();
            second.join();
        } finally {
            agents.shutdownNow();
        }
        await().pollInterval(POLL).atMost(ARRIVAL).until(() -> stored() == reported() && announced() == MATCHES.size());
    }

    @AfterAll
    static void stop() {
        RUNNING.forEach(AppProcess::close);
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** The announcement, and all reports in shuffled requests. */
    private static List<Runnable> requests(ReportedMatch match, Random random) {
        List<JsonNode> reports = new ArrayList<>();
        match.reports().stream().flatMap(List::stream).map(Entry::report).forEach(report -> reports.add(report.json()));
        Collections.shuffle(reports, random);
        List<Runnable> requests = new ArrayList<>();
        for (int from = 0; from < reports.size(); ) {
            int to = Math.min(reports.size(), from + 1 + random.nextInt(MAX_REPORTS_OF_A_REQUEST));
            ArrayNode request = AppProcess.JSON.createArrayNode().addAll(withoutRepeats(reports.subList(from, to)));
            requests.add(() -> AGENT.report(request));
            from = to;
        }
        ObjectNode announcement = match.truth().announcement("reporters", Instant.now());
        DECLARATION.forEach(announcement.putArray("reporters")::add);
        requests.add(() -> AGENT.announce(match.truth().match(), announcement));
        Collections.shuffle(requests, random);
        return requests;
    }

    // A report and its repeat belong to different requests.
    private static Set<JsonNode> withoutRepeats(List<JsonNode> reports) {
        return new LinkedHashSet<>(reports);
    }

    private static CompletableFuture<Void> sendAll(List<Runnable> requests, ExecutorService agents) {
        return CompletableFuture.allOf(requests.stream()
                .map(request -> CompletableFuture.runAsync(request, agents))
                .toArray(CompletableFuture[]::new));
    }

    private static long reported() {
        return MATCHES.values().stream()
                .flatMap(match -> match.incidents().stream())
                .mapToLong(incident -> incident.ids().size())
                .sum();
    }

    private static long stored() {
        return count("SELECT count(*) FROM event WHERE source NOT LIKE 'touchline:%'");
    }

    private static long announced() {
        return count("SELECT count(*) FROM match WHERE announced_revision IS NOT NULL");
    }

    private static long count(String sql) {
        return database.column(Long.class, sql).get(0);
    }

    private static String expectedScore(ReportedMatch match, Predicate<TrueIncident> counts) {
        int home = 0;
        int away = 0;
        for (TrueIncident incident : match.incidents()) {
            boolean ownGoal = incident.type().equals("football.own-goal");
            if (incident.happened() && counts.test(incident) && (ownGoal || scored(incident))) {
                if (ownGoal == "home".equals(incident.team())) {
                    away++;
                } else {
                    home++;
                }
            }
        }
        return home + ":" + away;
    }

    private static boolean scored(TrueIncident incident) {
        return incident.happened()
                && (incident.type().equals("football.goal") || incident.type().equals("football.penalty-goal"));
    }

    private static String score(String match) {
        JsonNode score = anyProcess().get("/matches/" + match).path("score");
        return score.path("home").asInt(-1) + ":" + score.path("away").asInt(-1);
    }

    private static IncidentId incident(JsonNode node) {
        return new IncidentId(node.path("source").asText(), node.path("id").asText());
    }

    private static Map<IncidentId, JsonNode> reports(String match) {
        Map<IncidentId, JsonNode> reports = new LinkedHashMap<>();
        for (JsonNode item : anyProcess().items("/matches/" + match + "/reports?limit=200")) {
            if (item.path("type").asText().startsWith("football.")) {
                reports.put(incident(item), item);
            }
        }
        return reports;
    }

    private static List<JsonNode> discrepancies(String match) {
        return anyProcess().items("/matches/" + match + "/discrepancies?limit=200");
    }

    @Test
    @Order(1)
    void scoreIsExactWhereverTheLeaderOrTwoOthersReportedEachGoal() {
        assertAll(MATCHES.entrySet().stream().map(match -> () -> {
            String expected = expectedScore(
                    match.getValue(),
                    incident -> incident.ids().containsKey("official")
                            || incident.ids().size() >= 2);
            assertEquals(expected, score(match.getKey()), match.getKey());
        }));
    }

    @Test
    @Order(2)
    void phantomAndWhatTheLeaderLacksAreInTheList() {
        for (Map.Entry<String, ReportedMatch> match : MATCHES.entrySet()) {
            Map<IncidentId, JsonNode> reports = reports(match.getKey());
            Set<IncidentId> listed = new TreeSet<>();
            discrepancies(match.getKey())
                    .forEach(discrepancy -> discrepancy.path("incidents").forEach(one -> listed.add(incident(one))));
            assertFalse(listed.isEmpty());
            reports.forEach((incident, report) -> {
                if (List.of("unconfirmed", "provisional")
                        .contains(report.path("standing").asText())) {
                    assertTrue(listed.contains(incident), () -> match.getKey() + ": " + report);
                }
            });
            TrueIncident phantom = match.getValue()
                    .incidents()
                    .get(match.getValue().incidents().size() - 1);
            JsonNode report =
                    reports.get(new IncidentId("camera-1", phantom.ids().get("camera-1")));
            assertTrue(
                    List.of("unconfirmed", "confirms")
                            .contains(report.path("standing").asText()),
                    report::toString);
        }
    }

    @Test
    @Order(3)
    void bothOrdersOfArrivalShowTheSame() {
        for (long seed : SEEDS) {
            List<Map<String, Object>> shown = ORDERS.stream()
                    .map(order -> shown("seed-" + seed + "-" + order + "-1"))
                    .toList();
            assertEquals(shown.get(0), shown.get(1));
        }
    }

    private static Map<String, Object> shown(String match) {
        Map<String, Object> shown = new TreeMap<>();
        AppProcess app = anyProcess();
        shown.put("score", score(match));
        shown.put("phase", app.get("/matches/" + match).path("phase"));
        shown.put("statistics", app.get("/matches/" + match + "/statistics"));
        reports(match)
                .forEach((incident, report) ->
                        shown.put(incident.toString(), report.path("standing") + " " + report.path("countsAs")));
        Set<String> listed = new TreeSet<>();
        discrepancies(match)
                .forEach(discrepancy -> listed.add(discrepancy.path("kind") + " " + discrepancy.path("text")));
        shown.put("discrepancies", listed);
        Set<String> timeline = new TreeSet<>();
        app.items("/matches/" + match + "/events?limit=200")
                .forEach(line -> timeline.add(incident(line) + " " + line.path("confirmedBy")));
        shown.put("timeline", timeline);
        // The statistics have the id and the last change of the match.
        ((ObjectNode) shown.get("statistics")).remove(List.of("match", "seq", "updatedAt"));
        return shown;
    }

    @Test
    @Order(4)
    void pageShowsWhoReportedWhat() {
        String match = MATCHES.keySet().iterator().next();
        JsonNode goal = anyProcess().items("/matches/" + match + "/events?limit=200").stream()
                .filter(line -> line.path("type").asText().equals("football.goal")
                        && line.path("confirmedBy").size() > 0)
                .findFirst()
                .orElseThrow();
        try (Browser browser = Browser.start()) {
            Page page = browser.newPage(Browser.DESKTOP);
            page.navigate(anyProcess().at("/#/matches/" + match).toString());
            Locator shown = page.locator("body");
            assertThat(shown).containsText(goal.path("source").asText());
            for (JsonNode source : goal.path("confirmedBy")) {
                assertThat(shown).containsText(source.asText());
            }
            page.locator("text=Differences between reporters").click();
            assertThat(shown)
                    .containsText(discrepancies(match).get(0).path("text").asText());
            assertEquals(List.of(), browser.errors());
        }
    }

    @Test
    @Order(5)
    void operatorWhoWorksThroughTheListsEndsAtTheTruth() {
        MATCHES.forEach(FourReportersIT::workThroughTheList);
        assertAll(MATCHES.entrySet().stream().map(match -> () -> {
            ReportedMatch played = match.getValue();
            assertEquals(
                    expectedScore(played, incident -> !incident.ids().isEmpty()),
                    score(match.getKey()),
                    match.getKey());
            assertEquals(trueScorers(played), scorers(match.getKey()), match.getKey());
            assertEquals(List.of(), discrepancies(match.getKey()), match.getKey());
        }));
    }

    private static void workThroughTheList(String match, ReportedMatch played) {
        TruthfulOperator operator = new TruthfulOperator(played.incidents());
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            Map<IncidentId, Report> reports = new LinkedHashMap<>();
            reports(match).forEach((incident, report) -> reports.put(incident, report(incident, report)));
            List<List<IncidentId>> list = discrepancies(match).stream()
                    .map(FourReportersIT::incidents)
                    .toList();
            List<Ruling> rulings = operator.workThrough(list, reports);
            if (rulings.isEmpty()) {
                return;
            }
            for (Ruling ruling : rulings) {
                AGENT.decide(match, decision(ruling));
            }
            await().pollInterval(POLL)
                    .atMost(ARRIVAL)
                    .until(() -> count("SELECT count(*) FROM event WHERE source = 'touchline:decision'") == decided);
        }
        throw new AssertionError(match + ": the operator does not come to an end");
    }

    private static List<IncidentId> incidents(JsonNode discrepancy) {
        List<IncidentId> incidents = new ArrayList<>();
        discrepancy.path("incidents").forEach(one -> incidents.add(incident(one)));
        return incidents;
    }

    private static Report report(IncidentId incident, JsonNode report) {
        return new Report(
                incident,
                report.path("player").asText(null),
                report.path("assist").asText(null),
                report.path("countsAs").isObject() ? incident(report.path("countsAs")) : null);
    }

    private static ObjectNode decision(Ruling ruling) {
        ObjectNode decision = AppProcess.JSON
                .createObjectNode()
                .put("id", "decision-" + ++decided)
                .put("action", ruling.action().code())
                .put("reason", "as it was");
        ArrayNode incidents = decision.putArray("incidents");
        ruling.incidents()
                .forEach(incident ->
                        incidents.addObject().put("source", incident.source()).put("id", incident.id()));
        if (!ruling.values().isEmpty()) {
            ObjectNode values = decision.putObject("values");
            ruling.values().forEach((field, value) -> values.put(field, (String) value));
        }
        return decision;
    }

    private static Map<String, Integer> trueScorers(ReportedMatch match) {
        Map<String, Integer> scorers = new TreeMap<>();
        match.incidents().stream()
                .filter(incident -> scored(incident) && !incident.ids().isEmpty())
                .forEach(incident -> scorers.merge(incident.player() + " " + incident.team(), 1, Integer::sum));
        return scorers;
    }

    private static Map<String, Integer> scorers(String match) {
        Map<String, Integer> scorers = new HashMap<>();
        anyProcess().get("/matches/" + match + "/statistics").path("players").forEach(line -> {
            int goals = line.path("goals").asInt();
            if (goals > 0) {
                scorers.put(
                        line.path("player").asText() + " " + line.path("team").asText(), goals);
            }
        });
        return scorers;
    }

    @Test
    @Order(6)
    void rebuildFindsNoDifference() {
        assertEquals(
                "{\"matches\":%d,\"different\":0,\"repaired\":0,\"differences\":[],\"differencesNotListed\":0}"
                        .formatted(MATCHES.size()),
                anyProcess().postForJson("/rebuilds").toString());
        assertEquals(
                List.of(),
                database.column(
                        String.class,
                        "SELECT id FROM match WHERE seq <> (SELECT count(*) FROM event WHERE match = match.id AND seq IS NOT NULL)"));
        for (String queue : List.of("statistics", "dead-letters", "unrouted")) {
            assertEquals(0, broker.readyMessages(queue), queue);
        }
    }
}
