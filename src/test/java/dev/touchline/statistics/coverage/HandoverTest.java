package dev.touchline.statistics.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.coverage.Limits;
import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.SignOfLife;
import dev.touchline.event.Status;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Handovers in the log decide what counts. The sources are heard in the past, as in {@link HandoverCheckTest}; the
 * announcement is new, so that the match is not stale.
 */
@QuarkusTest
class HandoverTest {

    private static final Instant START = Instant.parse("1971-05-01T15:00:00Z");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(5));

    @Inject
    Transactions transactions;

    @Inject
    EventLog log;

    private final String match = UniqueIds.match();

    @BeforeEach
    void announce() throws SQLException {
        Map<String, Object> announcement = Api.announcement("Ashford", "Brookby");
        announcement.put("reporters", List.of("official", "scout"));
        Api.announce(match, announcement);
        Api.awaitSeq(match, 1);
        report("official", "kick-off", 0);
        report("scout", "kick-off", 0);
        report("official", "goal", 10);
        report("scout", "goal", 10);
    }

    private void report(String source, String kind, int minute) throws SQLException {
        Event event = new Event(
                new IncidentId(source, kind + minute),
                1,
                new EventType("football", kind),
                match,
                null,
                new MatchClock(null, minute, 0),
                kind.equals("goal") ? Side.HOME : null,
                null,
                null,
                Status.CONFIRMED,
                Map.of(),
                minute(minute),
                Reporter.NONE);
        log.store(List.of(event), false);
    }

    private void alive(String source, int minute) throws SQLException {
        log.store(List.of(new SignOfLife(match, source, minute(minute), Reporter.NONE)), false);
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** The number of handovers of the match that a check at that minute stores. */
    private int check(int minute) {
        AtomicInteger stored = new AtomicInteger();
        HandoverCheck check = new HandoverCheck(transactions, LIMITS, 1_000, handover -> {
            if (handover.match().equals(match)) {
                log.store(List.of(handover), false);
                stored.incrementAndGet();
            }
        });
        Api.eventually().until(() -> check.run(minute(minute)), Optional::isPresent);
        return stored.get();
    }

    private void assertScore(int home) {
        // The cache learns of the update by the check for gaps.
        Api.eventually()
                .untilAsserted(() -> assertEquals(
                        home, Api.match(match).path("score").path("home").asInt()));
    }

    private List<String> discrepancies() {
        return items("discrepancies").stream()
                .map(item -> item.path("kind").asText() + " "
                        + item.path("incidents").path(0).path("minute").asText())
                .toList();
    }

    private List<JsonNode> items(String list) {
        return StreamSupport.stream(
                        Api.get("/matches/{id}/" + list, match).path("items").spliterator(), false)
                .toList();
    }

    @Test
    void reportsOfTheNextLeaderCountFromTheSilenceOn() throws SQLException {
        report("scout", "goal", 30);
        assertScore(1);
        assertEquals(List.of("unconfirmed 30"), discrepancies());
        alive("scout", 31);
        assertEquals(1, check(31));
        assertScore(2);
        assertEquals(List.of(), discrepancies());
        assertEquals("scout", Api.match(match).path("coverage").path("leader").asText());

        alive("official", 35);
        alive("scout", 35);
        assertEquals(1, check(35), "the leader returns");
        report("scout", "goal", 40);
        report("official", "goal", 50);
        assertScore(3);
        assertEquals(List.of("unconfirmed 40"), discrepancies());
        assertEquals(
                2,
                items("reports").stream()
                        .filter(item -> item.path("type").asText().equals("match.handover"))
                        .count());
        JsonNode rebuild = Api.json(Api.request().post("/rebuilds?match=" + match));
        assertEquals(0, rebuild.path("different").asInt(), rebuild::toString);
    }

    @Test
    void repeatedSignOfLifeOnlyMovesTheTime() throws SQLException {
        long seq = seq();
        for (int minute = 11; minute < 14; minute++) {
            alive("official", minute);
            assertEquals(
                    1,
                    items("reports").stream()
                            .filter(item -> item.path("type").asText().equals("match.alive"))
                            .count());
            assertEquals(minute(minute), transactions.run(sql -> sql.first(
                            "SELECT last_heard FROM reporter WHERE match = ? AND source = 'official'",
                            row -> Sql.instant(row, "last_heard"),
                            match)
                    .orElseThrow()));
        }
        assertEquals(seq, seq());
    }

    private long seq() throws SQLException {
        return transactions.run(sql -> sql.first("SELECT seq FROM match WHERE id = ?", row -> row.getLong("seq"), match)
                .orElseThrow());
    }
}
