package dev.touchline.statistics.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Transactions;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Decision;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.json.Json;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WeighedReports;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The stored state of matches with ranked reporters, decisions, lists and handovers. */
@QuarkusTest
class StoredWeighingTest {

    private static final int ROUNDS = 60;
    private static final int ORDERS = 3;

    @Inject
    EventLog log;

    @Inject
    Rebuild rebuild;

    @Inject
    Transactions transactions;

    @Test
    void everyOrderAndEveryBatchEndsInTheStateOfTheLog() throws Exception {
        int weighed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            try {
                List<String> first = null;
                for (int order = 0; order < ORDERS; order++) {
                    String match = UniqueIds.match();
                    List<MatchReport> reports = new ArrayList<>(WeighedReports.of(match, seed));
                    Random random = new Random(seed + order);
                    reports.addAll(reports.subList(0, reports.size() / 5));
                    Collections.shuffle(reports, random);
                    store(reports, random);
                    List<Rebuild.Difference> differences = new ArrayList<>();
                    rebuild.run(match, false, differences::add);
                    assertEquals(List.of(), differences, "order " + order);
                    List<String> state = state(match);
                    if (first == null) {
                        first = state;
                        weighed += state.get(0).contains("\"weighed\": true") ? 1 : 0;
                    }
                    assertEquals(first, state, "order " + order);
                }
            } catch (AssertionError | Exception e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
        assertTrue(weighed > ROUNDS / 3, "matches that are weighed: " + weighed);
    }

    private void store(List<MatchReport> reports, Random random) throws SQLException {
        for (int from = 0; from < reports.size(); ) {
            int to = Math.min(reports.size(), from + 1 + random.nextInt(random.nextBoolean() ? 2 : 20));
            List<Report> batch = new ArrayList<>(reports.subList(from, to));
            log.store(batch, false);
            from = to;
        }
    }

    /** Everything that follows from the set of reports, without the match's id, numbers and times of changes. */
    private List<String> state(String match) throws SQLException {
        return transactions.run(sql -> {
            List<String> state = new ArrayList<>();
            state.addAll(sql.list("""
                    SELECT (to_jsonb(match) - 'id' - 'seq' - 'updated_at' - 'updated_on')::text AS row FROM match WHERE id = ?
                    """, row -> row.getString("row"), match));
            state.addAll(sql.list("""
                    SELECT (to_jsonb(incident) - 'match' - 'content' - 'counted' - 'seq')::text AS row FROM incident
                    WHERE match = ? ORDER BY source, id
                    """, row -> row.getString("row"), match));
            state.addAll(sql.list(
                    "SELECT (to_jsonb(f) - 'match')::text AS row FROM player_figure f WHERE match = ? ORDER BY player, side, figure",
                    row -> row.getString("row"),
                    match));
            state.addAll(sql.list(
                    "SELECT id || content::text AS row FROM discrepancy WHERE match = ? AND closed_at IS NULL ORDER BY id",
                    row -> row.getString("row"),
                    match));
            return state;
        });
    }

    private static final List<String> RANKED = List.of("official", "scout-*", "camera-*");

    private final String match = UniqueIds.match();
    private Instant now = Instant.parse("2026-06-11T18:00:00Z");
    private final List<String> told = new ArrayList<>();

    private void announce(String sport, List<String> reporters) throws SQLException {
        now = now.plusSeconds(1);
        report(new Announcement(
                match,
                ChronoUnit.MICROS.between(Instant.EPOCH, now),
                sport,
                null,
                null,
                null,
                null,
                "Home",
                "Away",
                now,
                null,
                reporters,
                now,
                Reporter.NONE));
    }

    private static Event event(
            String match, String source, String id, int revision, String type, int minute, Status status, Instant at) {
        return new Event(
                new IncidentId(source, id),
                revision,
                EventType.parse(type),
                match,
                null,
                new MatchClock(null, minute, 0),
                Side.HOME,
                null,
                null,
                status,
                Map.of(),
                at,
                Reporter.NONE);
    }

    private void goal(String source, String id, int minute) throws SQLException {
        now = now.plusSeconds(1);
        report(event(match, source, id, 1, "football.goal", minute, Status.CONFIRMED, now));
    }

    private void decide(Decision.Action action, IncidentId... incidents) throws SQLException {
        now = now.plusSeconds(1);
        report(new Decision(
                match,
                UniqueIds.id("decision"),
                action,
                List.of(incidents),
                Map.of(),
                null,
                null,
                "as seen",
                now,
                Reporter.NONE));
    }

    private void report(Report report) throws SQLException {
        told.clear();
        for (UpdateJson.PositionedUpdate update :
                log.store(List.of(report), false).updates()) {
            JsonNode json = Json.parse(update.update().json().getBytes(StandardCharsets.UTF_8));
            JsonNode event = json.path("event");
            told.add("%s %s %s%s %d"
                    .formatted(
                            json.path("kind").asText(),
                            event.path("source").asText(),
                            event.path("standing").asText("counts"),
                            event.path("confirmedBy").isMissingNode() ? "" : " " + event.path("confirmedBy"),
                            json.path("score").path("home").asInt()));
        }
    }

    private void told(String... updates) {
        assertEquals(List.of(updates), told);
    }

    private List<Rebuild.Difference> differences() throws Rebuild.DatabaseException {
        List<Rebuild.Difference> differences = new ArrayList<>();
        rebuild.run(match, false, differences::add);
        return differences;
    }

    private String one(String query) throws SQLException {
        return transactions.run(sql ->
                sql.first(query, row -> String.valueOf(row.getString(1)), match).orElse("none"));
    }

    @Test
    void everyChangeOfWhatCountsIsAnUpdate() throws Exception {
        announce("football", RANKED);
        goal("official", "1", 10);
        told("event official counts 1");
        goal("scout-1", "7", 11);
        told("confirmation official counts [\"scout-1\"] 1");
        goal("scout-1", "8", 30);
        told();
        goal("camera-1", "3", 30);
        told("event scout-1 provisional [\"camera-1\"] 2");
        goal("official", "2", 31);
        told("correction official counts [\"scout-1\",\"camera-1\"] 2");
        now = now.plusSeconds(1);
        report(event(match, "official", "2", 2, "football.goal", 31, Status.CANCELLED, now));
        told("retraction official cancelled 1");
        decide(Decision.Action.ACCEPT, new IncidentId("camera-1", "3"));
        told("correction scout-1 counts [\"camera-1\"] 2");
        decide(Decision.Action.VETO, new IncidentId("official", "1"));
        told("retraction official vetoed 1");
        announce("football", List.of());
        // Without ranks every report counts, but for the veto and the retraction.
        assertEquals("3", one("SELECT home_score FROM match WHERE id = ?"));
        assertEquals(List.of(), differences());
    }

    @Test
    void decisionThatComesBeforeTheReportsOutranksThem() throws Exception {
        decide(Decision.Action.VETO, new IncidentId("official", "1"));
        goal("official", "1", 10);
        told();
        goal("official", "2", 20);
        told("event official counts 1");
        assertEquals(List.of(), differences());
    }

    @Test
    void differencesAreListedUntilTheyAreSettled() throws Exception {
        announce("football", RANKED);
        goal("official", "1", 10);
        goal("scout-1", "7", 30);
        String open =
                "SELECT string_agg(kind, ' ' ORDER BY kind) FROM discrepancy WHERE match = ? AND closed_at IS NULL";
        assertEquals("unconfirmed", one(open));
        goal("camera-1", "3", 30);
        // Two sources report later things, and lack the goal of the leader.
        assertEquals("contradicted provisional", one(open));
        decide(Decision.Action.ACCEPT, new IncidentId("scout-1", "7"));
        assertEquals("contradicted", one(open));
        goal("camera-1", "2", 10);
        assertEquals("null", one(open));
        assertEquals("3", one("SELECT count(*) FROM discrepancy WHERE match = ? AND closed_at IS NOT NULL"));
        assertEquals(List.of(), differences());
    }

    @Test
    void eventsOfAnotherSportDoNotCountWheneverTheMatchIsAnnounced() throws Exception {
        List<Event> events = List.of(
                event(match, "camera", "1", 1, "basketball.three-pointer", 1, Status.CONFIRMED, now),
                event(match, "camera", "2", 1, "football.goal", 2, Status.CONFIRMED, now),
                event(match, "camera", "3", 1, "basketball.three-pointer", 3, Status.CONFIRMED, now));
        report(events.get(1));
        told("event camera counts 1");
        report(events.get(0));
        // Of equally many, the first sport by name.
        assertEquals("basketball 3", one("SELECT sport || ' ' || home_score FROM match WHERE id = ?"));
        report(events.get(2));
        assertEquals("basketball 6", one("SELECT sport || ' ' || home_score FROM match WHERE id = ?"));
        assertEquals(List.of(), differences());
        announce("football", null);
        assertEquals("football 1", one("SELECT sport || ' ' || home_score FROM match WHERE id = ?"));
        assertEquals(
                "counts other-sport other-sport",
                one("SELECT string_agg(standing, ' ' ORDER BY standing) FROM incident WHERE match = ?"));
        assertEquals(List.of(), differences());
    }

    @Test
    void mistakenMatchIsHiddenAndCanBeBroughtBack() throws Exception {
        announce("football", null);
        goal("camera", "1", 10);
        now = now.plusSeconds(1);
        report(new MatchDeletion(match, "a test", now, Reporter.NONE));
        String shown = "SELECT (deleted_at IS NULL) || ' ' || home_score FROM match WHERE id = ?";
        assertEquals("false 1", one(shown));
        goal("camera", "2", 20);
        told();
        assertEquals("false 2", one(shown));
        assertEquals(List.of(), differences());
        decide(Decision.Action.RESTORE);
        assertEquals("true 2", one(shown));
        assertEquals(List.of(), differences());
    }

    @Test
    void listWithdrawsWhatItDoesNotHaveOnceItIsComplete() throws Exception {
        goal("feed", "37", 37);
        Instant asOf = now.plusSeconds(60);
        now = asOf;
        report(new FullList(match, "feed", asOf, new TreeMap<>(Map.of("38", 1L)), asOf.plusSeconds(1), Reporter.NONE));
        told();
        now = asOf.minusSeconds(2);
        goal("feed", "38", 38);
        assertEquals("1", one("SELECT home_score FROM match WHERE id = ?"));
        assertEquals(List.of(), differences());
    }

    /** The recount of the competition, and this rebuild, do the same. */
    @Test
    void reportersThatTheCompetitionDeclaresLaterWeighItsMatchesAnew() throws Exception {
        String cup = UniqueIds.id("cup");
        now = now.plusSeconds(1);
        report(new Announcement(
                match, 1, "football", cup, null, null, null, "Home", "Away", now, null, null, now, Reporter.NONE));
        goal("official", "1", 10);
        goal("scout-1", "7", 10);
        String score = "SELECT home_score || ' ' || weighed FROM match WHERE id = ?";
        assertEquals("2 false", one(score));
        now = now.plusSeconds(1);
        log.store(
                List.of(new CompetitionDefinition(
                        cup,
                        ChronoUnit.MICROS.between(Instant.EPOCH, now),
                        null,
                        null,
                        null,
                        Rules.UNSPECIFIED,
                        List.of(),
                        List.of(),
                        RANKED,
                        null,
                        now,
                        Reporter.NONE)),
                false);
        rebuild.repair(match);
        assertEquals("1 true", one(score));
        goal("scout-1", "8", 50);
        assertEquals("1 true", one(score));
        announce("football", List.of());
        assertEquals("3 false", one(score));
        assertEquals(List.of(), differences());
    }

    @Test
    void repairStoresWhatTheLogSays() throws Exception {
        announce("football", RANKED);
        goal("official", "1", 10);
        goal("scout-1", "7", 10);
        goal("scout-1", "8", 40);
        transactions.run(sql -> {
            sql.execute("UPDATE incident SET standing = 'counts', counts_as = NULL WHERE match = ?", match);
            sql.execute("DELETE FROM discrepancy WHERE match = ?", match);
            sql.execute("DELETE FROM reporter WHERE match = ? AND source = 'scout-1'", match);
            return sql.execute("UPDATE match SET weighed = false WHERE id = ?", match);
        });
        assertTrue(differences().size() > 4, () -> "differences");
        rebuild.run(match, true, difference -> {});
        assertEquals(List.of(), differences());
    }
}
