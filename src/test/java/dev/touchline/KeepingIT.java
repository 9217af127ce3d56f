package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.NextVersion;
import dev.touchline.documentation.CommandBlocks;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.UniqueIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stored matches are kept, moved away or brought back: archives of competitions, dumps, recovery to a point in time, and
 * the schema of the next version. The last test migrates the database.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeepingIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int MATCHES = 3;
    private static final int GOALS = 20;
    /** The tables of matches, with the columns of their keys. */
    private static final Map<String, String> TABLES = Map.of(
            "match", "id",
            "event", "source, id, revision",
            "incident", "source, id",
            "player_figure", "match, player, side, figure",
            "competition", "id, account");

    /** As PostgreSQL's documentation writes times. */
    private static final DateTimeFormatter TARGET_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS+00");

    /** The commands of docs/operations.md: dump, restore, archive of the log, base backup, recovery. */
    private static final List<String> COMMANDS = CommandBlocks.runBy(KeepingIT.class);

    @TempDir
    static Path folder;

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final String cup = UniqueIds.id("cup");
    private final List<String> matches =
            IntStream.range(0, MATCHES).mapToObj(i -> cup + "-" + i).toList();

    @BeforeAll
    static void start() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launch("keeping", "ingest,statistics,live,notification", broker, database)
                .awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {app, database, broker}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(ARRIVAL).pollInterval(Duration.ofMillis(100));
    }

    // --- Reports and reads -------------------------------------------------------------------------------------------

    private void play() {
        RetryingAgent agent = new RetryingAgent(app);
        ObjectNode definition =
                AppProcess.JSON.createObjectNode().put("name", "Cup").put("sport", "football");
        definition.putObject("rules").put("win", 2);
        agent.define(cup, definition);
        for (String match : matches) {
            agent.announce(match, RetryingAgent.announcement(cup, "Elm port", "Fir holm"));
            agent.report(event(match, "begin", "kick-off", 0));
            for (int minute = 1; minute <= GOALS; minute++) {
                agent.report(event(match, "goal-" + minute, "goal", minute).put("player", "Ann"));
            }
            agent.report(event(match, "goal-1", "goal", 2).put("revision", 2).put("status", "cancelled"));
            agent.report(event(match, "end", "full-time", 90));
        }
        matches.forEach(match -> awaitSeq(match, GOALS + 4));
    }

    private static ObjectNode event(String match, String id, String kind, int minute) {
        return RetryingAgent.event(match, match + "-" + id, kind, "home", minute);
    }

    private void report(String match, String id) {
        new RetryingAgent(app).report(event(match, id, "goal", 91));
    }

    private static void awaitSeq(String match, long seq) {
        eventually()
                .until(() -> app.status("/matches/" + match) == 200
                        && app.get("/matches/" + match).path("seq").asLong() == seq);
    }

    private List<JsonNode> views(AppProcess process) {
        List<JsonNode> views = new ArrayList<>();
        for (String path : List.of("", "/standings", "/bracket", "/scorers")) {
            views.add(process.get("/competitions/" + cup + path));
        }
        views.addAll(process.items("/matches?competition=" + cup));
        for (String match : matches) {
            views.addAll(process.items("/matches/" + match + "/events"));
            views.add(process.get("/matches/" + match + "/statistics"));
        }
        return views;
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        TABLES.forEach((table, key) -> rows.addAll(database.column(
                String.class,
                "SELECT to_jsonb(r)::text FROM %s AS r WHERE to_jsonb(r)::text LIKE ? ORDER BY %s"
                        .formatted(table, key),
                "%" + cup + "%")));
        return rows;
    }

    private static void assertUndamaged(AppProcess process, int matches) {
        JsonNode rebuilt = process.postForJson("/rebuilds");
        assertEquals(matches, rebuilt.path("matches").asInt(), rebuilt::toString);
        assertEquals(0, rebuilt.path("different").asInt(), rebuilt::toString);
    }

    private List<JsonNode> deadLetters() {
        return app.items("/dead-letters?reason=" + cup);
    }

    // --- Archives ----------------------------------------------------------------------------------------------------

    private static AppCommand run(String... arguments) {
        return AppCommand.run(database.settings(), arguments);
    }

    private static void assertEnds(int code, String lastLine, AppCommand command) {
        List<String> lines =
                Stream.concat(command.out().stream(), command.err().stream()).toList();
        assertEquals(code, command.code(), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith(lastLine)), lines::toString);
    }

    private void awaitPassedOn() {
        eventually().until(() -> database.column(
                        Boolean.class,
                        "SELECT bool_and(position >= (SELECT max(position) FROM event)) FROM feed_consumer")
                .get(0));
    }

    @Test
    @Order(1)
    void competitionIsArchivedDeletedAndRestored() throws IOException {
        play();
        String first = matches.get(0);
        List<JsonNode> views = views(app);
        List<String> rows = rows();
        String file = folder.resolve("cup.archive").toString();
        assertEnds(0, "Written: " + file, run("archive", "--competition", cup, "--output", file));
        assertEnds(0, "Intact: competition " + cup, AppCommand.run(Map.of(), "archive", "--verify", file));
        Path damaged = folder.resolve("damaged.archive");
        byte[] bytes = Files.readAllBytes(Path.of(file));
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 20));
        assertEnds(1, "Damaged: ", AppCommand.run(Map.of(), "archive", "--verify", damaged.toString()));
        assertEnds(1, "Refused: The match ", run("restore", "--archive", file, "--dry-run"));
        awaitPassedOn();

        ResumingSseClient follower =
                resources.closeAfter(ResumingSseClient.connect(app.at("/matches/" + first + "/stream")));
        eventually().until(() -> !follower.frames().isEmpty());
        assertEnds(0, "Deleted: competition " + cup, run("delete", "--competition", cup, "--archive", file));
        eventually().until(() -> app.status("/matches/" + first) == 410);
        eventually().until(() -> app.status("/matches/" + first + "/stream") == 410);
        assertAll(
                () -> assertEquals(410, app.status("/competitions/" + cup)),
                () -> assertEquals(410, app.status("/competitions/" + cup + "/standings")),
                () -> assertEquals(List.of(), app.items("/matches?competition=" + cup)));

        for (int i = 0; i < 3; i++) {
            report(first, "late");
            new RetryingAgent(app).report(event(first, "goal-2", "goal", 2).put("player", "Ann"));
        }
        eventually().until(() -> deadLetters().size() == 1);
        assertTrue(deadLetters().get(0).path("reason").asText().startsWith("the match was deleted at "));
        AppProcess restarted = app.launchAgain();
        app.stop();
        app = restarted.awaitReady();
        assertEquals(410, app.status("/matches/" + first));
        assertEquals(0, app.postForJson("/rebuilds?repair=true").path("matches").asInt());
        assertEquals(404, app.post("/rebuilds?match=" + first).statusCode());
        assertEquals(410, app.status("/matches/" + first));

        assertEnds(0, "Restored: competition " + cup, run("restore", "--archive", file));
        eventually().until(() -> app.status("/matches/" + first) == 200);
        assertEquals(rows, rows());
        assertEquals(views, views(app));
        assertUndamaged(app, MATCHES);
        assertEquals(1, deadLetters().size(), "repeats became no dead letters");
        app.postForJson("/dead-letters/redrive?reason=" + cup);
        awaitSeq(first, GOALS + 5);
        assertEquals(List.of(), deadLetters());
    }

    // --- Backups -----------------------------------------------------------------------------------------------------

    @Test
    @Order(2)
    void dumpIsRestored() {
        database.requireInstalled();
        play();
        List<JsonNode> views = views(app);
        String move = "cd " + folder + "\n";
        database.shell(move + COMMANDS.get(0));
        report(matches.get(0), "after-the-dump");
        awaitSeq(matches.get(0), GOALS + 5);
        database.shell(move + COMMANDS.get(1));
        Map<String, String> restored = database.settings("touchline_restored");
        AppProcess other = resources
                .closeAfter(AppProcess.launch("restored", "statistics,live", broker, database, restored))
                .awaitReady();
        assertEquals(views, views(other));
        assertUndamaged(other, 2 * MATCHES);
    }

    @Test
    @Order(3)
    void databaseIsRestoredToAPointInTime() throws IOException {
        database.requireInstalled();
        Path backups = folder.resolve("backups");
        database.shell(placed(COMMANDS.get(2), backups, null));
        database.stop();
        database.start();
        app.awaitReady();
        database.shell(placed(COMMANDS.get(3), backups, null));
        play();
        List<JsonNode> views = views(app);
        OffsetDateTime target = database.column(OffsetDateTime.class, "SELECT clock_timestamp()")
                .get(0)
                .withOffsetSameInstant(ZoneOffset.UTC);
        report(matches.get(0), "after-the-target");
        awaitSeq(matches.get(0), GOALS + 5);
        String last = database.column(String.class, "SELECT pg_walfile_name(pg_switch_wal())")
                .get(0);
        eventually().until(() -> Files.exists(backups.resolve("wal").resolve(last)));

        RealDatabase restored = resources.closeAfter(RealDatabase.restored(data -> database.shell(
                placed(COMMANDS.get(4), backups, data).replace("2031-06-14 15:23:10+00", TARGET_TIME.format(target)))));
        eventually().until(() -> !restored.column(Boolean.class, "SELECT pg_is_in_recovery()")
                .get(0));
        AppProcess other = resources
                .closeAfter(AppProcess.launch("recovered", "statistics,live", broker, restored))
                .awaitReady();
        assertEquals(views, views(other));
        assertUndamaged(other, 3 * MATCHES);
    }

    /** The commands with the folders of this test. */
    private static String placed(String commands, Path backups, Path data) {
        return commands.replace("/var/backups/touchline", backups.toString())
                .replace("/var/lib/postgresql/restored", String.valueOf(data));
    }

    // --- The next version --------------------------------------------------------------------------------------------

    @Test
    @Order(4)
    void processGoesOnBesideTheNextVersionAndArchivesAreRestoredToIt() throws IOException {
        play();
        List<JsonNode> views = views(app);
        String file = folder.resolve("before.archive").toString();
        assertEnds(0, "Written: ", run("archive", "--competition", cup, "--output", file));
        assertEquals(2, NextVersion.migrate(database));
        // A column that the next version writes, and this one does not.
        database.execute("ALTER TABLE event ADD COLUMN recorded_by text");
        awaitPassedOn();
        assertEnds(0, "Deleted: ", run("delete", "--competition", cup, "--archive", file));
        eventually().until(() -> app.status("/matches/" + matches.get(1)) == 410);
        assertEnds(0, "Restored: ", run("restore", "--archive", file));
        eventually().until(() -> app.status("/matches/" + matches.get(1)) == 200);
        assertEquals(views, views(app));
        report(matches.get(1), "beside");
        awaitSeq(matches.get(1), GOALS + 5);

        AppProcess restarted = app.launchAgain();
        app.stop();
        app = restarted.awaitReady();
        report(matches.get(1), "restarted");
        awaitSeq(matches.get(1), GOALS + 6);
        database.update("UPDATE event SET recorded_by = 'Oak' WHERE match = ?", matches.get(1));
        Path next = folder.resolve("next.archive");
        assertEnds(0, "Written: ", run("archive", "--competition", cup, "--output", next.toString()));
        try (GZIPInputStream archive = new GZIPInputStream(Files.newInputStream(next))) {
            String lines = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(
                    GOALS + 6,
                    lines.lines()
                            .filter(line -> line.contains("\"recorded_by\":\"Oak\""))
                            .count(),
                    "the archive has the column of the next version");
        }
    }
}
