package dev.touchline.statistics.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.database.Transactions;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Report;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WeighedReports;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
                        weighed += state.get(0).contains("\"weighed\":true") ? 1 : 0;
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
            state.addAll(sql.list(
                    """
                    SELECT (to_jsonb(match) - 'id' - 'seq' - 'updated_at' - 'updated_on')::text AS row FROM match WHERE id = ?
                    """, row -> row.getString("row"), match));
            state.addAll(sql.list(
                    """
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
}
