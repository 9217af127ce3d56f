package dev.touchline.live.competition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables are computed once per change, shared by their readers, and bounded. */
@QuarkusTest
class LargeCompetitionTest {

    private static final int READERS = 20;
    private static final String COMPUTED = "touchline_live_tables_computed_seconds_count";

    private final String competition = UniqueIds.id("large");

    @Inject
    Transactions transactions;

    // Other tests compare all matches with their logs.
    @AfterEach
    void delete() throws SQLException {
        transactions.run(sql -> sql.execute("DELETE FROM player_figure WHERE match LIKE ?", competition + "-%"));
        transactions.run(sql -> sql.execute("DELETE FROM match WHERE competition = ?", competition));
    }

    private void insert(int matches, int teams) throws SQLException {
        transactions.run(sql -> sql.execute("""
                INSERT INTO match (id, sport, competition, home, away, phase, home_score, away_score, seq)
                SELECT ? || '-' || n, 'football', ?, 'Team ' || n % ?, 'Team ' || (n * 7 + n / ? + 1) % ?,
                       'finished', n * 13 % 3, n * 11 % 3, 1
                FROM generate_series(1, ?) AS n
                """, competition, competition, teams, teams, teams, matches));
    }

    private void define(List<String> tieBreakers, String headToHead) {
        Api.define(
                competition,
                Map.of("sport", "football", "rules", Map.of("tieBreakers", tieBreakers, "headToHead", headToHead)));
        Api.awaitProcessed();
    }

    @Test
    void concurrentReadersShareAComputation() throws Exception {
        define(List.of("head-to-head", "goal difference"), "restarted");
        insert(5_000, 100);
        double before = Metrics.now().value(COMPUTED);
        List<Callable<JsonNode>> reads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            reads.add(() -> Api.get("/competitions/{id}/standings", competition));
        }
        List<JsonNode> tables = new ArrayList<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (Future<JsonNode> read : readers.invokeAll(reads)) {
                tables.add(read.get());
            }
        } finally {
            readers.shutdownNow();
        }
        assertEquals(1, new HashSet<>(tables).size());
        assertEquals(100, tables.get(0).path("groups").path(0).path("rows").size());
        assertEquals(1, Metrics.now().value(COMPUTED) - before);
    }

    @Test
    void unchangedTableIsComputedOnceAndAChangedOneAnew() throws SQLException {
        insert(10, 4);
        define(List.of("goal difference"), "once");
        double before = Metrics.now().value(COMPUTED);
        JsonNode first = Api.get("/competitions/{id}/standings", competition);
        assertEquals(first, Api.get("/competitions/{id}/standings", competition));
        assertEquals(1, Metrics.now().value(COMPUTED) - before);
        transactions.run(
                sql -> sql.execute("UPDATE match SET home_score = 9, seq = seq + 1 WHERE id = ?", competition + "-1"));
        assertTrue(!first.equals(Api.get("/competitions/{id}/standings", competition)), "the change counts at once");
        assertEquals(2, Metrics.now().value(COMPUTED) - before);
    }

    @Test
    void tablesOfTooManyMatchesAreNotComputed() throws SQLException {
        insert(10_001, 100);
        JsonNode standings = Api.get("/competitions/{id}/standings", competition);
        assertEquals(Api.json("[]"), standings.path("groups"));
        assertEquals(
                "The competition has more than 10,000 matches.",
                standings.path("notComputed").asText());
        JsonNode scorers = Api.get("/competitions/{id}/scorers", competition);
        assertEquals(Api.json("[]"), scorers.path("items"));
        assertEquals(standings.path("notComputed"), scorers.path("notComputed"));
    }

    @Test
    void tableOfTooManyTeamsIsNotComputed() throws SQLException {
        define(List.of("goal difference"), "once");
        insert(2_000, 1_500);
        assertEquals(
                "A table has more than 1,000 teams.",
                Api.get("/competitions/{id}/standings", competition)
                        .path("notComputed")
                        .asText());
    }

    @Test
    void listOfScorersEndsAfterItsBound() throws SQLException {
        insert(100, 10);
        transactions.run(sql -> sql.execute("""
                INSERT INTO player_figure (match, player, side, figure, count)
                SELECT ? || '-' || n, 'Player ' || n || ' ' || m, 0, 'goals', 1
                FROM generate_series(1, 100) AS n, generate_series(1, 60) AS m
                """, competition));
        int listed = 0;
        JsonNode page = null;
        String cursor = "";
        do {
            page = Api.get("/competitions/{id}/scorers?limit=200" + cursor, competition);
            listed += page.path("items").size();
            assertTrue(listed == 5_000 || page.path("notComputed").isNull());
            cursor = "&cursor=" + page.path("next").asText();
        } while (!page.path("next").isNull());
        assertEquals(5_000, listed);
        assertEquals(
                "The scorers below the first 5,000 are not listed.",
                page.path("notComputed").asText());
    }
}
