package dev.touchline.statistics.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.coverage.Limits;
import dev.touchline.database.Transactions;
import dev.touchline.event.Handover;
import dev.touchline.event.MatchClock;
import dev.touchline.testing.Api;
import dev.touchline.testing.DeclaredMatch;
import dev.touchline.testing.EventBody;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reporters of these matches are heard in the past, so that the check of the application itself finds all of them lost. */
@QuarkusTest
class HandoverCheckTest {

    private static final Instant START = Instant.parse("1971-05-01T15:00:00Z");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(5));
    private static final long STALE_MINUTES = 1_000;

    @Inject
    Transactions transactions;

    private DeclaredMatch match;

    @BeforeEach
    void kickOff() throws SQLException {
        match = DeclaredMatch.kickOff(transactions, "official", "scout-*");
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** The handovers of the match that a check at that minute stores. */
    private List<Handover> check(int minute) {
        List<Handover> stored = new ArrayList<>();
        HandoverCheck check = new HandoverCheck(transactions, LIMITS, STALE_MINUTES, handover -> {
            if (handover.match().equals(match.id())) {
                match.logged(handover);
                stored.add(handover);
            }
        });
        // The check of the application may have the lock.
        Api.eventually().until(() -> check.run(minute(minute)), Optional::isPresent);
        return stored;
    }

    private void reported(String source, int minute) throws SQLException {
        Api.accept(EventBody.of(match.id(), "corner")
                .with("source", source)
                .with("team", "home")
                .with("minute", minute));
        Api.awaitProcessed();
        transactions.run(sql -> sql.execute("""
                UPDATE incident
                SET standing = 'counts', received_at = ?::timestamptz + make_interval(mins => greatest(0, minute))
                WHERE match = ? AND source IN ('official', 'scout-1')
                """, START.toString(), match.id()));
        match.heard(minute(minute), source);
        // Nothing that was announced declares the reporters, so that a report undoes the declaration. It comes last:
        // until then,
        // the check of the application would find a source live.
        match.declare("official", "scout-*");
    }

    @Test
    void silentLeaderHandsOverFromWhereItWasLastHeard() throws SQLException {
        reported("official", 57);
        reported("scout-1", 59);
        reported("scout-1", 64);
        match.heard(minute(60), "official").heard(minute(64), "scout-1", "scout-2");
        assertEquals(List.of(), check(64));
        List<Handover> handovers = check(65);
        assertEquals(1, handovers.size());
        Handover handover = handovers.get(0);
        assertEquals("official", handover.from());
        assertEquals("scout-1", handover.to());
        assertEquals(minute(60), handover.since());
        assertEquals(new MatchClock(null, 59, 0), handover.place());
        assertEquals(List.of(), check(65), "the new leader is live");
    }

    @Test
    void leadIsTakenBackWhenTheLeaderReturns() throws SQLException {
        reported("official", 57);
        match.heard(minute(60), "official").heard(minute(65), "scout-1");
        assertEquals(1, check(65).size());
        reported("scout-1", 71);
        reported("official", 72);
        List<Handover> back = check(72);
        assertEquals(1, back.size());
        assertEquals("scout-1", back.get(0).from());
        assertEquals("official", back.get(0).to());
        assertEquals(minute(72), back.get(0).since());
        assertEquals(new MatchClock(null, 71, 0), back.get(0).place());
        assertEquals(List.of(), check(73));
    }

    @Test
    void leaderThatReturnsForOneSignIsLostAgainOnce() throws SQLException {
        match.heard(minute(60), "official").heard(minute(65), "scout-1");
        assertEquals(1, check(65).size());
        match.heard(minute(66), "official");
        assertEquals("official", check(66).get(0).to());
        match.heard(minute(71), "scout-1");
        List<Handover> again = check(71);
        assertEquals("scout-1", again.get(0).to());
        assertTrue(
                again.get(0).since().isAfter(minute(66)), "after the handover before, though nothing was heard since");
        assertEquals(List.of(), check(71));
    }

    @Test
    void successorThatFallsSilentHandsOverToTheNext() throws SQLException {
        match.heard(minute(60), "official").heard(minute(65), "scout-1", "scout-2");
        assertEquals("scout-1", check(65).get(0).to());
        match.heard(minute(71), "scout-2");
        assertEquals("scout-2", check(71).get(0).to());
        match.heard(minute(72), "scout-1");
        assertEquals("scout-1", check(72).get(0).to(), "the higher one returns");
    }

    @Test
    void silenceOfAllChangesNothing() throws SQLException {
        match.heard(minute(60), "official", "scout-1");
        assertEquals(List.of(), check(65));
        assertEquals(List.of(), check(99));
    }

    @Test
    void sourceThatIsNotDeclaredNeverLeads() throws SQLException {
        match.heard(minute(60), "official").heard(minute(65), "stranger");
        assertEquals(List.of(), check(65));
    }

    @Test
    void choiceOfAnOperatorStays() throws SQLException {
        match.heard(minute(60), "official")
                .heard(minute(65), "scout-1")
                .logged(
                        "touchline:decision",
                        "d1",
                        "match.decision",
                        "{\"action\":\"leader\",\"leader\":\"official\",\"reason\":\"on the phone\"}",
                        minute(1));
        assertEquals(List.of(), check(65));
    }

    @Test
    void matchThatIsOverIsNotChecked() throws SQLException {
        match.heard(minute(60), "official").heard(minute(65), "scout-1");
        transactions.run(sql -> sql.execute("UPDATE match SET phase = 'finished' WHERE id = ?", match.id()));
        assertEquals(List.of(), check(65));
    }

    @Test
    void oneProcessChecksAtATime() throws SQLException {
        HandoverCheck check = new HandoverCheck(transactions, LIMITS, STALE_MINUTES, handover -> {});
        Api.eventually()
                .until(() -> transactions.run(sql -> {
                    if (!new DeclaredMatches(sql, STALE_MINUTES).lock()) {
                        return false;
                    }
                    assertEquals(Optional.empty(), check.run(minute(1)));
                    return true;
                }));
    }
}
