package dev.touchline.statistics.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.Sports;
import dev.touchline.database.Transactions;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A match is counted by the variant of its competition, whatever is reported first. */
@QuarkusTest
class VariantRecountTest {

    private static final int ROUNDS = 12;
    private static final Instant NOON = Instant.parse("2031-06-30T12:00:00Z");

    @Inject
    EventLog log;

    @Inject
    Transactions transactions;

    @Inject
    Rebuild rebuild;

    @Test
    void matchIsCountedByTheVariantOfItsCompetitionInAnyOrder() throws Exception {
        Map<String, String> periods = new LinkedHashMap<>();
        for (int seed = 0; seed < ROUNDS; seed++) {
            String id = UniqueIds.id("game");
            String nba = id + "-nba";
            String changed = id + "-changed";
            String plain = id + "-plain";
            List<Report> all = new ArrayList<>(List.of(
                    defined(nba, 1, "nba"),
                    defined(changed, 2, "nba"),
                    defined(changed, 3, "college"),
                    defined(plain, 4, "nba"),
                    defined(plain, 5, null)));
            play(id + "-1", all, nba);
            play(id + "-2", all, changed);
            play(id + "-3", all, plain);
            play(id + "-4", all, plain, nba);
            play(id + "-5", all, nba, null);
            periods.putAll(Map.of(
                    id + "-1", "fourth-quarter",
                    id + "-2", "second-overtime",
                    id + "-3", "second-overtime",
                    id + "-4", "fourth-quarter",
                    id + "-5", "second-overtime"));
            store(all, new Random(seed));
        }
        Api.eventually().until(() -> transactions
                .run(sql -> new CompetitionTable(sql).nextRecount())
                .isEmpty());
        periods.forEach((match, period) -> {
            JsonNode shown = Api.get("/matches/{id}", match);
            assertEquals(period, shown.path("clock").path("period").asText(), shown::toString);
        });
        List<Rebuild.Difference> differences = new ArrayList<>();
        for (String match : periods.keySet()) {
            rebuild.run(match, false, differences::add);
        }
        assertEquals(List.of(), differences);
    }

    @Test
    void matchThatCannotBeReadIsLoggedAndKeepsNoOtherWaiting() throws Exception {
        String cup = UniqueIds.id("cup");
        List<Report> reports = new ArrayList<>();
        play(cup + "-1", reports, cup);
        play(cup + "-2", reports, cup);
        log.store(reports, false);
        String content = transactions.run(sql -> sql.first(
                        "SELECT content FROM event WHERE match = ? AND type = ?",
                        row -> row.getString("content"),
                        cup + "-1",
                        "basketball.free-throw")
                .orElseThrow());
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new LogLines(lines);
        Logger logger = Logger.getLogger(VariantRecount.class.getName());
        logger.addHandler(handler);
        try {
            setFreeThrow(cup + "-1", "{\"type\": \"basketball.juggling\"}");
            log.store(List.of(defined(cup, 1, "nba")), false);
            Api.eventually().until(() -> transactions
                    .run(sql -> new CompetitionTable(sql).nextRecount())
                    .isEmpty());
        } finally {
            logger.removeHandler(handler);
            setFreeThrow(cup + "-1", content);
        }
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("Match " + cup + "-1"), lines::toString);
        assertTrue(lines.get(0).contains("log entry scout " + cup + "-1-free-throw revision 1"), lines::toString);
        assertEquals("fourth-quarter", period(cup + "-2"));
        rebuild.run(cup + "-1", true, difference -> {});
        assertEquals("fourth-quarter", period(cup + "-1"));
    }

    private static final class LogLines extends Handler {
        private final List<String> lines;

        LogLines(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private void setFreeThrow(String match, String content) throws SQLException {
        transactions.run(sql -> sql.execute(
                "UPDATE event SET content = ?::json WHERE match = ? AND type = ?",
                content,
                match,
                "basketball.free-throw"));
    }

    private static String period(String match) {
        return Api.get("/matches/{id}", match).path("clock").path("period").asText();
    }

    @Test
    void comparisonDoesNotWaitForADefinition() throws Exception {
        String game = UniqueIds.id("game");
        String nba = game + "-nba";
        List<Report> reports = new ArrayList<>(List.of(defined(nba, 1, "nba")));
        play(game, reports, nba);
        log.store(reports, false);
        List<Rebuild.Difference> differences = new ArrayList<>();
        transactions.run(sql -> {
            new CompetitionTable(sql).store(List.of(defined(nba, 2, "college")));
            return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> rebuild.run(game, false, differences::add));
        });
        assertEquals(List.of(), differences);
    }

    private void store(List<Report> reports, Random random) throws SQLException {
        Collections.shuffle(reports, random);
        for (int from = 0; from < reports.size(); ) {
            int to = Math.min(reports.size(), from + 1 + random.nextInt(6));
            log.store(List.copyOf(reports.subList(from, to)), false);
            from = to;
        }
    }

    /** Adds the reports of a match that is announced for one competition after another. */
    private static void play(String match, List<Report> reports, String... competitions) {
        reports.add(event("tip-off", match, null));
        reports.add(event("three-pointer", match, "11"));
        reports.add(event("free-throw", match, "47"));
        for (int i = 0; i < competitions.length; i++) {
            Instant at = NOON.plusSeconds(i);
            reports.add(new Announcement(
                    match,
                    revision(at),
                    "basketball",
                    competitions[i],
                    null,
                    null,
                    null,
                    "Riga",
                    "Porto",
                    NOON,
                    null,
                    null,
                    at,
                    Reporter.NONE));
        }
    }

    private static Event event(String kind, String match, String minute) {
        var incident =
                Sports.incident("basketball", kind, match + "-" + kind).home().of(match);
        Event event = (minute == null ? incident : incident.at(minute)).event();
        return new Event(
                new IncidentId("scout", event.incident().id()),
                1,
                event.type(),
                match,
                null,
                event.clock(),
                event.team(),
                "Ann",
                null,
                event.status(),
                event.details(),
                NOON,
                Reporter.NONE);
    }

    private static CompetitionDefinition defined(String competition, int second, String variant) {
        Instant at = NOON.plusSeconds(second);
        return new CompetitionDefinition(
                competition,
                revision(at),
                null,
                "basketball",
                variant,
                Rules.UNSPECIFIED,
                List.of(),
                List.of(),
                null,
                null,
                at,
                Reporter.NONE);
    }

    private static long revision(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
