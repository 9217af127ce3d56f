package dev.touchline.live.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.DeclaredMatch;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** {@code coverage} in the responses about a match. */
@QuarkusTest
class MatchCoverageTest {

    @Inject
    Transactions transactions;

    @Inject
    MatchCache cache;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    private JsonNode coverage(DeclaredMatch match) {
        cache.invalidateAll();
        return Api.match(match.id()).path("coverage");
    }

    @Test
    void coverageIsThatOfTheLeader() throws SQLException {
        DeclaredMatch match = DeclaredMatch.kickOff(transactions, "official", "scout-*")
                .heard(now, "scout-1", "official", "stranger");
        JsonNode live = coverage(match);
        assertEquals("official", live.path("leader").asText());
        assertEquals("live", live.path("state").asText());
        assertTrue(live.path("since").isNull());
        assertEquals(2, live.path("sources").size(), live::toString);
        assertEquals("official", live.path("sources").path(0).path("source").asText());
        assertEquals(
                now,
                Instant.parse(live.path("sources").path(0).path("lastHeard").asText()));

        Instant then = now.minus(Duration.ofMinutes(3));
        match.heard(then, "official");
        JsonNode delayed = coverage(match);
        assertEquals("delayed", delayed.path("state").asText());
        assertEquals(then, Instant.parse(delayed.path("since").asText()));
        assertEquals("live", delayed.path("sources").path(1).path("state").asText());

        match.heard(now.minus(Duration.ofMinutes(6)), "official", "scout-1");
        assertEquals("lost", coverage(match).path("state").asText());
    }

    @Test
    void handoverChangesTheLeader() throws SQLException {
        DeclaredMatch match = DeclaredMatch.kickOff(transactions, "official", "scout-*")
                .heard(now.minus(Duration.ofMinutes(9)), "official")
                .heard(now, "scout-1")
                .logged(
                        "touchline:handover",
                        "official>scout-1",
                        "match.handover",
                        "{\"from\":\"official\",\"to\":\"scout-1\",\"since\":\"%s\"}".formatted(now),
                        now);
        JsonNode coverage = coverage(match);
        assertEquals("scout-1", coverage.path("leader").asText());
        assertEquals("live", coverage.path("state").asText());
    }

    @Test
    void matchWithoutADeclarationOrNotInProgressHasNone() throws SQLException {
        String plain = UniqueIds.match();
        Api.accept(EventBody.of(plain, "kick-off"));
        assertTrue(Api.awaitSeq(plain, 1).path("coverage").isNull());
        DeclaredMatch over = DeclaredMatch.kickOff(transactions, "official").heard(now, "official");
        assertTrue(coverage(over).isObject());
        transactions.run(sql -> sql.execute("UPDATE match SET phase = 'finished' WHERE id = ?", over.id()));
        assertTrue(coverage(over).isNull());
    }

    @Test
    void declaredMatchThatNobodyReportsIsLost() throws SQLException {
        JsonNode coverage = coverage(DeclaredMatch.kickOff(transactions, "official"));
        assertTrue(coverage.path("leader").isNull());
        assertEquals("lost", coverage.path("state").asText());
        assertEquals(0, coverage.path("sources").size());
    }

    @Test
    void coverageIsInListsAndChangesTheEntityTag() throws SQLException {
        DeclaredMatch match = DeclaredMatch.kickOff(transactions, "official").heard(now, "official");
        String competition = UniqueIds.id("cup");
        transactions.run(sql -> sql.execute("UPDATE match SET competition = ? WHERE id = ?", competition, match.id()));
        cache.invalidateAll();
        assertEquals(
                "live",
                Api.get("/matches?competition=" + competition)
                        .path("items")
                        .path(0)
                        .path("coverage")
                        .path("state")
                        .asText());
        Response live = Api.request().get("/matches/" + match.id());
        match.heard(now.minus(Duration.ofMinutes(3)), "official");
        cache.invalidateAll();
        Response delayed = Api.request().get("/matches/" + match.id());
        assertEquals(Api.json(live).path("seq"), Api.json(delayed).path("seq"));
        assertNotEquals(live.header("ETag"), delayed.header("ETag"));
    }
}
