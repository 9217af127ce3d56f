package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Season;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Differences between the event log and the stored state are reported, and repaired on request. */
class RebuildIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Season SEASON = new Season("season", 6, 900, 900);
    private static final String MATCH = SEASON.matches().get(1);
    private static final String GAP = "seq numbers in the log";

    private static final List<String> TABLES = List.of("match", "event", "incident", "player_figure");

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void reportSeason() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launch("rebuild", "ingest,statistics,live,notification", broker, database)
                .awaitReady();
        send(SEASON.requests());
        announce(SEASON);
        awaitStored(SEASON);
        TABLES.forEach(table -> database.update("CREATE TABLE %s_as_played AS TABLE %s".formatted(table, table)));
    }

    /** Restores the state, so that tests do not affect one another. */
    @BeforeEach
    void repairEverything() {
        for (String table : TABLES) {
            database.update("DELETE FROM " + table);
            String columns = columns(table);
            database.update(
                    "INSERT INTO %s (%s) SELECT %s FROM %s_as_played".formatted(table, columns, columns, table));
        }
    }

    private static String columns(String table) {
        return String.join(
                ", ",
                database.column(
                        String.class,
                        "SELECT column_name::text FROM information_schema.columns"
                                + " WHERE table_schema = 'public' AND table_name = ? AND is_generated = 'NEVER'",
                        table));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {app, database, broker}) {
            if (part != null) {
                part.close();
            }
        }
    }

    /** Ways to damage the rows of a match, and the differences that are then reported. */
    enum Damage {
        SCORE("UPDATE match SET home_score = home_score + 1 WHERE id = ?", "home_score"),
        SHOOTOUT("UPDATE match SET away_shootout = coalesce(away_shootout, 0) + 5 WHERE id = ?", "away_shootout"),
        PHASE("UPDATE match SET phase = 'postponed' WHERE id = ?", "phase"),
        CLOCK(
                "UPDATE match SET period = 'half-time', minute = 200, stoppage = 77 WHERE id = ?",
                "period",
                "minute",
                "stoppage"),
        WINNER("UPDATE match SET winner = CASE winner WHEN 'home' THEN 'away' ELSE 'home' END WHERE id = ?", "winner"),
        RESULT(
                "UPDATE match SET result_home = 9, result_away = 8, decided_by = 'award', result_reason = 'none' WHERE id = ?",
                "result_home",
                "result_away",
                "decided_by",
                "result_reason"),
        PERIODS("UPDATE match SET periods = '[]' WHERE id = ?", "periods"),
        FIGURE_OF_A_TEAM(
                "UPDATE match SET tally = jsonb_set(tally::jsonb, '{teams,HOME,corners}', '77') WHERE id = ?",
                "home corners"),
        FIGURE_OF_A_PLAYER("""
                INSERT INTO player_figure (match, player, side, figure, count) VALUES (?, 'Nobody', 1, 'goals', 3)
                """, "away Nobody goals"),
        PHASES_IN_THE_TALLY("UPDATE match SET tally = jsonb_set(tally::jsonb, '{marks}', '[]') WHERE id = ?", "tally"),
        NO_TALLY("UPDATE match SET tally = NULL WHERE id = ?", "tally"),
        UNREADABLE_TALLY("UPDATE match SET tally = '{\"points\": 3}' WHERE id = ?", "tally"),
        INCOMPLETE_TALLY("UPDATE match SET tally = '{}' WHERE id = ?", "tally"),
        NULL_FOR_A_TALLY("UPDATE match SET tally = 'null' WHERE id = ?", "tally"),
        OTHER_CATALOGUE(
                "UPDATE match SET tally_version = 'another', tally = '{\"of\": \"another\"}' WHERE id = ?",
                "tally_version"),
        ANNOUNCEMENT(
                """
                UPDATE match SET sport = 'basketball', home = away, away = home, competition = NULL, stage = 'Cup',
                    round = 'Final', group_name = 'B', kick_off = NULL, venue = 'Elsewhere',
                    announced_at = announced_at + interval '1s', announced_revision = announced_revision + 1
                WHERE id = ?
                """,
                "sport",
                "announced_revision",
                "announced_at",
                "competition",
                "stage",
                "round",
                "group_name",
                "home",
                "away",
                "kick_off",
                "venue"),
        ANNOUNCED_NO_MORE("UPDATE match SET announced_revision = NULL WHERE id = ?", "announced_revision"),
        TIME_OF_THE_LAST_CHANGE(
                "UPDATE match SET updated_at = updated_at - interval '1 day' WHERE id = ?", "updated_at"),
        LOWER_NUMBER("UPDATE match SET seq = seq - 1 WHERE id = ?", "seq"),
        HIGHER_NUMBER("UPDATE match SET seq = seq + 5 WHERE id = ?", "seq"),
        NO_ROW("DELETE FROM match WHERE id = ?", "match", "seq"),
        INCIDENT_MISSING("DELETE FROM incident WHERE match = ? AND %s", "incident %s"),
        INCIDENT_TOO_MANY("""
                INSERT INTO incident (source, id, match, revision, content, received_at, seq, period_order, minute, stoppage)
                SELECT 'nobody', 'extra', match, revision, content, received_at, seq, period_order, minute, stoppage
                FROM incident WHERE match = ? AND %s
                """, "incident nobody extra"),
        INCIDENT_OF_A_LOWER_REVISION("""
                UPDATE incident SET (revision, content, seq) = (
                    SELECT revision, content, coalesce(seq, 0) FROM event
                    WHERE event.source = incident.source AND event.id = incident.id ORDER BY revision LIMIT 1)
                WHERE match = ? AND %s
                """, "incident %s"),
        INCIDENT_AT_ANOTHER_TIME("UPDATE incident SET stoppage = stoppage + 1 WHERE match = ? AND %s", "incident %s"),
        INCIDENT_WITH_ANOTHER_KEY(
                "UPDATE incident SET clock = 0, mark = '{1,2}' WHERE match = ? AND %s", "incident %s"),
        INCIDENT_RECEIVED_LATER(
                "UPDATE incident SET received_at = received_at + interval '1 h' WHERE match = ? AND %s", "incident %s"),
        INCIDENT_OF_ANOTHER_MATCH("UPDATE incident SET match = 'another' WHERE match = ? AND %s", "incident %s");

        private static final String REVISED = "revision > 1 ORDER BY source, id LIMIT 1";

        private final String sql;
        private final List<String> expected;

        Damage(String sql, String... reported) {
            this.sql = sql;
            this.expected = List.of(reported);
        }

        /** Damages one match. Incidents are chosen among those with several revisions. */
        List<String> applyTo(String match) {
            String incident = database.column(
                            String.class,
                            "SELECT source || ' ' || id FROM incident WHERE match = ? AND " + REVISED,
                            match)
                    .get(0);
            String[] key = incident.split(" ");
            String where = "source = '%s' AND id = '%s'".formatted(key[0], key[1]);
            assertEquals(1, database.update(sql.formatted(where), match));
            return expected.stream().map(what -> what.formatted(incident)).toList();
        }
    }

    @Test
    void storedStateEqualsTheFoldOfTheLog() {
        assertNoDifferences();
    }

    @ParameterizedTest
    @EnumSource
    void differenceFromTheLogIsReportedAndRepaired(Damage damage) {
        long last = lastChange(MATCH);
        List<String> reported = damage.applyTo(MATCH);

        JsonNode found = app.postForJson("/rebuilds");
        assertAll(
                () -> assertEquals(
                        SEASON.matches().size(), found.path("matches").asInt()),
                () -> assertEquals(1, found.path("different").asInt()),
                () -> assertEquals(0, found.path("repaired").asInt()),
                () -> assertEquals(reported, differences(found, MATCH)));
        assertEquals(
                reported,
                differences(app.postForJson("/rebuilds?match=" + MATCH), MATCH),
                "a comparison repairs nothing");

        JsonNode repaired = app.postForJson("/rebuilds?repair=true&match=" + MATCH);
        assertAll(
                () -> assertEquals(1, repaired.path("matches").asInt()),
                () -> assertEquals(1, repaired.path("repaired").asInt()),
                () -> assertEquals(reported, differences(repaired, MATCH)));
        assertNoDifferences();
        assertShown(SEASON, MATCH, last + 1);
        assertEquals(
                reported.toString(),
                database.column(
                                String.class,
                                "SELECT replace(replace(content::text, '\"', ''), ',', ', ') FROM event"
                                        + " WHERE match = ? AND seq = ? AND source = 'touchline:rebuild'",
                                MATCH,
                                last + 1)
                        .get(0));
    }

    @Test
    void subscribersOfARepairedMatchGetAnUpdate() {
        long last = lastChange(MATCH);
        ResumingSseClient subscriber =
                resources.closeAfter(ResumingSseClient.connect(app.at("/matches/" + MATCH + "/stream")));
        await().atMost(ARRIVAL).until(() -> subscriber.position() == last);
        Damage.SCORE.applyTo(MATCH);
        app.postForJson("/rebuilds?repair=true");
        await().atMost(ARRIVAL).until(() -> subscriber.position() == last + 1);
        JsonNode update = subscriber.frames().get(1).data();
        assertAll(
                () -> assertEquals("match", update.path("kind").asText()),
                () -> assertEquals(app.get("/matches/" + MATCH).path("score"), update.path("score")),
                () -> assertEquals(false, update.path("notify").asBoolean()));
    }

    @Test
    void missingLogEntryIsReportedUntilRestored() {
        database.update(
                "CREATE TABLE lost AS SELECT * FROM event WHERE match = ? AND seq = (%s)"
                        .formatted("""
                        SELECT min(seq) FROM event replaced WHERE match = '%s' AND EXISTS (SELECT FROM event higher
                        WHERE higher.source = replaced.source AND higher.id = replaced.id
                        AND higher.revision > replaced.revision)
                        """.formatted(MATCH)),
                MATCH);
        assertEquals(
                1,
                database.update(
                        "DELETE FROM event USING lost WHERE event.match = lost.match AND event.seq = lost.seq"));
        assertEquals(List.of(GAP), differences(app.postForJson("/rebuilds"), MATCH));
        JsonNode unrepaired = app.postForJson("/rebuilds?repair=true");
        assertEquals(0, unrepaired.path("repaired").asInt());

        Damage.SCORE.applyTo(MATCH);
        AppCommand command = rebuild("--repair");
        assertEquals(1, command.code(), command::toString);
        assertEquals("6 matches, 1 of them different, 0 repaired", command.out().get(2));
        assertEquals(List.of(GAP), differences(app.postForJson("/rebuilds"), MATCH), "the score is repaired");

        database.update("INSERT INTO event SELECT * FROM lost");
        assertNoDifferences();
    }

    @Test
    void unreadableLogEntryIsReportedAndOtherMatchesAreCompared() {
        String other = SEASON.matches().get(0);
        String entry = database.column(String.class, """
                        UPDATE event SET content = '{"type": "football.juggling"}'
                        WHERE (source, id, revision) = (
                            SELECT source, id, revision FROM event WHERE match = ? AND source NOT LIKE 'touchline:%'
                            ORDER BY revision DESC LIMIT 1)
                        RETURNING format('log entry %s %s revision %s', source, id, revision)
                        """, MATCH).get(0);
        Damage.SCORE.applyTo(other);
        JsonNode found = app.postForJson("/rebuilds?repair=true");
        assertAll(
                () -> assertEquals(List.of(entry), differences(found, MATCH)),
                () -> assertEquals(List.of("home_score"), differences(found, other)),
                () -> assertEquals(2, found.path("different").asInt()),
                () -> assertEquals(1, found.path("repaired").asInt()));
    }

    @Test
    void commandNeedsOnlyTheDatabase() throws IOException {
        String other = SEASON.matches().get(3);
        long last = lastChange(other);
        Damage.PHASE.applyTo(MATCH);
        Damage.SCORE.applyTo(other);
        try (ServerSocket noBroker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = new HashMap<>(database.settings());
            settings.put("RABBITMQ_HOST", "127.0.0.1");
            settings.put("RABBITMQ_PORT", String.valueOf(noBroker.getLocalPort()));
            // In use: a process that listened there would not start.
            settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
            settings.put("QUARKUS_HTTP_PORT", String.valueOf(app.port()));
            AppCommand found = AppCommand.run(settings, "rebuild");
            assertAll(
                    () -> assertEquals(1, found.code(), found::toString),
                    () -> assertEquals(List.of(), found.err()),
                    () -> assertEquals(3, found.out().size(), found::toString),
                    () -> assertTrue(found.out().get(0).startsWith(MATCH + ": phase is postponed, and should be ")),
                    () -> assertTrue(found.out().get(1).startsWith(other + ": home_score is ")),
                    () -> assertEquals(
                            "6 matches, 2 of them different, 0 repaired",
                            found.out().get(2)));
            noBroker.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, noBroker::accept, "the command does not connect to the broker");
        }
        AppCommand onlyOne = rebuild("--match", other, "--repair");
        assertAll(
                () -> assertEquals(0, onlyOne.code(), onlyOne::toString),
                () -> assertEquals(
                        "1 matches, 1 of them different, 1 repaired",
                        onlyOne.out().get(1)));
        assertShown(SEASON, other, last + 1);
        AppCommand all = rebuild("--repair");
        assertEquals(0, all.code(), all::toString);
        assertEquals("6 matches, 1 of them different, 1 repaired", all.out().get(1));
        AppCommand again = rebuild();
        assertEquals(new AppCommand(0, List.of("6 matches, 0 of them different, 0 repaired"), List.of()), again);
    }

    @Test
    void commandReportsUsageErrors() {
        assertEquals(
                new AppCommand(3, List.of(), List.of("There is no report of the match unheard-of.")),
                rebuild("--match", "unheard-of"));
        AppCommand unknownOption = rebuild("--fix");
        AppCommand noMatch = rebuild("--repair", "--match");
        AppCommand unknownCommand = AppCommand.run(database.settings(), "rebuilt");
        AppCommand noDatabase =
                AppCommand.run(Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:1/none"), "rebuild");
        assertAll(
                () -> assertOutput(2, "Unknown option --fix. rebuild [--match <id>] [--repair] ", unknownOption),
                () -> assertOutput(2, "--match needs a value. rebuild [--match <id>] ", noMatch),
                () -> assertEquals(2, unknownCommand.code(), unknownCommand::toString),
                () -> assertEquals(
                        "Unknown command rebuilt.", unknownCommand.err().get(0)),
                () -> assertTrue(unknownCommand.err().size() > 5, "all commands are listed"),
                () -> assertOutput(3, "Failed: ", noDatabase),
                () -> assertTrue(noDatabase.err().get(0).contains("localhost:1 refused"), noDatabase::toString));
    }

    private static void assertOutput(int code, String start, AppCommand command) {
        assertAll(
                () -> assertEquals(code, command.code(), command::toString),
                () -> assertEquals(List.of(), command.out()),
                () -> assertEquals(1, command.err().size(), command::toString),
                () -> assertTrue(command.err().get(0).startsWith(start), command::toString));
    }

    @Test
    void rebuildUnderLoadReportsNoDifference() {
        Season busy = new Season("busy", 4, 2_000, 2_000);
        List<ArrayNode> requests = busy.requests();
        int parts = 5;
        int overlapping = 0;
        for (int part = 1; part <= parts; part++) {
            int from = requests.size() * (part - 1) / parts;
            int to = requests.size() * part / parts;
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(requests.subList(from, to)));
            long reports = distinct(requests.subList(0, to));
            long before = stored(busy);
            do {
                JsonNode found = app.postForJson("/rebuilds");
                assertEquals(0, found.path("different").asInt(), found::toString);
                long after = stored(busy);
                overlapping += after > before ? 1 : 0;
                before = after;
            } while (before < reports);
            sending.join();
        }
        assertTrue(overlapping > 0, "comparisons during which reports were stored: " + overlapping);
        announce(busy);
        awaitStored(busy);
        busy.matches().forEach(match -> assertShown(busy, match, lastChange(match)));
    }

    @Test
    void tallyOfAnotherCatalogueIsRecountedWithTheNextReport() {
        Season season = new Season("recounted", 2, 300, 300);
        List<ArrayNode> requests = season.requests();
        List<ArrayNode> before = requests.subList(0, requests.size() / 2);
        announce(season);
        send(before);
        awaitStored(season, distinct(before));
        String first = season.matches().get(0);
        JsonNode counted = app.get("/matches/" + first + "/statistics");
        Damage.OTHER_CATALOGUE.applyTo(first);
        assertEquals(counted, app.get("/matches/" + first + "/statistics"), "reads are unaffected until then");
        send(requests.subList(requests.size() / 2, requests.size()));
        awaitStored(season);
        season.matches().forEach(match -> assertShown(season, match, lastChange(match)));
        assertNoDifferencesIn(season);
    }

    @Test
    void reportsOfAMatchWithoutRowCountAfterRepair() {
        Season season = new Season("lost", 1, 200, 200);
        List<ArrayNode> requests = season.requests();
        announce(season);
        send(requests.subList(0, 1));
        await().atMost(ARRIVAL).until(() -> stored(season) > 0);
        String match = season.matches().get(0);
        Damage.NO_ROW.applyTo(match);
        send(requests.subList(1, requests.size()));
        assertEquals(
                1,
                app.postForJson("/rebuilds?repair=true&match=" + match)
                        .path("repaired")
                        .asInt());
        awaitStored(season);
        assertShown(season, match, lastChange(match));
        assertEquals(0, broker.readyMessages("dead-letters"));
        assertNoDifferencesIn(season);
    }

    @Test
    void matchWhoseLogIsLargerThanTheHeapIsRepaired() {
        int incidents = 10_000;
        int characters = 10_000;
        int heap = 64;
        int added = database.update("""
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at)
                SELECT source, 'large-' || n, 1, match, type,
                       (content::jsonb || jsonb_build_object('id', 'large-' || n, 'revision', 1,
                            'details', jsonb_build_object('text', repeat('x', ?))))::json,
                       received_at, stored_at
                FROM (SELECT * FROM event WHERE match = ? AND source NOT LIKE 'touchline:%' LIMIT 1) one,
                     generate_series(1, ?) AS n
                """, characters, MATCH, incidents);
        assertEquals(incidents, added);
        AppCommand repaired =
                AppCommand.runWithin(heap, 240, database.settings(), "rebuild", "--match", MATCH, "--repair");
        assertEquals(0, repaired.code(), () -> repaired.err().toString());
        assertEquals(
                "1 matches, 1 of them different, 1 repaired",
                repaired.out().get(repaired.out().size() - 1));
        assertTrue(repaired.out().size() > incidents, "each missing incident is listed");
        AppCommand again = AppCommand.runWithin(heap, 240, database.settings(), "rebuild", "--match", MATCH);
        assertEquals(new AppCommand(0, List.of("1 matches, 0 of them different, 0 repaired"), List.of()), again);

        database.update("DELETE FROM incident WHERE match = ?", MATCH);
        JsonNode found = app.postForJson("/rebuilds?match=" + MATCH);
        long listed = found.path("differences").size();
        assertTrue(listed > 100 && listed <= 1_000, () -> listed + " differences listed");
        assertTrue(listed + found.path("differencesNotListed").asLong() >= incidents);
        assertTrue(found.toString().length() < 2_000_000, "the size of the answer is bounded");
    }

    private static AppCommand rebuild(String... options) {
        List<String> arguments = new ArrayList<>(List.of("rebuild"));
        arguments.addAll(List.of(options));
        return AppCommand.run(database.settings(), arguments.toArray(String[]::new));
    }

    private static void assertNoDifferences() {
        assertEquals(
                "{\"matches\":%d,\"different\":0,\"repaired\":0,\"differences\":[],\"differencesNotListed\":0}"
                        .formatted(SEASON.matches().size()),
                app.postForJson("/rebuilds").toString());
    }

    private static void assertNoDifferencesIn(Season season) {
        for (String match : season.matches()) {
            JsonNode found = app.postForJson("/rebuilds?match=" + match);
            assertEquals(1, found.path("matches").asInt());
            assertEquals(0, found.path("different").asInt(), found::toString);
        }
    }

    private static List<String> differences(JsonNode found, String match) {
        return StreamSupport.stream(found.path("differences").spliterator(), false)
                .filter(difference -> difference.path("match").asText().equals(match))
                .map(difference -> difference.path("what").asText())
                .toList();
    }

    private static void assertShown(Season season, String match, long changes) {
        assertEquals(
                LongStream.rangeClosed(1, changes).boxed().toList(),
                database.column(
                        Long.class, "SELECT seq FROM event WHERE match = ? AND seq IS NOT NULL ORDER BY seq", match),
                match);
        season.assertShown(match, changes, app);
    }

    private static void send(List<ArrayNode> requests) {
        RetryingAgent agent = new RetryingAgent(app);
        requests.forEach(agent::report);
    }

    private static void announce(Season season) {
        RetryingAgent agent = new RetryingAgent(app);
        season.matches().forEach(match -> agent.announce(match, season.amendment(match)));
    }

    private static long distinct(List<ArrayNode> requests) {
        return requests.stream()
                .flatMap(request -> StreamSupport.stream(request.spliterator(), false))
                .distinct()
                .count();
    }

    private static void awaitStored(Season season) {
        awaitStored(season, season.size());
    }

    private static void awaitStored(Season season, long reports) {
        await().atMost(ARRIVAL)
                .until(() -> stored(season) == reports
                        && database.column(
                                                Long.class,
                                                "SELECT count(*) FROM match WHERE competition = ?",
                                                season.competition())
                                        .get(0)
                                == season.matches().size());
    }

    private static long stored(Season season) {
        return database.column(
                        Long.class,
                        "SELECT count(*) FROM event WHERE match LIKE ? || '-%' AND source NOT LIKE 'touchline:%'",
                        season.competition())
                .get(0);
    }

    private static long lastChange(String match) {
        return database.column(Long.class, "SELECT coalesce(max(seq), 0) FROM event WHERE match = ?", match)
                .get(0);
    }
}
