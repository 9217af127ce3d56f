package dev.touchline.statistics.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.coverage.Limits;
import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.event.Reporter;
import dev.touchline.event.SignOfLife;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handovers in the log decide what counts. The sources are heard in the future, as in {@link HandoverCheckTest}. */
@QuarkusTest
class HandoverTest {

    private static final Instant START = Instant.parse("2071-05-01T15:00:00Z");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(5));

    @Inject
    Transactions transactions;

    @Inject
    EventLog log;

    private final String match = UniqueIds.match();
    private final String official = UniqueIds.id("official");
    private final String scout = UniqueIds.id("scout");

    @BeforeEach
    void announce() {
        Map<String, Object> announcement = Api.announcement("Ashford", "Brookby");
        announcement.put("reporters", List.of(official, scout));
        Api.announce(match, announcement);
        Api.accept(
                EventBody.of(match, "kick-off").with("source", official),
                EventBody.of(match, "kick-off").with("source", scout));
        report(official, 10);
        report(scout, 10);
    }

    private void report(String source, int minute) {
        Api.accept(EventBody.goal(match, "home", minute).with("source", source));
        Api.awaitProcessed();
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private void heard(String source, int minute) throws SQLException {
        transactions.run(sql -> sql.execute(
                "UPDATE reporter SET last_heard = ? WHERE match = ? AND source = ?",
                Sql.timestamp(minute(minute)),
                match,
                source));
    }

    private int check(int minute) {
        HandoverCheck check =
                new HandoverCheck(transactions, LIMITS, 1_000, handover -> log.store(List.of(handover), false));
        HandoverCheck.Result result = Api.eventually()
                .until(() -> check.run(minute(minute)), Optional::isPresent)
                .orElseThrow();
        return result.lost() + result.returned();
    }

    private int score() {
        return Api.match(match).path("score").path("home").asInt();
    }

    private List<String> discrepancies() {
        return StreamSupport.stream(
                        Api.get("/matches/{id}/discrepancies", match)
                                .path("items")
                                .spliterator(),
                        false)
                .map(item -> item.path("kind").asText() + " "
                        + item.path("incidents").path(0).path("minute").asText())
                .toList();
    }

    @Test
    void whatTheNextLeaderReportsCountsFromTheSilenceOn() throws SQLException {
        report(scout, 30);
        assertEquals(1, score());
        assertEquals(List.of("unconfirmed 30"), discrepancies());
        heard(official, 60);
        heard(scout, 65);
        assertEquals(1, check(65));
        Api.eventually().until(() -> score() == 2);
        assertEquals(List.of(), discrepancies());
        assertEquals(scout, Api.match(match).path("coverage").path("leader").asText());

        heard(official, 70);
        heard(scout, 70);
        assertEquals(1, check(70), "the leader returns");
        report(scout, 40);
        assertEquals(2, score(), "the one who returned leads what is later");
        report(official, 50);
        assertEquals(3, score());
        assertEquals(List.of("unconfirmed 40"), discrepancies());
        JsonNode rebuild = Api.json(Api.request().post("/rebuilds?match=" + match));
        assertEquals(0, rebuild.path("different").asInt(), rebuild::toString);
    }

    @Test
    void signOfLifeIsNoChange() throws SQLException {
        long seq = Api.match(match).path("seq").asLong();
        for (int i = 0; i < 3; i++) {
            Instant at = minute(i);
            assertEquals(
                    List.of(),
                    log.store(List.of(new SignOfLife(match, official, at, Reporter.NONE)), false)
                            .updates());
            JsonNode sources = Api.get("/matches/{id}/reports?source=" + official, match)
                    .path("items");
            assertEquals(
                    1,
                    StreamSupport.stream(sources.spliterator(), false)
                            .filter(item -> item.path("type").asText().equals("match.alive"))
                            .count());
            assertEquals(
                    at,
                    transactions.run(sql -> sql.first(
                                    "SELECT last_heard FROM reporter WHERE match = ? AND source = ?",
                                    row -> Sql.instant(row, "last_heard"),
                                    match,
                                    official)
                            .orElseThrow()));
        }
        assertEquals(seq, Api.match(match).path("seq").asLong());
        assertTrue(discrepancies().isEmpty());
    }
}
