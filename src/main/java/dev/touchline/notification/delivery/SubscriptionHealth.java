package dev.touchline.notification.delivery;

import dev.touchline.database.Sql;
import dev.touchline.notification.delivery.DeliveryTables.AttemptResult;
import dev.touchline.notification.webhook.DeliveryOutcome;
import dev.touchline.notification.webhook.WebhookConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Failures and recovery of subscriptions. A failure leaves one call at a time, and each success adds one, so that their
 * number doubles with every round of calls. A success after an outage makes everything due that waits.
 */
final class SubscriptionHealth {

    /** Fewer failures may be those of a single delivery that the receiver cannot process. */
    static final int OUTAGE_FAILURES = 3;

    /** After an outage of this length, also those deliveries are attempted that an earlier success has brought forward. */
    private static final Duration LONG_OUTAGE = Duration.ofMinutes(1);

    private SubscriptionHealth() {}

    /** An outage that ends with a success. */
    record Outage(String subscription, boolean isLong) {}

    /** Locks the subscriptions of the results and returns the outages that end with them. */
    static List<Outage> lock(List<AttemptResult> results, WebhookConfig config, Sql sql) throws SQLException {
        Map<String, List<DeliveryOutcome>> outcomes = bySubscription(results);
        // A shorter outage needs nothing: every delivery is attempted again after the first interval.
        long shortest = config.retryIntervals().get(0).toMillis();
        List<Outage> ended = new ArrayList<>();
        sql.query(
                """
                SELECT id, failures >= ? AND failing_since <= now() - ? * interval '1 millisecond' AS outage,
                    failing_since <= now() - ? * interval '1 millisecond' AS long
                FROM subscription WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE
                """,
                row -> {
                    String subscription = row.getString("id");
                    if (row.getBoolean("outage")
                            && outcomes.get(subscription).stream().anyMatch(DeliveryOutcome::delivered)) {
                        ended.add(new Outage(subscription, row.getBoolean("long")));
                    }
                },
                OUTAGE_FAILURES,
                shortest,
                LONG_OUTAGE.toMillis(),
                sql.array("text", outcomes.keySet().toArray()));
        return ended;
    }

    private static Map<String, List<DeliveryOutcome>> bySubscription(List<AttemptResult> results) {
        Map<String, List<DeliveryOutcome>> outcomes = new TreeMap<>();
        for (AttemptResult result : results) {
            outcomes.computeIfAbsent(result.attempt().queue().subscription(), id -> new ArrayList<>())
                    .add(result.outcome());
        }
        return outcomes;
    }

    /** Stores whether the subscriptions fail; requires their locks. */
    static void update(List<AttemptResult> results, WebhookConfig config, Sql sql) throws SQLException {
        for (Map.Entry<String, List<DeliveryOutcome>> entry :
                bySubscription(results).entrySet()) {
            String subscription = entry.getKey();
            List<DeliveryOutcome> outcomes = entry.getValue();
            long delivered =
                    outcomes.stream().filter(DeliveryOutcome::delivered).count();
            // A 410 is final. Otherwise, one success among failures shows that the receiver works.
            if (outcomes.stream().anyMatch(DeliveryOutcome::gone)) {
                DeliveryTables.disable(subscription, "The receiver answered 410: it wants no more calls.", sql);
            } else if (delivered > 0) {
                sql.execute("""
                        UPDATE subscription SET failing_since = NULL, failures = 0,
                            calls = CASE WHEN calls + ? < ? THEN calls + ? END
                        WHERE id = ? AND (failing_since IS NOT NULL OR calls IS NOT NULL)
                        """, delivered, config.maxConcurrentPerSubscription(), delivered, subscription);
            } else {
                recordFailures(subscription, outcomes, config.failureTimeout(), sql);
            }
        }
    }

    private static void recordFailures(
            String subscription, List<DeliveryOutcome> outcomes, Duration failureTimeout, Sql sql) throws SQLException {
        List<Instant> since = sql.list(
                """
                UPDATE subscription
                SET failing_since = coalesce(failing_since, now()), failures = failures + ?, calls = 1
                WHERE id = ? AND disabled_at IS NULL
                RETURNING CASE WHEN failing_since <= now() - ? * interval '1 millisecond' THEN failing_since END
                    AS given_up
                """, row -> Sql.instant(row, "given_up"), outcomes.size(), subscription, failureTimeout.toMillis());
        if (!since.isEmpty() && since.get(0) != null) {
            DeliveryOutcome outcome = outcomes.get(outcomes.size() - 1);
            String last = outcome.code() == null ? "ended with: " + outcome.error() : outcome.error() + ".";
            DeliveryTables.disable(
                    subscription, "Every call has failed since " + since.get(0) + "; the last one " + last, sql);
        }
    }

    /**
     * Makes the delivery queues of subscriptions due after an outage, except for those in progress; requires the locks of
     * all of their queues. An attempt before its regular time does not count as one of a delivery's attempts, and if it
     * fails, the next one is made at that time: a delivery that the receiver cannot process loses nothing by the
     * successes of others. A receiver that limits the rate of its calls (429) has not become available by a success, so
     * its Retry-After is observed.
     */
    static void resume(List<Outage> ended, Sql sql) throws SQLException {
        for (Outage outage : ended) {
            sql.execute("""
                    UPDATE delivery_queue SET retry_at = due_at, due_at = greatest(now(), not_before)
                    WHERE subscription = ? AND NOT in_progress AND due_at > greatest(now(), not_before)
                      AND (retry_at IS NULL OR ?)
                    """, outage.subscription(), outage.isLong());
        }
    }
}
