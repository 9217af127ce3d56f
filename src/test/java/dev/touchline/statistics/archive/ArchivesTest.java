package dev.touchline.statistics.archive;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.Transactions;
import dev.touchline.live.feed.FeedReader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveReader;
import dev.touchline.statistics.rebuild.Rebuild;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Competitions are archived, deleted with a tombstone for each match, and restored as they were. */
@QuarkusTest
class ArchivesTest {

    private static final Progress NO_PROGRESS = (matches, of, reports) -> {};
    /** The tables with rows of a match, and their order. */
    private static final Map<String, String> TABLES = Map.of(
            "match", "SELECT to_jsonb(r)::text FROM match r WHERE id = ANY (?) ORDER BY id",
            "event", "SELECT to_jsonb(r)::text FROM event r WHERE match = ANY (?) ORDER BY source, id, revision",
            "incident", "SELECT to_jsonb(r)::text FROM incident r WHERE match = ANY (?) ORDER BY source, id",
            "player_figure",
                    "SELECT to_jsonb(r)::text FROM player_figure r WHERE match = ANY (?)"
                            + " ORDER BY match, player, side, figure",
            "conflict",
                    "SELECT to_jsonb(r)::text FROM conflict r WHERE match = ANY (?)"
                            + " ORDER BY source, id, revision, content_hash");

    @Inject
    Archives archives;

    @Inject
    Transactions transactions;

    @Inject
    EventLog log;

    @Inject
    Rebuild rebuild;

    @Inject
    FeedReader feed;

    @TempDir
    Path folder;

    private final String cup = UniqueIds.id("cup");
    private final String first = cup + "-1";
    private final String second = cup + "-2";
    private final EventBody goal =
            EventBody.goal(first, "home", 30).with("id", cup + "-goal").with("player", "Ann");

    @AfterEach
    void deleteDeadLetters() {
        Api.request().delete("/dead-letters?reason=" + cup);
    }

    /** Two finished matches with a definition, a correction and a conflict. */
    private void play() {
        define("Cup");
        announce(first, "Elm", "Fir");
        announce(second, "Fir", "Elm");
        Api.accept(
                EventBody.of(first, "kick-off").with("id", cup + "-begin"),
                goal,
                goal.with("revision", 2).with("player", "Bea"),
                EventBody.of(first, "full-time").with("id", cup + "-end"));
        Api.awaitSeq(first, 5);
        Api.accept(goal.with("minute", 31));
        Api.accept(EventBody.of(second, "full-time").with("id", cup + "-other-end"));
        Api.awaitSeq(second, 2);
        Api.awaitProcessed();
        Api.eventually().until(() -> !items("/matches/{id}/conflicts", first).isEmpty());
    }

    private void define(String name) {
        assertEquals(
                202,
                Api.define(cup, Map.of("name", name, "sport", "football", "rules", Map.of("win", 2)))
                        .statusCode());
        Api.awaitProcessed();
    }

    private void announce(String match, String home, String away) {
        Map<String, Object> fields = Api.announcement(home, away);
        fields.put("competition", cup);
        Api.announce(match, fields);
    }

    private static List<JsonNode> items(String path, Object... parameters) {
        List<JsonNode> items = new ArrayList<>();
        Api.get(path, parameters).path("items").forEach(items::add);
        return items;
    }

    private Path archive() throws IOException {
        Path file = folder.resolve(UniqueIds.id("archive"));
        archives.write(cup, file, false, NO_PROGRESS);
        return file;
    }

    private void delete(Path archive) throws IOException {
        awaitConsumed();
        archives.delete(cup, archive, false, NO_PROGRESS);
        Api.eventually().until(() -> status("/matches/{id}", first) == 410);
    }

    private Path archiveAndDelete() throws IOException {
        Path file = archive();
        delete(file);
        return file;
    }

    private void restore(Path archive) throws IOException {
        List<String> differences = new ArrayList<>();
        archives.restore(archive, NO_PROGRESS, differences::add);
        assertEquals(List.of(), differences);
        Api.eventually().until(() -> status("/matches/{id}", first) == 200);
    }

    private void awaitConsumed() {
        Api.eventually().until(() -> one("""
                SELECT bool_and(position >= (SELECT max(position) FROM event WHERE match = ANY (?)))::text FROM feed_consumer
                """, (Object) matches()).equals("true"));
    }

    private String[] matches() {
        return new String[] {first, second};
    }

    private static int status(String path, Object... parameters) {
        return Api.request().get(path, parameters).statusCode();
    }

    private List<JsonNode> deadLetters() {
        return items("/dead-letters?limit=200&reason=" + cup);
    }

    private <T> T run(Transactions.Work<T> work) {
        try {
            return transactions.run(work);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private String one(String query, Object... parameters) {
        return run(sql -> sql.first(query, row -> row.getString(1), parameters).orElseThrow());
    }

    private void execute(String statement, Object... parameters) {
        run(sql -> sql.execute(statement, parameters));
    }

    private Map<String, List<String>> rows() {
        Map<String, List<String>> rows = new TreeMap<>();
        TABLES.forEach((table, query) ->
                rows.put(table, run(sql -> sql.list(query, row -> row.getString(1), (Object) matches()))));
        rows.put(
                "competition",
                run(sql -> sql.list(
                        "SELECT to_jsonb(r)::text FROM competition r WHERE id = ? ORDER BY account",
                        row -> row.getString(1),
                        cup)));
        return rows;
    }

    private List<ArchiveLine> lines(Path archive) throws IOException {
        List<ArchiveLine> lines = new ArrayList<>();
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            for (ArchiveLine line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    // --- Archive -----------------------------------------------------------------------------------------------------

    @Test
    void archiveHasEveryReportAndIsEqualForTheSameState() throws IOException {
        play();
        Path file = archive();
        Archives.Summary content = Archives.verify(file);
        assertAll(
                () -> assertEquals(cup, content.competition()),
                () -> assertEquals(1, content.definitions()),
                () -> assertEquals(2, content.matches()),
                () -> assertEquals(7, content.reports()),
                () -> assertEquals(1, content.conflicts()));
        assertEquals(lines(file), lines(archive()));
    }

    @Test
    void competitionWithMatchesThatAreNotOverIsRefused() throws IOException {
        play();
        announce(cup + "-3", "Elm", "Oak");
        Api.accept(EventBody.of(cup + "-4", "kick-off"));
        announce(cup + "-4", "Oak", "Fir");
        Api.awaitSeq(cup + "-3", 1);
        Api.awaitSeq(cup + "-4", 2);
        Path file = folder.resolve("cup");
        String message = "The competition %1$s is not finished: %1$s-3 is scheduled, %1$s-4 is live.".formatted(cup)
                + " Use --even-if-unfinished if they will not be played.";
        assertEquals(
                message,
                assertThrows(RefusedException.class, () -> archives.write(cup, file, false, NO_PROGRESS))
                        .getMessage());
        assertFalse(file.toFile().exists());
        archives.write(cup, file, true, NO_PROGRESS);
        awaitConsumed();
        assertEquals(
                message,
                assertThrows(RefusedException.class, () -> archives.delete(cup, file, false, NO_PROGRESS))
                        .getMessage());
        assertEquals(200, status("/matches/{id}", first));
    }

    @Test
    void unknownCompetitionIsRefused() {
        String message = "There is no competition " + cup + ".";
        assertEquals(
                message,
                assertThrows(
                                RefusedException.class,
                                () -> archives.write(cup, folder.resolve("cup"), false, NO_PROGRESS))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(RefusedException.class, () -> archives.delete(cup, null, false, NO_PROGRESS))
                        .getMessage());
    }

    // --- Deletion ----------------------------------------------------------------------------------------------------

    @Test
    void deletedCompetitionIsGone() throws IOException {
        play();
        try (SseTestClient follower = SseTestClient.ofMatch(first)) {
            Api.eventually().until(() -> !follower.received().isEmpty());
            archiveAndDelete();
            follower.awaitEnd();
        }
        JsonNode problem = assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        String detail = problem.path("detail").asText();
        assertTrue(detail.startsWith("The match was deleted at 20"), detail);
        assertTrue(detail.endsWith("with the competition " + cup + "."), detail);
        for (String path : List.of("/events", "/statistics", "/conflicts", "/stream")) {
            assertProblem(Api.request().get("/matches/{id}" + path, second), 410, "gone");
        }
        for (String path : List.of("", "/standings", "/bracket", "/scorers", "/conflicts")) {
            assertProblem(Api.request().get("/competitions/{id}" + path, cup), 410, "gone");
        }
        assertEquals(List.of(), items("/matches?competition=" + cup));
        assertFalse(Api.get("/competitions?limit=200").toString().contains(cup));
        assertEquals("2", one("SELECT count(*)::text FROM tombstone WHERE competition = ?", cup));
        Map<String, List<String>> rest = rows();
        assertEquals(2, rest.remove("match").size(), "the tombstones");
        rest.forEach((table, rows) -> assertEquals(List.of(), rows, table));
    }

    @Test
    void changedCompetitionIsNotDeleted() throws IOException {
        play();
        Path file = archive();
        Api.accept(EventBody.goal(first, "away", 89).with("id", cup + "-late"));
        Api.awaitSeq(first, 6);
        awaitConsumed();
        Map<String, List<String>> before = rows();
        String message = assertThrows(RefusedException.class, () -> archives.delete(cup, file, false, NO_PROGRESS))
                .getMessage();
        assertTrue(message.contains("the next line of the kind match of the match " + first + " differs"), message);
        assertEquals(before, rows());
    }

    @Test
    void changeAfterTheComparisonIsNoticed() {
        play();
        awaitConsumed();
        CompetitionVersion before = run(sql -> CompetitionVersion.read(cup, sql));
        Api.accept(EventBody.goal(first, "away", 89).with("id", cup + "-late"));
        Api.awaitSeq(first, 6);
        awaitConsumed();
        String message = assertThrows(
                        RefusedException.class,
                        () -> run(sql -> {
                            new Deletion(sql).hide(cup, before, "archive", false);
                            return null;
                        }))
                .getMessage();
        assertTrue(message.contains("has changed meanwhile, first the match " + first), message);
        assertEquals(200, status("/matches/{id}", first));
    }

    @Test
    void competitionWithWaitingDeliveriesIsNotDeleted() throws IOException {
        play();
        Path file = archive();
        awaitConsumed();
        String subscription = UniqueIds.id("subscription");
        execute("""
                INSERT INTO subscription (id, owner, url, host, filter, created_at, disabled_at)
                VALUES (?, 'nobody', 'https://example.org', 'example.org:443', '{}', now(), now())
                """, subscription);
        execute(
                "INSERT INTO delivery (subscription, position, match, seq, created_at) VALUES (?, 1, ?, 1, now())",
                subscription,
                first);
        try {
            String message = assertThrows(RefusedException.class, () -> archives.delete(cup, file, false, NO_PROGRESS))
                    .getMessage();
            assertTrue(message.contains("1 deliveries of its matches wait"), message);
            assertTrue(message.contains(subscription), message);
        } finally {
            execute("DELETE FROM subscription WHERE id = ?", subscription);
        }
        delete(file);
    }

    @Test
    void interruptedDeletionIsFinished() throws IOException {
        play();
        awaitConsumed();
        run(sql -> {
            new Deletion(sql).hide(cup, null, null, false);
            return null;
        });
        Api.eventually().until(() -> status("/matches/{id}", first) == 410);
        run(sql -> new Deletion(sql).remove(cup, first));
        // The reports of the second match are still in the log.
        Api.accept(EventBody.of(second, "full-time").with("id", cup + "-other-end"), goal);
        Api.awaitProcessed();
        assertEquals(List.of(), deadLetters());
        assertThrows(
                RefusedException.class,
                () -> run(sql -> {
                    new Deletion(sql).require(cup, Deletion.State.RESTORING);
                    return null;
                }));
        assertEquals(2, archives.delete(cup, null, false, NO_PROGRESS));
        assertEquals("deleted", one("SELECT state FROM deleted_competition WHERE id = ?", cup));
        String message = assertThrows(RefusedException.class, () -> archives.delete(cup, null, false, NO_PROGRESS))
                .getMessage();
        assertTrue(message.startsWith("The competition " + cup + " was deleted at 20"), message);
    }

    // --- Reports of deleted matches ----------------------------------------------------------------------------------

    @Test
    void repeatsHaveNoEffectAndALateReportIsOneDeadLetter() throws IOException {
        play();
        archiveAndDelete();
        Api.accept(goal, goal.with("revision", 2).with("player", "Bea"));
        announce(first, "Elm", "Fir");
        announce(second, "Fir", "Elm");
        Api.awaitProcessed();
        assertEquals(List.of(), deadLetters());
        EventBody late = EventBody.goal(first, "away", 90).with("id", cup + "-late");
        for (int i = 0; i < 3; i++) {
            Api.accept(late, goal);
            announce(second, "Fir", "Oak");
            Api.awaitProcessed();
        }
        Api.eventually().until(() -> deadLetters().size() == 2);
        List<JsonNode> letters = deadLetters();
        for (JsonNode letter : letters) {
            String reason = letter.path("reason").asText();
            assertTrue(reason.startsWith("the match was deleted at 20"), reason);
            assertTrue(reason.contains("with the competition " + cup + ","), reason);
            assertTrue(letter.path("redrivable").asBoolean(), letter::toString);
        }
        String lateLetter = letters.stream()
                .filter(letter -> letter.path("body").asText().contains(cup + "-late"))
                .map(letter -> letter.path("id").asText())
                .findFirst()
                .orElseThrow();
        assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        assertEquals("0", one("SELECT count(*)::text FROM event WHERE match = ANY (?)", (Object) matches()));

        Response redriven = Api.request().post("/dead-letters/{id}/redrive", lateLetter);
        assertEquals(200, redriven.statusCode(), redriven::asString);
        Api.awaitProcessed();
        Api.eventually().until(() -> deadLetters().size() == 2);
        assertTrue(
                deadLetters().stream()
                        .anyMatch(letter -> letter.path("body").asText().contains(cup + "-late")),
                "the redriven letter is set aside again and not lost");
    }

    @Test
    void lateReportHarmsNoOtherInItsBatch() throws IOException {
        play();
        archiveAndDelete();
        String other = UniqueIds.match();
        Api.accept(
                EventBody.goal(other, "home", 1),
                EventBody.goal(first, "home", 91).with("id", cup + "-late"),
                EventBody.goal(other, "home", 2));
        Api.awaitSeq(other, 2);
        Api.eventually().until(() -> deadLetters().size() == 1);
    }

    @Test
    void rebuildLeavesDeletedMatchesAlone() throws Exception {
        play();
        archiveAndDelete();
        for (boolean repair : new boolean[] {false, true}) {
            List<Rebuild.Difference> differences = new ArrayList<>();
            assertEquals(new Rebuild.Totals(0, 0, 0), rebuild.run(first, repair, differences::add));
            assertEquals(List.of(), differences);
        }
        assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        assertProblem(Api.request().post("/rebuilds?match=" + first), 404, "not-found");
    }

    // --- Definitions -------------------------------------------------------------------------------------------------

    @Test
    void equalDefinitionIsARepeatAndAnotherOneANewSeason() throws IOException {
        play();
        Path file = archiveAndDelete();
        define("Cup");
        assertProblem(Api.request().get("/competitions/{id}", cup), 410, "gone");
        define("New cup");
        Api.eventually().until(() -> status("/competitions/{id}", cup) == 200);
        assertEquals("New cup", Api.get("/competitions/{id}", cup).path("name").asText());
        assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        assertEquals(
                "The competition " + cup + " exists. A restore replaces nothing.",
                assertThrows(RefusedException.class, () -> archives.tryRestore(file))
                        .getMessage());
        assertEquals(List.of(), deadLetters());
    }

    // --- Restore -----------------------------------------------------------------------------------------------------

    @Test
    void restoredCompetitionIsAsItWas() throws IOException {
        play();
        Map<String, List<String>> rows = rows();
        List<JsonNode> views = views();
        Path file = archiveAndDelete();
        EventBody late = EventBody.goal(second, "away", 90).with("id", cup + "-late");
        Api.accept(late);
        Api.eventually().until(() -> deadLetters().size() == 1);
        archives.tryRestore(file);
        assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        String taken = one("SELECT taken::text FROM feed");

        restore(file);
        assertEquals(rows, rows());
        assertEquals(views, views());
        assertEquals(taken, one("SELECT taken::text FROM feed"), "the history is not news");
        assertEquals("0", one("SELECT count(*)::text FROM tombstone WHERE competition = ?", cup));
        assertEquals("0", one("SELECT count(*)::text FROM deleted_competition WHERE id = ?", cup));
        String message = assertThrows(RefusedException.class, () -> archives.tryRestore(file))
                .getMessage();
        assertTrue(message.startsWith("The match " + cup + "-"), message);

        Api.request().post("/dead-letters/redrive?reason=" + cup);
        Api.awaitSeq(second, 3);
        assertEquals(List.of(), deadLetters());
        assertEquals(lines(file).size() + 1, lines(archive()).size());
    }

    private List<JsonNode> views() {
        List<JsonNode> views = new ArrayList<>(List.of(
                Api.get("/competitions/{id}", cup),
                Api.get("/competitions/{id}/standings", cup),
                Api.get("/competitions/{id}/scorers", cup),
                Api.get("/matches?competition=" + cup)));
        for (String match : matches()) {
            for (String path : List.of("", "/events", "/statistics", "/conflicts")) {
                views.add(Api.get("/matches/{id}" + path, match));
            }
            views.addAll(Api.updates(match));
        }
        return views;
    }

    @Test
    void competitionThatWasDeletedWithoutThisArchiveIsRestoredBesideTheFeed() throws IOException {
        play();
        Map<String, List<String>> rows = rows();
        Path file = archive();
        delete(null);
        restore(file);
        Map<String, List<String>> restored = rows();
        assertEquals(withoutPositions(rows.get("event")), withoutPositions(restored.get("event")));
        assertEquals(rows.get("match"), restored.get("match"));
        assertEquals(
                "0", one("SELECT count(*)::text FROM event WHERE match = ANY (?) AND position IS NOT NULL", (Object)
                        matches()));
        assertTrue(feed.position(first, 3).isEmpty(), "no stream is resumed from a restored update");
        try (SseTestClient client = SseTestClient.ofMatch(first, "5")) {
            Api.accept(EventBody.goal(first, "away", 92).with("id", cup + "-later"));
            client.awaitUpdate(6);
            assertEquals(1, client.received().size());
        }
    }

    private static List<String> withoutPositions(List<String> rows) {
        return rows.stream()
                .map(row -> (ObjectNode) Api.json(row))
                .map(row -> row.without("position").toString())
                .toList();
    }

    @Test
    void interruptedRestoreBeginsAnew() throws IOException, SQLException {
        play();
        Map<String, List<String>> rows = rows();
        Path file = archiveAndDelete();
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            run(sql -> {
                new Restoration(archive.header(), sql).begin(List.of(matches()));
                return null;
            });
            archive.next();
            ArchiveLine match = archive.next();
            log.inTransaction(tables -> {
                try {
                    return new Restoration(archive.header(), tables.sql()).restore(match, archive, tables, rebuild);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertProblem(Api.request().get("/matches/{id}", first), 410, "gone");
        assertEquals(List.of(), items("/matches?competition=" + cup));
        Api.accept(goal);
        define("New cup");
        Api.eventually().until(() -> deadLetters().size() == 1);
        assertTrue(deadLetters().get(0).path("reason").asText().contains("is being restored"));
        restore(file);
        assertEquals(rows, rows());
    }

    @Test
    void interruptedRestoreCanBeGivenUp() throws IOException {
        play();
        Path file = archiveAndDelete();
        try (ArchiveReader archive = ArchiveReader.open(file)) {
            run(sql -> {
                new Restoration(archive.header(), sql).begin(List.of(matches()));
                return null;
            });
        }
        archives.delete(cup, null, false, NO_PROGRESS);
        assertEquals("deleted", one("SELECT state FROM deleted_competition WHERE id = ?", cup));
        restore(file);
    }

    @Test
    void competitionIsRestoredAlthoughAnotherMatchHasTheSameIds() throws IOException {
        play();
        Path file = archiveAndDelete();
        String other = UniqueIds.match();
        Api.accept(goal.with("match", other));
        Api.awaitSeq(other, 1);
        restore(file);
        assertEquals(1, Api.match(other).path("score").path("home").asInt());
    }

    /** The hashes of a match are searched in parts. */
    @Test
    void everyHashOfATombstoneIsFoundAndNoOther() {
        int count = 1_001;
        String found = one("""
                WITH hashes AS (SELECT sha256(convert_to(n::text, 'UTF8')) AS hash, n FROM generate_series(1, ?) AS n),
                     packed AS (SELECT string_agg(substr(hash, 1, 8), ''::bytea ORDER BY substr(hash, 1, 8)) AS all_of_them
                                FROM hashes WHERE n % 2 = 0)
                SELECT count(*) FILTER (WHERE contains_report(all_of_them, hash) = (n % 2 = 0)) || ' '
                       || contains_report(''::bytea, sha256('')) || ' ' || contains_report(NULL, sha256(''))
                FROM hashes, packed
                """, count);
        assertEquals(count + " false false", found);
    }
}
