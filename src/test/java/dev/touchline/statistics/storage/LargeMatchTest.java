package dev.touchline.statistics.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change of a match reads and writes few rows, however many the match has. */
@QuarkusTest
class LargeMatchTest {

    private static final Instant KICK_OFF = Instant.parse("2031-06-30T12:00:00Z");
    private static final int PLAYERS = 30_000;
    private static final int MAX_TALLY = 20_000;

    private final String match = UniqueIds.match();

    @Inject
    EventLog log;

    @Inject
    SportCatalogue catalogue;

    @Inject
    Transactions transactions;

    // Other tests compare all matches with their logs.
    @AfterEach
    void delete() throws SQLException {
        execute("DELETE FROM player_figure WHERE match = ?");
    }

    private void execute(String statement, Object... others) throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(match));
        parameters.addAll(List.of(others));
        transactions.run(sql -> sql.execute(statement, parameters.toArray()));
    }

    private long number(String query) throws SQLException {
        return transactions.run(
                sql -> sql.first(query, row -> row.getLong(1), match).orElseThrow());
    }

    private Event event(
            String kind, int id, MatchClock clock, Status status, String player, Map<String, Object> details) {
        return new Event(
                new IncidentId("large", match + "-" + id),
                status == Status.CANCELLED ? 2 : 1,
                new EventType("football", kind),
                match,
                KICK_OFF.plusSeconds(id),
                clock,
                Side.HOME,
                player,
                null,
                status,
                details,
                KICK_OFF.plusSeconds(id),
                Reporter.NONE);
    }

    private Event shot(int id, String player) {
        return event("shot", id, MatchClock.UNKNOWN, Status.CONFIRMED, player, Map.of());
    }

    @Test
    void batchWritesTheRowsOfItsPlayersOnly() throws SQLException {
        log.store(List.of(shot(1, "Ann")), false);
        execute("""
                INSERT INTO player_figure (match, player, side, figure, count)
                SELECT ?, 'Player ' || to_char(n, 'FM00000'), 0, 'shots', 1 FROM generate_series(1, ?) AS n
                """, PLAYERS);
        log.store(List.of(shot(2, "Player 00001"), shot(3, "Player 00002"), shot(4, "Zoe")), false);
        assertEquals(PLAYERS + 2, number("SELECT count(*) FROM player_figure WHERE match = ?"));
        // The rows of a transaction have its number.
        assertEquals(3, number("""
                SELECT count(*) FROM player_figure WHERE match = ?
                AND xmin = (SELECT xmin FROM match WHERE match.id = player_figure.match)
                """));
        assertEquals(2, number("SELECT count(*) FROM player_figure WHERE match = ? AND count = 2"));
        assertTrue(number("SELECT length(tally::text) FROM match WHERE id = ?") < 1_000);
    }

    @Test
    void playersAreReadInPages() throws SQLException {
        log.store(List.of(shot(1, "Ann"), shot(2, "Zoe"), shot(3, "Bea")), false);
        execute("""
                INSERT INTO player_figure (match, player, side, figure, count)
                SELECT ?, 'Player ' || to_char(n, 'FM00000'), n % 2, figure, 1
                FROM generate_series(1, ?) AS n, unnest(ARRAY['shots', 'goals', 'saves']) AS figure
                """, PLAYERS);
        JsonNode first = Api.get("/matches/{id}/statistics", match);
        assertEquals(200, first.path("players").size());
        assertEquals("Ann", first.path("players").path(0).path("player").asText());
        assertEquals(Api.json("""
                        {"player":"Player 00001","team":"away","goals":1,"saves":1,"shots":1}
                        """), first.path("players").path(2));
        assertEquals(3, first.path("home").path("shots").asInt());
        JsonNode second = Api.get(
                "/matches/{id}/statistics?limit=3&cursor={c}",
                match,
                first.path("next").asText());
        assertEquals(
                List.of("Player 00199", "Player 00200", "Player 00201"),
                second.path("players").findValuesAsText("player"));
        assertEquals(first.path("home"), second.path("home"));
    }

    @Test
    void latestClockPhaseAndSharesAreFoundAgainWhenIncidentsAreCancelled() throws SQLException {
        Random random = new Random(21);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            MatchClock clock = new MatchClock(i % 2 == 0 ? "first-half" : "second-half", random.nextInt(90), i % 5);
            String kind = List.of("resumed", "suspended", "half-time", "possession", "corner")
                    .get(random.nextInt(5));
            Map<String, Object> details = kind.equals("possession") ? Map.of("share", random.nextInt(101)) : Map.of();
            events.add(event(kind, i, clock, Status.CONFIRMED, null, details));
        }
        store(events, random);
        assertTrue(number("SELECT length(tally::text) FROM match WHERE id = ?") < MAX_TALLY);
        // The last ones of each kind, so that the stored tally has none of those before them.
        List<Event> byClock = new ArrayList<>(events);
        byClock.sort((one, other) -> catalogue
                .sport("football")
                .position(other.clock())
                .compareTo(catalogue.sport("football").position(one.clock())));
        List<Event> cancelled = byClock.subList(0, 800).stream()
                .map(event -> event(
                        event.type().kind(),
                        Integer.parseInt(event.incident().id().substring(match.length() + 1)),
                        event.clock(),
                        Status.CANCELLED,
                        null,
                        event.details()))
                .toList();
        store(new ArrayList<>(cancelled), random);
        List<Report> left = new ArrayList<>(events);
        left.addAll(cancelled);
        MatchTally folded = fold(left);
        assertEquals(0, folded.players().size());
        assertEquals(folded, stored());
        // A tally of another version is counted anew, and the keys of incidents with it.
        execute("UPDATE incident SET clock = NULL, mark = NULL, figure = NULL, reading = NULL WHERE match = ?");
        execute("UPDATE match SET tally_version = 'another', tally = '{}' WHERE id = ?");
        assertEquals(folded, stored());
        store(List.of(event("corner", 1_000, MatchClock.UNKNOWN, Status.CONFIRMED, null, Map.of())), random);
        Event cancelledCorner = event("corner", 1_000, MatchClock.UNKNOWN, Status.CANCELLED, null, Map.of());
        store(List.of(cancelledCorner), random);
        left.add(cancelledCorner);
        assertEquals(fold(left), stored());
    }

    private MatchTally fold(List<Report> reports) {
        return Fold.of(reports.stream().map(Event.class::cast).toList(), catalogue)
                .tallies()
                .get(match);
    }

    private MatchTally stored() throws SQLException {
        return log.inTransaction(tables -> {
            EventLogTables.LockedState locked = tables.lock(Set.of(match), Set.of(), Set.of());
            tables.countStaleAnew(locked);
            return locked.matches().get(match).tally();
        });
    }

    private void store(List<Event> events, Random random) throws SQLException {
        List<Report> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        for (int from = 0; from < shuffled.size(); ) {
            int to = Math.min(shuffled.size(), from + 1 + random.nextInt(40));
            log.store(shuffled.subList(from, to), false);
            from = to;
        }
    }
}
