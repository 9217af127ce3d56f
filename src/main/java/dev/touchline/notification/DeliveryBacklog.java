package dev.touchline.notification;

import dev.touchline.database.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The backlog of the notification role, read from the database and therefore equal in every replica.
 *
 * @param due deliveries that can be attempted now or are being attempted, including retries, at most {@link #MAX}; a
 *     failing subscription counts once, since it has one attempt at a time
 * @param dueSeconds age of the longest overdue delivery, 0 if there is none; failing subscriptions don't count, since
 *     they wait for their receiver
 * @param lag updates not consumed yet, by consumer of the feed
 * @param discrepancies open discrepancies by kind, at most {@link #MAX} in all
 */
record DeliveryBacklog(long due, double dueSeconds, Map<String, Long> lag, Map<String, Long> discrepancies) {

    /** Deliveries beyond this number are not counted. */
    static final int MAX = 10_000;

    private static final int TIMEOUT_MILLIS = 2_000;

    /**
     * Reads the backlog; the statement is bounded in rows and time.
     *
     * @throws SQLException if the database cannot be read, or takes longer than 2 s
     */
    static DeliveryBacklog read(Sql sql) throws SQLException {
        sql.execute("SET LOCAL statement_timeout = " + TIMEOUT_MILLIS);
        Map<String, Long> lag = new HashMap<>();
        sql.query("SELECT name, lag FROM feed_lag", row -> lag.put(row.getString("name"), row.getLong("lag")));
        Map<String, Long> discrepancies = new HashMap<>();
        sql.query("""
                SELECT kind, count(*) AS number
                FROM (SELECT kind FROM discrepancy WHERE closed_at IS NULL LIMIT ?) AS open GROUP BY kind
                """, row -> discrepancies.put(row.getString("kind"), row.getLong("number")), MAX);
        // A delivery queue may have thousands of deliveries, so the count stops at the bound.
        List<DeliveryBacklog> backlog = sql.list(
                """
                WITH queues AS (
                    SELECT delivery_queue.subscription, delivery_queue.match
                    FROM subscription JOIN delivery_queue ON delivery_queue.subscription = subscription.id
                    WHERE subscription.disabled_at IS NULL AND subscription.failing_since IS NULL
                      AND (delivery_queue.due_at <= now() OR delivery_queue.in_progress)
                    LIMIT ?
                ), due AS (
                    SELECT FROM queues JOIN delivery USING (subscription, match)
                    WHERE delivery.state = 'waiting'
                    LIMIT ?
                ), failing AS (
                    SELECT FROM subscription
                    WHERE disabled_at IS NULL AND failing_since IS NOT NULL AND EXISTS (
                        SELECT FROM delivery_queue
                        WHERE delivery_queue.subscription = subscription.id
                          AND (delivery_queue.due_at <= now() OR delivery_queue.in_progress))
                    LIMIT ?
                ), overdue AS (
                    SELECT min(first.due_at) AS since
                    FROM subscription CROSS JOIN LATERAL (
                        SELECT delivery_queue.due_at FROM delivery_queue
                        WHERE delivery_queue.subscription = subscription.id
                          AND delivery_queue.due_at <= now() AND NOT delivery_queue.in_progress
                        ORDER BY delivery_queue.due_at LIMIT 1
                    ) first
                    WHERE subscription.disabled_at IS NULL AND subscription.failing_since IS NULL
                )
                SELECT (SELECT count(*) FROM due) + (SELECT count(*) FROM failing) AS due,
                       coalesce(extract(epoch FROM now() - since), 0) AS seconds
                FROM overdue
                """,
                row -> new DeliveryBacklog(
                        Math.min(MAX, row.getLong("due")), row.getDouble("seconds"), lag, discrepancies),
                MAX,
                MAX,
                MAX);
        return backlog.get(0);
    }
}
