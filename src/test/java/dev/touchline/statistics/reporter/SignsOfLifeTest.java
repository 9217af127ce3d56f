package dev.touchline.statistics.reporter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.event.Reporter;
import dev.touchline.event.SignOfLife;
import dev.touchline.testing.DeclaredMatch;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SignsOfLifeTest {

    private static final Instant START = Instant.parse("2071-05-01T15:00:00Z");

    @Inject
    Transactions transactions;

    private DeclaredMatch match;

    @BeforeEach
    void kickOff() throws SQLException {
        match = DeclaredMatch.kickOff(transactions, "official", "scout-*").heard(START, "official");
    }

    private SignOfLife sign(String source, int second) {
        return new SignOfLife(match.id(), source, START.plusSeconds(second), Reporter.NONE);
    }

    private List<SignOfLife> store(SignOfLife... signs) throws SQLException {
        return transactions.run(sql -> SignsOfLife.store(sql, List.of(signs)));
    }

    private List<String> lastHeard() throws SQLException {
        List<String> heard = new ArrayList<>();
        transactions.run(sql -> {
            sql.query(
                    "SELECT source, last_heard FROM reporter WHERE match = ? ORDER BY source",
                    row -> heard.add(row.getString("source") + " "
                            + (Sql.instant(row, "last_heard").getEpochSecond() - START.getEpochSecond())),
                    match.id());
            return null;
        });
        return heard.stream().filter(line -> line.startsWith("official")).toList();
    }

    @Test
    void firstSignOfEachSourceIsForTheLog() throws SQLException {
        assertEquals(
                List.of(sign("official", 10), sign("scout-1", 12)),
                store(sign("scout-1", 12), sign("official", 20), sign("official", 10), sign("scout-1", 13)));
        assertEquals(List.of("official 20"), lastHeard());
    }

    @Test
    void laterSignOnlyMovesTheTime() throws SQLException {
        transactions.run(sql -> sql.execute("""
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at)
                VALUES (?, 'official', 1, ?, 'match.alive', '{}', now(), now())
                """, SignOfLife.SOURCE, match.id()));
        assertEquals(List.of(), store(sign("official", 60)));
        assertEquals(List.of("official 60"), lastHeard());
        assertEquals(List.of(), store(sign("official", 30)));
        assertEquals(List.of("official 60"), lastHeard(), "an earlier one arrived later");
        assertEquals(List.of(), store());
    }
}
