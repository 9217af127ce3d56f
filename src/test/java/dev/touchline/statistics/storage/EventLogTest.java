package dev.touchline.statistics.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.event.Announcement;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Phase;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.testing.RandomReports;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several threads store overlapping batches in a real database, as several processes do. */
@QuarkusTest
class EventLogTest {

    private static final int ROUNDS = 60;
    private static final int THREADS = 4;
    private static final long TIMEOUT_SECONDS = 60;

    private static ExecutorService threads;

    @Inject
    EventLog log;

    @Inject
    SportCatalogue catalogue;

    @Inject
    AgroalDataSource database;

    @Inject
    Transactions transactions;

    /** The log has a line per conflict, of which there are thousands. */
    private static final Logger CONFLICTS = Logger.getLogger(EventLog.class.getName());

    @BeforeAll
    static void start() {
        threads = Executors.newFixedThreadPool(THREADS);
        CONFLICTS.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        CONFLICTS.setLevel(null);
    }

    @Test
    void concurrentProcessorsEndWithTheStatisticsOfOneFold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            try {
                String prefix = UniqueIds.id("log");
                Random random = new Random(seed);
                RandomReports reports = new RandomReports(catalogue, prefix, 1 + random.nextInt(4), 12);
                List<MatchReport> set = draw(reports.sets(10, 60), random);
                Map<String, Map<Long, String>> published = storeConcurrently(set, prefix, random);
                check(Fold.of(set, catalogue), published, prefix);
                assertEquals(0, count("SELECT count(*) FROM conflict WHERE match LIKE ?", prefix));
            } catch (AssertionError | Exception e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
    }

    @Test
    void concurrentConflictsKeepOneRevisionAndRecordTheOthers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = System.nanoTime();
            try {
                String prefix = UniqueIds.id("odd");
                Random random = new Random(seed);
                RandomReports reports = new RandomReports(catalogue, prefix, 2, 5);
                List<MatchReport> set = draw(reports.conflictingSets(40), random);
                Map<String, Map<Long, String>> published = storeConcurrently(set, prefix, random);
                check(Fold.of(logged(prefix), catalogue), published, prefix);
                Set<String> reported = new TreeSet<>();
                set.forEach(report -> reported.add(LogEntryJson.write(report)));
                Set<String> kept = texts("SELECT content FROM event WHERE match LIKE ?", prefix);
                kept.addAll(texts("SELECT content FROM conflict WHERE match LIKE ?", prefix));
                assertEquals(reported, kept);
            } catch (AssertionError | Exception e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
    }

    /** The feed is common to all matches, and threads without a common match commit in any order. */
    @Test
    void readerThatStopsAtTheEndOfTheFeedSkipsNoPosition() throws Exception {
        long before = number("SELECT position FROM feed");
        AtomicBoolean storing = new AtomicBoolean(true);
        Future<List<Long>> watching = threads.submit(() -> watch(before, storing));
        List<Callable<List<UpdateJson.PositionedUpdate>>> work = new ArrayList<>();
        for (int thread = 1; thread < THREADS; thread++) {
            String prefix = UniqueIds.id("feed" + thread);
            Random random = new Random(thread);
            List<MatchReport> set = draw(new RandomReports(catalogue, prefix, 3, 40).sets(150, 200), random);
            work.add(() -> store(
                    set.stream().map(report -> List.<MatchReport>of(report)).toList(), prefix, new Random(0)));
        }
        Map<Long, UpdateJson.EncodedUpdate> published = new TreeMap<>();
        try {
            for (Future<List<UpdateJson.PositionedUpdate>> done :
                    threads.invokeAll(work, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                for (UpdateJson.PositionedUpdate positioned : done.get()) {
                    UpdateJson.EncodedUpdate same = published.put(positioned.position(), positioned.update());
                    assertTrue(same == null || same.equals(positioned.update()), "two updates have one position");
                }
            }
        } finally {
            storing.set(false);
        }
        List<Long> stored = numbers("SELECT position FROM event WHERE position > " + before + " ORDER BY position");
        assertEquals(stored, List.copyOf(published.keySet()));
        assertEquals(stored, watching.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertEquals(number("SELECT taken FROM feed"), number("SELECT position FROM feed"), "nothing is under way");
        assertEquals(0, number("""
                        SELECT count(*) FROM event one JOIN event other USING (match)
                        WHERE one.seq < other.seq AND one.position > other.position
                        """), "changes of a match are in the order of positions");
    }

    /** A plan that reads a new table sequentially is kept until PostgreSQL analyzes the table, even if it has grown. */
    @Test
    void reportsAreLookedUpByIndexInNewTables() throws SQLException {
        List<MatchReport> reports =
                draw(new RandomReports(catalogue, UniqueIds.id("new"), 2, 12).sets(10, 60), new Random());
        transactions.run(sql -> {
            for (String table : List.of("event", "incident")) {
                sql.execute("CREATE TEMPORARY TABLE %1$s (LIKE %1$s INCLUDING ALL) ON COMMIT DROP".formatted(table));
            }
            // A statement that this connection has prepared would still read the tables that these hide.
            sql.execute("DISCARD PLANS");
            // The creation of the indexes has already counted as sequential scans.
            Map<String, Long> before = scans("seq_scan", sql);
            EventLogTables tables = new EventLogTables(sql, catalogue, "", null);
            tables.lock(Set.of(), reports.stream().map(MatchReport::incidentKey).collect(Collectors.toSet()), Set.of());
            tables.readKnown(reports);
            assertEquals(before, scans("seq_scan", sql));
            assertEquals(Set.of("event", "incident"), scans("idx_scan", sql).keySet());
            return null;
        });
    }

    /** Events of incidents without a row are not looked up in the log; here the row of an incident was lost. */
    @Test
    void loggedReportIsNotStoredAgainWithoutItsIncident() throws SQLException {
        String prefix = UniqueIds.id("lost");
        List<Report> reports = List.copyOf(draw(new RandomReports(catalogue, prefix, 1, 5).sets(5, 10), new Random()));
        log.store(reports, false);
        long logged = count("SELECT count(*) FROM event WHERE match LIKE ?", prefix);
        transactions.run(sql -> sql.execute("DELETE FROM incident WHERE match LIKE ?", prefix + "%"));
        assertEquals(List.of(), log.store(reports, false).updates());
        assertEquals(logged, count("SELECT count(*) FROM event WHERE match LIKE ?", prefix));
        assertEquals(0, count("SELECT count(*) FROM incident WHERE match LIKE ?", prefix));
    }

    private static Map<String, Long> scans(String kind, Sql sql) throws SQLException {
        Map<String, Long> scans = new TreeMap<>();
        sql.query(
                "SELECT relname, %1$s FROM pg_stat_xact_user_tables WHERE schemaname LIKE 'pg_temp%%' AND %1$s > 0"
                        .formatted(kind),
                row -> scans.put(row.getString(1), row.getLong(2)));
        return scans;
    }

    /** Reads the feed as a consumer does, and returns all positions that it has seen. */
    private List<Long> watch(long from, AtomicBoolean storing) throws SQLException {
        List<Long> seen = new ArrayList<>();
        long last = from;
        boolean more = true;
        while (more) {
            more = storing.get();
            long end = number("SELECT position FROM feed");
            seen.addAll(numbers("SELECT position FROM event WHERE position > " + last + " AND position <= " + end
                    + " ORDER BY position"));
            last = Math.max(last, end);
        }
        return seen;
    }

    private long number(String query) throws SQLException {
        return numbers(query).get(0);
    }

    private List<Long> numbers(String query) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection).query(query, row -> numbers.add(row.getLong(1)));
        }
        return numbers;
    }

    private static <T> T draw(Arbitrary<T> values, Random random) {
        AtomicReference<T> drawn = new AtomicReference<>();
        JqwikSession.run(() -> drawn.set(values.generator(1_000).next(random).value()));
        return drawn.get();
    }

    /** Shuffles the reports, repeats some, and stores batches from up to four threads, some batches twice. */
    private Map<String, Map<Long, String>> storeConcurrently(List<MatchReport> set, String prefix, Random random)
            throws Exception {
        List<MatchReport> arriving = new ArrayList<>(set);
        set.stream().filter(report -> random.nextInt(4) == 0).forEach(arriving::add);
        Collections.shuffle(arriving, random);
        List<List<List<MatchReport>>> takers = new ArrayList<>();
        int processors = 1 + random.nextInt(THREADS);
        for (int i = 0; i < processors; i++) {
            takers.add(new ArrayList<>());
        }
        for (int from = 0; from < arriving.size(); ) {
            int to = Math.min(arriving.size(), from + 1 + random.nextInt(10));
            takers.get(random.nextInt(processors)).add(arriving.subList(from, to));
            from = to;
        }
        CyclicBarrier batch = new CyclicBarrier(processors);
        List<Callable<List<UpdateJson.PositionedUpdate>>> work = new ArrayList<>();
        for (List<List<MatchReport>> taken : takers) {
            long seed = random.nextLong();
            work.add(() -> {
                batch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return store(taken, prefix, new Random(seed));
            });
        }
        Map<String, Map<Long, String>> published = new TreeMap<>();
        for (Future<List<UpdateJson.PositionedUpdate>> done :
                threads.invokeAll(work, TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            for (UpdateJson.PositionedUpdate positioned : done.get()) {
                UpdateJson.EncodedUpdate update = positioned.update();
                String before = published
                        .computeIfAbsent(update.match(), match -> new TreeMap<>())
                        .put(update.seq(), update.json());
                assertTrue(before == null || before.equals(update.json()), "two updates have one seq");
            }
        }
        return published;
    }

    private List<UpdateJson.PositionedUpdate> store(List<List<MatchReport>> batches, String prefix, Random random)
            throws SQLException {
        List<UpdateJson.PositionedUpdate> updates = new ArrayList<>();
        for (List<MatchReport> batch : batches) {
            List<Report> reports = List.copyOf(batch);
            if (random.nextInt(5) == 0) {
                // A crash before the publish: the updates are published after the redelivery.
                log.store(reports, false);
                updates.addAll(log.store(reports, true).updates());
            } else {
                updates.addAll(log.store(reports, false).updates());
            }
            if (random.nextInt(4) == 0) {
                setOtherTallyVersion(prefix);
            }
        }
        return updates;
    }

    /** Sets the tally version of another deployment, with a tally that this version cannot read. */
    private void setOtherTallyVersion(String prefix) throws SQLException {
        try (Connection connection = database.getConnection()) {
            new Sql(connection)
                    .execute(
                            "UPDATE match SET tally_version = 'another', tally = '{\"unreadable\":true}' WHERE id = ?",
                            prefix + "-match-0");
        }
    }

    private void check(Fold fold, Map<String, Map<Long, String>> published, String prefix) throws SQLException {
        assertEquals(fold.keys().size(), count("SELECT count(*) FROM event WHERE match LIKE ?", prefix));
        // The last report of a match may have left a tally of another version; reading the match counts it anew.
        Map<String, MatchTally.State> tallies = new TreeMap<>();
        Map<String, Map<MatchTally.Player, Map<String, Integer>>> players = new TreeMap<>();
        Map<String, Announcement> announcements = new TreeMap<>();
        Map<String, String> owners = new TreeMap<>();
        Map<String, Long> last = new TreeMap<>();
        log.inTransaction(tables -> {
            EventLogTables.LockedState locked = tables.lock(fold.tallies().keySet(), Set.of(), Set.of());
            tables.countStaleAnew(locked);
            locked.matches().forEach((match, state) -> {
                tallies.put(match, state.tally().state());
                players.put(match, new TreeMap<>());
                last.put(match, state.seq());
                if (state.announcement() != null) {
                    announcements.put(match, state.announcement());
                }
                if (state.owner() != null) {
                    owners.put(match, state.owner());
                }
            });
            tables.sql()
                    .query(
                            "SELECT * FROM player_figure WHERE match LIKE ?",
                            row -> players.get(row.getString("match"))
                                    .computeIfAbsent(player(row), player -> new TreeMap<>())
                                    .put(row.getString("figure"), row.getInt("count")),
                            prefix + "%");
            return null;
        });
        fold.tallies().forEach((match, tally) -> {
            assertEquals(tally.state(), tallies.get(match));
            assertEquals(tally.players(), players.get(match));
        });
        assertEquals(fold.tallies().keySet(), tallies.keySet());
        assertEquals(fold.announcements().keySet(), announcements.keySet());
        fold.announcements()
                .forEach((match, inForce) -> assertTrue(
                        inForce.hasSameContent(announcements.get(match))
                                && inForce.revision()
                                        == announcements.get(match).revision(),
                        match));
        assertEquals(fold.owners(), owners);
        for (String match : fold.tallies().keySet()) {
            Set<Long> numbers =
                    LongStream.rangeClosed(1, last.get(match)).boxed().collect(TreeSet::new, Set::add, Set::addAll);
            assertEquals(numbers, seqs(match), "seqs in the log");
            assertEquals(numbers, published.getOrDefault(match, Map.of()).keySet(), "published seqs");
            checkRow(match, fold.tallies().get(match), fold.phases().get(match));
        }
    }

    private static MatchTally.Player player(ResultSet row) throws SQLException {
        int side = row.getInt("side");
        return new MatchTally.Player(row.getString("player"), side == 2 ? null : Side.values()[side]);
    }

    /** Checks that the columns for lists match the tally, even if the tally was of another version meanwhile. */
    private void checkRow(String match, MatchTally tally, Phase phase) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection)
                    .query(
                            "SELECT phase, home_score, away_score, period, minute, winner, decided_by, result_home, periods"
                                    + " FROM match WHERE id = ?",
                            row -> rows.add(row.getString(1) + " " + row.getInt(2) + " " + row.getInt(3) + " "
                                    + row.getString(4) + " " + row.getObject(5) + " " + row.getString(6) + " "
                                    + row.getString(7) + " " + row.getObject(8) + " " + row.getString(9)),
                            match);
        }
        Result result = tally.result();
        assertEquals(
                List.of(phase.code() + " " + tally.score().home() + " "
                        + tally.score().away() + " " + tally.clock().period() + " "
                        + tally.clock().minute() + " "
                        + (tally.winner() == null ? null : tally.winner().code()) + " "
                        + (result == null ? "null null" : result.decidedBy().code() + " " + result.home())
                        + " " + UpdateJson.write(tally.periods())),
                rows);
    }

    private List<MatchReport> logged(String prefix) throws SQLException {
        List<MatchReport> reports = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection)
                    .query(
                            "SELECT * FROM event WHERE match LIKE ?",
                            row -> reports.add(
                                    row.getString("source").startsWith(Announcement.SOURCE)
                                            ? LogEntryJson.announcement(
                                                    row.getString("content"),
                                                    row.getString("match"),
                                                    row.getLong("revision"),
                                                    catalogue,
                                                    Sql.instant(row, "received_at"),
                                                    new Reporter(row.getString("account"), row.getBoolean("admin")))
                                            : LogEntryJson.event(
                                                    row.getString("content"),
                                                    Sql.instant(row, "received_at"),
                                                    catalogue)),
                            prefix + "%");
        }
        return reports;
    }

    private Set<Long> seqs(String match) throws SQLException {
        List<Long> all = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection)
                    .query(
                            "SELECT seq FROM event WHERE match = ? AND seq IS NOT NULL",
                            row -> all.add(row.getLong(1)),
                            match);
        }
        Set<Long> once = new TreeSet<>(all);
        assertEquals(all.size(), once.size(), "no seq occurs twice");
        return once;
    }

    private long count(String query, String prefix) throws SQLException {
        List<Long> counts = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection).query(query, row -> counts.add(row.getLong(1)), prefix + "%");
        }
        return counts.get(0);
    }

    private Set<String> texts(String query, String prefix) throws SQLException {
        Set<String> texts = new TreeSet<>();
        try (Connection connection = database.getConnection()) {
            new Sql(connection).query(query, row -> texts.add(row.getString(1)), prefix + "%");
        }
        return texts;
    }
}
