package dev.touchline.notification.delivery;

import dev.touchline.database.Sql;
import dev.touchline.notification.delivery.DeliveryTables.DeliveryQueue;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;

/**
 * Skips deliveries whose update is older than their subscription's maximum age when their turn comes. Deliveries that the
 * owner requeued are sent at any age.
 */
final class StaleDeliveries {

    /** Whether the first delivery of a row of {@code delivery_queue} is to be skipped; {@code subscription} is its own. */
    static final String FIRST_IS_STALE = """
            (subscription.max_age IS NOT NULL AND EXISTS (
                SELECT FROM (
                    SELECT delivery.position, delivery.requested FROM delivery
                    WHERE delivery.subscription = delivery_queue.subscription AND delivery.match = delivery_queue.match
                      AND delivery.state = 'waiting'
                    ORDER BY delivery.position LIMIT 1
                ) head JOIN event USING (position)
                WHERE NOT head.requested
                  AND event.stored_at + make_interval(secs => subscription.max_age) <= now()))
            """;

    // A pass is short, so that the calls of all other subscriptions go on; the next pass follows at once.
    private static final int MAX_QUEUES = 50;
    private static final int MAX_QUEUES_PER_SUBSCRIPTION = 10;
    private static final int MAX_DELIVERIES_PER_QUEUE = 50;

    private StaleDeliveries() {}

    /** Skips a bounded number of deliveries; returns how many. */
    static int skip(Sql sql) throws SQLException {
        // In random order, so that a subscription with a long backlog does not delay the others.
        List<DeliveryQueue> queues = sql.list(
                """
                SELECT stale.subscription, stale.match
                FROM subscription CROSS JOIN LATERAL (
                    SELECT delivery_queue.subscription, delivery_queue.match FROM delivery_queue
                    WHERE delivery_queue.subscription = subscription.id AND delivery_queue.due_at <= now() AND
                """ + FIRST_IS_STALE + """
                    ORDER BY delivery_queue.due_at LIMIT ? FOR UPDATE SKIP LOCKED
                ) stale
                WHERE subscription.max_age IS NOT NULL AND subscription.disabled_at IS NULL
                ORDER BY random() LIMIT ?
                """,
                row -> new DeliveryQueue(row.getString("subscription"), row.getString("match")),
                MAX_QUEUES_PER_SUBSCRIPTION,
                MAX_QUEUES);
        if (queues.isEmpty()) {
            return 0;
        }
        Array subscriptions = sql.array("text", queues, DeliveryQueue::subscription);
        Array matches = sql.array("text", queues, DeliveryQueue::match);
        int skipped = sql.execute("""
                UPDATE delivery SET state = 'skipped' WHERE state = 'waiting' AND id IN (
                    SELECT waiting.id
                    FROM unnest(?, ?) AS queue (subscription, match)
                    JOIN subscription ON subscription.id = queue.subscription
                    CROSS JOIN LATERAL (
                        SELECT delivery.id, delivery.position, delivery.requested FROM delivery
                        WHERE delivery.subscription = queue.subscription AND delivery.match = queue.match
                          AND delivery.state = 'waiting'
                        ORDER BY delivery.position LIMIT ?
                    ) waiting JOIN event USING (position)
                    WHERE NOT waiting.requested
                      AND event.stored_at + make_interval(secs => subscription.max_age) <= now())
                """, subscriptions, matches, MAX_DELIVERIES_PER_QUEUE);
        List<Object[]> keys = queues.stream()
                .map(queue -> new Object[] {queue.subscription(), queue.match()})
                .toList();
        sql.executeBatch(DeliveryTables.DELETE_IF_EMPTY, keys);
        sql.executeBatch("""
                UPDATE delivery_queue SET in_progress = false, retry_at = NULL WHERE subscription = ? AND match = ?
                """, keys);
        return skipped;
    }
}
