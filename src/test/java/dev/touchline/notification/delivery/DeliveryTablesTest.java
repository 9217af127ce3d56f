package dev.touchline.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.notification.delivery.DeliveryTables.AttemptResult;
import dev.touchline.notification.delivery.DeliveryTables.DeliveryAttempt;
import dev.touchline.notification.webhook.DeliveryOutcome;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test is a transaction that is rolled back. Time stands still in it, so the tests move the stored times instead. */
@QuarkusTest
class DeliveryTablesTest {

    private static final Duration LEASE = Duration.ofSeconds(35);
    private static final Backoff HOURLY = new Backoff(List.of(Duration.ofHours(1), Duration.ofHours(1)));
    /** Beyond all positions of the feed. */
    private static final long FIRST_POSITION = 1L << 60;

    @Inject
    Transactions transactions;

    @Inject
    WebhookConfig config;

    private String subscription;
    private Sql sql;
    private long position;

    /** Rolls a transaction back. */
    private static final class RollbackException extends RuntimeException {}

    private interface Work {
        void run() throws SQLException;
    }

    @BeforeEach
    void begin() {
        subscription = UniqueIds.id("sub");
        position = FIRST_POSITION;
    }

    // --- The end of an outage ----------------------------------------------------------------------------------------

    @Test
    void successAfterAnOutageMakesAllQueuesDueExceptThoseInProgress() throws SQLException {
        rolledBack(() -> {
            subscribe(3, "1 hour");
            queue("first", "0", 1);
            queue("waits", "1 hour", 1);
            queue("called", "10 seconds", 1);
            sql.execute(
                    "UPDATE delivery_queue SET in_progress = true WHERE subscription = ? AND match = 'called'",
                    subscription);
            complete(lease(), delivered());
            assertTrue(holds("NOT EXISTS (SELECT FROM delivery_queue WHERE subscription = s.id AND match = 'first')"));
            assertEquals("0, 1 hour", waitOf("waits"), "due now, and the regular time is kept");
            assertEquals("10, none", waitOf("called"));
            assertTrue(holds("failing_since IS NULL AND failures = 0 AND calls = 2"));
        });
    }

    @ParameterizedTest
    @CsvSource({"2, 1 hour", "3, 0 seconds", "9, 0 seconds"})
    void fewOrShortFailuresAreNoOutage(int failures, String since) throws SQLException {
        rolledBack(() -> {
            subscribe(failures, since);
            queue("first", "0", 1);
            queue("waits", "1 hour", 1);
            complete(lease(), delivered());
            assertEquals("3600, none", waitOf("waits"));
            assertTrue(holds("failing_since IS NULL AND failures = 0"));
        });
    }

    @Test
    void callsDoubleWithEachRoundUpToTheMaximum() throws SQLException {
        rolledBack(() -> {
            subscribe(3, "1 hour");
            for (int i = 0; i < 40; i++) {
                queue("match-" + i, "0", 1);
            }
            List<Integer> rounds = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<DeliveryAttempt> leased = lease();
                rounds.add(leased.size());
                complete(leased, delivered());
            }
            assertEquals(List.of(1, 2, 4, 8, 8, 8), rounds);
            assertTrue(holds("calls IS NULL"));
        });
    }

    @Test
    void successesThatAreStoredOneByOneGrowAsFast() throws SQLException {
        rolledBack(() -> {
            subscribe(3, "1 hour");
            for (int i = 0; i < 10; i++) {
                queue("match-" + i, "0", 1);
            }
            complete(lease(), delivered());
            List<DeliveryAttempt> two = lease();
            complete(two.subList(0, 1), delivered());
            assertTrue(holds("calls = 3"));
            complete(two.subList(1, 2), delivered());
            assertTrue(holds("calls = 4"));
        });
    }

    @Test
    void failureLeavesOneCallAndSuccessAmongFailuresKeepsThem() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            for (int i = 0; i < 8; i++) {
                queue("match-" + i, "0", 2);
            }
            List<DeliveryAttempt> leased = lease();
            assertEquals(8, leased.size());
            List<AttemptResult> mixed = new ArrayList<>(results(leased.subList(0, 1), delivered()));
            mixed.addAll(results(leased.subList(1, 2), answered(500, null)));
            DeliveryTables.complete(mixed, HOURLY, config, sql);
            assertTrue(holds("calls IS NULL AND failures = 0 AND failing_since IS NULL"));
            complete(leased.subList(2, 8), answered(500, null));
            assertTrue(holds("calls = 1 AND failures = 6 AND failing_since = now()"));
            assertEquals(1, lease().size());
        });
    }

    @Test
    void deliveryThatAlwaysFailsKeepsItsAttemptsAndTimesBesideOthers() throws SQLException {
        rolledBack(() -> {
            subscribe(3, "30 seconds");
            queue("works", "0", 1);
            queue("poisoned", "1 hour", 1);
            sql.execute(
                    "UPDATE delivery SET round = 2, attempts = 2 WHERE subscription = ? AND match = 'poisoned'",
                    subscription);
            complete(lease(), delivered());
            List<DeliveryAttempt> early = lease();
            assertEquals(3, early.get(0).attempt());
            assertEquals(2, early.get(0).round(), "the attempt is not counted");
            complete(early, answered(500, null));
            assertEquals("3600, 1 hour", waitOf("poisoned"));

            fail(3, "30 seconds");
            queue("works too", "0", 1);
            complete(lease(), delivered());
            assertEquals("3600, 1 hour", waitOf("poisoned"), "no second attempt before its time");

            fail(3, "2 minutes");
            queue("works again", "0", 1);
            complete(lease(), delivered());
            assertEquals("0, 1 hour", waitOf("poisoned"), "but after a long outage");

            pass("poisoned", "1 hour");
            List<DeliveryAttempt> regular = lease();
            assertEquals(3, regular.get(0).round());
            complete(regular, answered(500, null));
            assertTrue(
                    holds(
                            "EXISTS (SELECT FROM delivery WHERE subscription = s.id AND match = 'poisoned' AND state = 'failed')"));
        });
    }

    @ParameterizedTest
    @CsvSource({"429, '600, none'", "503, '0, 10 min'", "500, '0, 1 hour'"})
    void successOverridesRetryAfterExceptThatOfALimitedRate(int code, String expected) throws SQLException {
        rolledBack(() -> {
            subscribe(3, "1 hour");
            queue("asked", "0", 1);
            Duration asked = code == 500 ? null : Duration.ofMinutes(10);
            DeliveryTables.complete(
                    results(lease(), answered(code, asked)),
                    code == 500 ? HOURLY : new Backoff(List.of(Duration.ofSeconds(5))),
                    config,
                    sql);
            queue("works", "0", 1);
            complete(lease(), delivered());
            // The schedule varies by a tenth.
            assertEquals(expected, waitOf("asked"));
        });
    }

    @Test
    void retryAfterShorterThanTheScheduleEndsWithTheOutage() throws SQLException {
        rolledBack(() -> {
            subscribe(3, "1 hour");
            queue("asked", "0", 1);
            complete(lease(), answered(429, Duration.ofMinutes(2)));
            queue("works", "0", 1);
            complete(lease(), delivered());
            assertEquals("120, 1 hour", waitOf("asked"));
        });
    }

    // --- Skipping ----------------------------------------------------------------------------------------------------

    @Test
    void deliveriesThatAreTooOldAreSkippedAndTheNextOneIsLeased() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            maxAge(60);
            queue("match", "0", 3);
            age("match", 2, "60 seconds");
            assertEquals(2, StaleDeliveries.skip(sql));
            assertEquals(List.of("skipped", "skipped", "waiting"), states("match"));
            List<DeliveryAttempt> leased = lease();
            assertEquals(
                    List.of(FIRST_POSITION + 3),
                    leased.stream().map(DeliveryAttempt::position).toList());
        });
    }

    @Test
    void emptiedQueueIsDeletedAndOthersAreLeftAlone() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            maxAge(60);
            queue("old", "0", 2);
            age("old", 2, "1 hour");
            queue("later", "1 hour", 1);
            age("later", 1, "1 hour");
            queue("new", "0", 1);
            assertEquals(2, StaleDeliveries.skip(sql));
            assertTrue(holds("NOT EXISTS (SELECT FROM delivery_queue WHERE subscription = s.id AND match = 'old')"));
            assertEquals(List.of("waiting"), states("later"), "its turn has not come");
            assertEquals(Set.of("new"), matches(lease()));
        });
    }

    @Test
    void withoutAMaximumAgeNothingIsSkipped() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            queue("match", "0", 1);
            age("match", 1, "3 days");
            assertEquals(0, StaleDeliveries.skip(sql));
            assertEquals(1, lease().size());
        });
    }

    @Test
    void requeuedDeliveryIsSentAtAnyAge() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            maxAge(60);
            queue("match", "0", 2);
            age("match", 2, "1 hour");
            assertEquals(2, StaleDeliveries.skip(sql));
            List<Long> ids = sql.list(
                    "SELECT id FROM delivery WHERE subscription = ? ORDER BY position LIMIT 1",
                    row -> row.getLong("id"),
                    subscription);
            DeliveryTables.requeue(subscription, ids, sql);
            assertEquals(0, StaleDeliveries.skip(sql));
            List<DeliveryAttempt> leased = lease();
            assertEquals(ids, leased.stream().map(DeliveryAttempt::delivery).toList());
            complete(leased, answered(500, null));
            pass("match", "2 hours");
            assertEquals(0, StaleDeliveries.skip(sql));
            assertEquals(1, lease().size());
        });
    }

    @Test
    void passSkipsABoundedNumberAndSendsNoneOfTheOthers() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            maxAge(60);
            queue("match", "0", 101);
            age("match", 100, "1 hour");
            assertEquals(50, StaleDeliveries.skip(sql));
            assertEquals(List.of(), lease());
            assertEquals(50, StaleDeliveries.skip(sql));
            assertEquals(1, lease().size());
        });
    }

    @Test
    void updateThatBecomesTooOldKeepsTheNextOneWaitingNoLonger() throws SQLException {
        rolledBack(() -> {
            subscribe(0, null);
            maxAge(60);
            queue("match", "0", 2);
            age("match", 1, "20 seconds");
            complete(lease(), answered(500, null));
            assertEquals("40, none", waitOf("match"), "the rest of its age, not the hour of the schedule");
            queue("asked", "0", 1);
            complete(lease(), answered(503, Duration.ofSeconds(90)));
            assertEquals("90, none", waitOf("asked"), "but no sooner than the receiver asked");
        });
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    private void rolledBack(Work work) throws SQLException {
        boolean rolledBack = false;
        try {
            transactions.run(current -> {
                sql = current;
                work.run();
                throw new RollbackException();
            });
        } catch (RollbackException e) {
            rolledBack = true;
        }
        assertTrue(rolledBack);
    }

    private void subscribe(int failures, String failingFor) throws SQLException {
        sql.execute("""
                INSERT INTO subscription (id, owner, url, host, filter, created_at)
                VALUES (?, 'nobody', 'http://127.0.0.1:1', ?, '{}', now())
                """, subscription, subscription);
        sql.execute(
                "INSERT INTO signing_secret (subscription, secret, created_at) VALUES (?, 'secret', now())",
                subscription);
        if (failingFor != null) {
            fail(failures, failingFor);
        }
    }

    private void fail(int failures, String failingFor) throws SQLException {
        sql.execute(
                "UPDATE subscription SET failures = ?, calls = 1, failing_since = now() - ?::interval WHERE id = ?",
                failures,
                failingFor,
                subscription);
    }

    private void maxAge(int seconds) throws SQLException {
        sql.execute("UPDATE subscription SET max_age = ? WHERE id = ?", seconds, subscription);
    }

    private void queue(String match, String due, int deliveries) throws SQLException {
        sql.execute(
                "INSERT INTO delivery_queue (subscription, match, due_at) VALUES (?, ?, now() + ?::interval)",
                subscription,
                match,
                due);
        for (int i = 1; i <= deliveries; i++) {
            position++;
            sql.execute("""
                    INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, update, position)
                    VALUES (?, ?, 1, ?, 'football.goal', '{}', now(), now(), ?, '{}', ?)
                    """, subscription, match + i, subscription + match, i, position);
            sql.execute(
                    "INSERT INTO delivery (subscription, match, seq, position, created_at) VALUES (?, ?, ?, ?, now())",
                    subscription,
                    match,
                    i,
                    position);
        }
    }

    /** Makes the first updates of a match older. */
    private void age(String match, int updates, String age) throws SQLException {
        sql.execute(
                "UPDATE event SET stored_at = now() - ?::interval WHERE match = ? AND seq <= ?",
                age,
                subscription + match,
                updates);
    }

    /** Lets time pass for the queue of a match. */
    private void pass(String match, String time) throws SQLException {
        sql.execute("""
                UPDATE delivery_queue SET due_at = due_at - ?::interval, retry_at = retry_at - ?::interval
                WHERE subscription = ? AND match = ?
                """, time, time, subscription, match);
    }

    private List<DeliveryAttempt> lease() throws SQLException {
        // The deliveries of other tests may be due, too.
        return DeliveryTables.leaseDue(List.of(), config, LEASE, sql).stream()
                .filter(attempt -> attempt.queue().subscription().equals(subscription))
                .toList();
    }

    private void complete(List<DeliveryAttempt> attempts, DeliveryOutcome outcome) throws SQLException {
        assertFalse(attempts.isEmpty());
        DeliveryTables.complete(results(attempts, outcome), HOURLY, config, sql);
    }

    private static List<AttemptResult> results(List<DeliveryAttempt> attempts, DeliveryOutcome outcome) {
        return attempts.stream()
                .map(attempt -> new AttemptResult(attempt, outcome))
                .toList();
    }

    private static DeliveryOutcome delivered() {
        return new DeliveryOutcome(204, null, null, null, Duration.ofMillis(1));
    }

    private static DeliveryOutcome answered(int code, Duration retryAfter) {
        return new DeliveryOutcome(code, "answered " + code, null, retryAfter, Duration.ofMillis(1));
    }

    /** The seconds until the next attempt, and how long until its regular time if that is another one. */
    private String waitOf(String match) throws SQLException {
        return sql.first(
                        """
                        SELECT extract(epoch FROM due_at - now()) AS due, extract(epoch FROM retry_at - now()) AS retry
                        FROM delivery_queue WHERE subscription = ? AND match = ?
                        """,
                        row -> wait(row.getDouble("due")) + ", "
                                + (row.getObject("retry") == null
                                        ? "none"
                                        : row.getDouble("retry") > 3_000 ? "1 hour" : "10 min"),
                        subscription,
                        match)
                .orElseThrow();
    }

    /** Delays of the schedule vary by a tenth. */
    private static String wait(double seconds) {
        return seconds > 3_000 && seconds < 4_200 ? "3600" : String.valueOf(Math.round(seconds));
    }

    private List<String> states(String match) throws SQLException {
        return sql.list(
                "SELECT state FROM delivery WHERE subscription = ? AND match = ? ORDER BY position",
                row -> row.getString("state"),
                subscription,
                match);
    }

    private static Set<String> matches(List<DeliveryAttempt> attempts) {
        return attempts.stream().map(attempt -> attempt.queue().match()).collect(Collectors.toSet());
    }

    /** Returns whether a condition holds for the subscription {@code s}. */
    private boolean holds(String condition) throws SQLException {
        return sql.first(
                        "SELECT " + condition + " AS holds FROM subscription AS s WHERE id = ?",
                        row -> row.getBoolean("holds"),
                        subscription)
                .orElseThrow();
    }
}
