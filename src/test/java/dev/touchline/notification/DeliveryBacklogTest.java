package dev.touchline.notification;

import static dev.touchline.testing.Api.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.notification.headline.HeadlinePublisher;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeliveryBacklogTest {

    private static final String NOW = "now()";
    private static final String LONG_AGO = "now() - interval '1 hour'";
    private static final String LATER = "now() + interval '1 hour'";
    private static final String NEVER = "NULL";

    @Inject
    Transactions transactions;

    /** Rolls a transaction back. */
    private static final class RollbackException extends RuntimeException {}

    private interface Work {
        void on(Sql sql) throws SQLException, IOException;
    }

    @Test
    void deliveriesOfDueAndLeasedQueuesAreDue() throws SQLException {
        rolledBack(sql -> {
            DeliveryBacklog before = DeliveryBacklog.read(sql);
            String subscription = subscription(NEVER, NEVER, sql);
            queue(subscription, LONG_AGO, false, 3, sql);
            queue(subscription, LATER, true, 2, sql);
            queue(subscription, LATER, false, 4, sql);
            DeliveryBacklog after = DeliveryBacklog.read(sql);
            assertEquals(before.due() + 5, after.due());
            assertTrue(after.dueSeconds() >= 3_600, after::toString);
        });
    }

    @Test
    void failingSubscriptionHasOneDueDeliveryAndIsNotLate() throws SQLException {
        rolledBack(sql -> {
            DeliveryBacklog before = DeliveryBacklog.read(sql);
            String subscription = subscription(LONG_AGO, NEVER, sql);
            queue(subscription, LONG_AGO, false, 3, sql);
            queue(subscription, LONG_AGO, false, 3, sql);
            DeliveryBacklog after = DeliveryBacklog.read(sql);
            assertEquals(before.due() + 1, after.due());
            assertTrue(after.dueSeconds() < 3_600, after::toString);
        });
    }

    @Test
    void disabledSubscriptionHasNothingDue() throws SQLException {
        rolledBack(sql -> {
            DeliveryBacklog before = DeliveryBacklog.read(sql);
            queue(subscription(NEVER, NOW, sql), LONG_AGO, false, 3, sql);
            assertEquals(before.due(), DeliveryBacklog.read(sql).due());
        });
    }

    @Test
    void countOfDueDeliveriesIsBounded() throws SQLException {
        rolledBack(sql -> {
            queue(subscription(NEVER, NEVER, sql), NOW, false, DeliveryBacklog.MAX + 1, sql);
            assertEquals(DeliveryBacklog.MAX, DeliveryBacklog.read(sql).due());
        });
    }

    @Test
    void lagOfAFeedConsumerIsItsUnreadUpdates() throws SQLException {
        rolledBack(sql -> {
            sql.query("SELECT nextval('feed_position') FROM generate_series(1, 7)", row -> {});
            // Locks the row first, so that the consumer cannot advance in between.
            sql.execute("UPDATE feed_consumer SET position = position - 7 WHERE name = 'headlines'");
            sql.execute("UPDATE feed_consumer SET position = (SELECT position FROM feed) - 7 WHERE name = 'headlines'");
            assertEquals(7, DeliveryBacklog.read(sql).lag().get(HeadlinePublisher.CONSUMER));
        });
    }

    @Test
    void scalerCountsAttemptsThatCanRunInParallel() throws SQLException {
        rolledBack(sql -> {
            String query = documentedQuery();
            long before = number(query, sql);
            String subscription = subscription(NEVER, NEVER, sql);
            queue(subscription, LONG_AGO, false, 3, sql);
            queue(subscription, LATER, true, 2, sql);
            queue(subscription, LATER, false, 4, sql);
            queue(subscription(LONG_AGO, NEVER, sql), LONG_AGO, false, 3, sql);
            queue(subscription(NEVER, NOW, sql), LONG_AGO, false, 3, sql);
            assertEquals(before + 3, number(query, sql));
        });
    }

    @Test
    void backlogIsMeasured() {
        eventually().untilAsserted(() -> {
            Metrics metrics = Metrics.now();
            assertEquals(0, metrics.value("touchline_webhooks_deliveries_due_age_seconds"), 60);
            assertTrue(metrics.value("touchline_webhooks_deliveries_due") >= 0);
            assertTrue(metrics.value("touchline_notification_feed_lag", "consumer=\"deliveries\"") >= 0);
            assertTrue(metrics.value("touchline_notification_feed_lag", "consumer=\"headlines\"") >= 0);
        });
    }

    private void rolledBack(Work work) throws SQLException {
        try {
            transactions.run(sql -> {
                try {
                    work.on(sql);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                throw new RollbackException();
            });
        } catch (RollbackException e) {
            // Expected.
            return;
        }
        throw new AssertionError("the transaction was not rolled back");
    }

    private static String subscription(String failingSince, String disabledAt, Sql sql) throws SQLException {
        String id = UniqueIds.id("backlog");
        sql.execute("""
                INSERT INTO subscription (id, owner, url, host, filter, created_at, failing_since, disabled_at)
                VALUES (?, 'nobody', 'http://127.0.0.1:1', '127.0.0.1:1', '{}', now(), %s, %s)
                """.formatted(failingSince, disabledAt), id);
        return id;
    }

    private static void queue(String subscription, String due, boolean inProgress, int deliveries, Sql sql)
            throws SQLException {
        String match = UniqueIds.match();
        sql.execute(
                "INSERT INTO delivery_queue (subscription, match, due_at, in_progress) VALUES (?, ?, %s, ?)"
                        .formatted(due),
                subscription,
                match,
                inProgress);
        sql.execute("""
                INSERT INTO delivery (subscription, match, seq, position, created_at)
                SELECT ?, ?, n, coalesce((SELECT max(position) FROM delivery WHERE subscription = ?), 0) + n, now()
                FROM generate_series(1, ?) AS n
                """, subscription, match, subscription, deliveries);
    }

    private static String documentedQuery() throws IOException {
        Matcher block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "metrics.md")));
        assertTrue(block.find(), "docs/metrics.md contains the query");
        return block.group(1);
    }

    private static long number(String query, Sql sql) throws SQLException {
        List<Long> number = new ArrayList<>();
        sql.query(query, row -> number.add(row.getLong(1)));
        return number.get(0);
    }
}
