package dev.touchline.statistics.processing;

import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.ReportBatch;
import dev.touchline.event.Report;
import dev.touchline.statistics.processing.BisectingWriter.RejectedReport;
import dev.touchline.statistics.processing.BisectingWriter.TransientFailureException;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.statistics.tombstone.LateReport;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BisectingWriterTest {

    private final List<List<Report>> attempts = new ArrayList<>();
    private final List<Report> stored = new ArrayList<>();
    private final Set<String> poison = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private Exception failure = new SQLException("duplicate key (id)=(17)", "23505");
    private int failuresLeft = Integer.MAX_VALUE;

    private final List<RejectedReport> refused = new ArrayList<>();
    private final BisectingWriter writer = new BisectingWriter(this::store, false, (report, one) -> {
        assertEquals(
                List.of(report),
                ReportBatch.read(one.body(), Football.CATALOGUE).reports(),
                "each report is dead-lettered separately");
        refused.add(one);
    });

    private EventLog.StoredBatch store(List<Report> reports, boolean repeat) throws SQLException {
        attempts.add(List.copyOf(reports));
        if (reports.stream().anyMatch(report -> poison.contains(id(report))) && failuresLeft-- > 0) {
            if (failure instanceof SQLException sql) {
                throw sql;
            }
            throw (RuntimeException) failure;
        }
        stored.addAll(reports);
        List<LateReport> tooLate = reports.stream()
                .filter(report -> late.contains(id(report)))
                .map(report -> new LateReport(report, "deleted"))
                .toList();
        return new EventLog.StoredBatch(List.of(), tooLate);
    }

    private static String id(Report report) {
        return report.incident().id();
    }

    private static List<Report> reports(int count) {
        return IntStream.range(0, count)
                .<Report>mapToObj(
                        i -> incident("corner", String.valueOf(i)).home().event())
                .toList();
    }

    private static Set<String> ids(List<Report> reports) {
        return new TreeSet<>(reports.stream().map(BisectingWriterTest::id).toList());
    }

    private List<String> refusedIds() {
        return refused.stream()
                .map(refused ->
                        ReportBatch.read(refused.body(), Football.CATALOGUE).reports())
                .peek(one -> assertEquals(1, one.size(), "each report is dead-lettered separately"))
                .map(one -> id(one.get(0)))
                .toList();
    }

    @Test
    void validReportsAreStoredInOneTransaction() {
        writer.write(reports(50));
        assertEquals(List.of(reports(50)), attempts);
        assertEquals(List.of(), refused);
    }

    @Test
    void lateReportsBecomeDeadLettersAfterOneAttempt() {
        late.addAll(Set.of("7", "31"));
        writer.write(reports(50));
        assertEquals(List.of(reports(50)), attempts);
        assertEquals(List.of("7", "31"), refusedIds());
        assertEquals("deleted", refused.get(0).reason());
        assertEquals(1, refused.get(0).attempts());
        assertEquals(refused.get(0).body().length, refused.get(0).size());
    }

    @Test
    void lateReportOfAFailedAttemptIsRejectedOnce() {
        late.add("7");
        poison.add("31");
        writer.write(reports(50));
        assertEquals(Set.of("7", "31"), new TreeSet<>(refusedIds()));
        assertEquals(2, refused.size());
    }

    @Test
    void emptyBatchIsNotStored() {
        writer.write(List.of());
        assertEquals(List.of(), attempts);
    }

    @Test
    void failingReportIsIsolatedAndTriedThreeTimes() {
        poison.add("23");
        writer.write(reports(50));
        assertEquals(List.of("23"), refusedIds());
        assertEquals(49, stored.size());
        assertEquals(ids(reports(50)).size() - 1, ids(stored).size());
        assertEquals(
                3,
                attempts.stream()
                        .filter(attempt -> attempt.size() == 1 && poison.contains(id(attempt.get(0))))
                        .count());
        assertTrue(attempts.size() <= 2 * 6 + 3, () -> attempts.size() + " attempts");
        assertEquals(3, refused.get(0).attempts());
        assertEquals(
                "the database rejects the report: SQLSTATE 23505",
                refused.get(0).reason());
    }

    @Test
    void repetitionOfARejectedReportHasTheSameContent() {
        poison.addAll(List.of("0", "1"));
        writer.write(reports(1));
        Report again = LogEntryJson.event(
                LogEntryJson.write(reports(1).get(0)), Instant.parse("2030-01-01T00:00:00Z"), Football.CATALOGUE);
        writer.write(List.of(again));
        writer.write(reports(2).subList(1, 2));
        assertEquals(refused.get(0).content(), refused.get(1).content(), "the time of receipt is no content");
        assertNotEquals(refused.get(0).content(), refused.get(2).content());
    }

    @Test
    void exactlyTheFailingReportsAreRejected() {
        Random random = new Random(4);
        for (int round = 0; round < 12; round++) {
            BisectingWriterTest one = new BisectingWriterTest();
            int count = 1 + random.nextInt(40);
            IntStream.range(0, 1 + random.nextInt(3))
                    .forEach(i -> one.poison.add(String.valueOf(random.nextInt(count))));
            one.writer.write(reports(count));
            assertEquals(one.poison, new HashSet<>(one.refusedIds()));
            Set<String> others = ids(reports(count));
            others.removeAll(one.poison);
            assertEquals(others, ids(one.stored));
            assertEquals(others.size(), one.stored.size(), "no report is stored twice");
        }
    }

    @Test
    void reportsAreStoredInOrder() {
        poison.addAll(Set.of("3", "11"));
        writer.write(reports(20));
        List<Report> expected = new ArrayList<>(reports(20));
        expected.removeIf(report -> poison.contains(id(report)));
        assertEquals(expected, stored);
        assertEquals(List.of("3", "11"), refusedIds());
    }

    @Test
    void reportThatFailsTwiceIsStored() {
        poison.add("0");
        failuresLeft = 2;
        writer.write(reports(1));
        assertEquals(3, attempts.size());
        assertEquals(List.of(), refused);
        assertEquals(1, stored.size());
    }

    @Test
    void programmingErrorRejectsTheReport() {
        poison.add("1");
        failure = new IllegalStateException("no idea");
        writer.write(reports(2));
        assertEquals(List.of("1"), refusedIds());
        assertTrue(refused.get(0).reason().contains("no idea"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "23514", "54000", "P0001"})
    void dataErrorRejectsTheReport(String state) {
        poison.add("0");
        failure = new SQLException("Key (id)=(secret)", state);
        writer.write(reports(1));
        assertEquals(1, refused.size());
        assertFalse(refused.get(0).reason().contains("secret"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "08006", "25006", "28000", "3D000", "40001", "40P01", "42P01", "42501", "53100", "55P03", "57P01",
                "58030", "XX000"
            })
    void otherErrorIsTransient(String state) {
        poison.add("0");
        failure = new SQLException("the server is not well", state);
        assertThrows(TransientFailureException.class, () -> writer.write(reports(4)));
        assertEquals(1, attempts.size(), "a transient error is not retried here");
        assertEquals(List.of(), refused, "no report is dead-lettered");
    }
}
