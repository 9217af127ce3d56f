package dev.touchline.notification.delivery;

import dev.touchline.database.Sql;
import dev.touchline.notification.delivery.Backoff.Retry;
import dev.touchline.notification.delivery.SubscriptionHealth.Outage;
import dev.touchline.notification.webhook.DeliveryOutcome;
import dev.touchline.notification.webhook.WebhookConfig;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The tables {@code delivery} and {@code delivery_queue}. Lock order: subscriptions by id, then delivery queues by key,
 * then deliveries. Statements that skip locked queues wait for none, so they may take them in any order.
 *
 * <p>A process that leases a delivery queue makes the next attempt of its first waiting delivery and owns the queue
 * until the lease ends; if the process is killed, the queue is due again then. All times are the database's, so the
 * clocks of processes do not matter.
 */
public final class DeliveryTables {

    /** Deletes the queue with the given key if no delivery waits in it; requires its lock. */
    static final String DELETE_IF_EMPTY = """
            DELETE FROM delivery_queue WHERE subscription = ? AND match = ? AND NOT EXISTS (
                SELECT FROM delivery
                WHERE delivery.subscription = delivery_queue.subscription AND delivery.match = delivery_queue.match
                  AND delivery.state = 'waiting')
            """;

    private DeliveryTables() {}

    public record PlannedDelivery(String subscription, String match, long seq, long position) {}

    /** Deliveries of one match to one subscription. */
    record DeliveryQueue(String subscription, String match) {}

    /**
     * A leased attempt.
     *
     * @param attempt number of the attempt, from 1
     * @param round number of the attempt since the delivery was last requeued, from 1; an attempt before its regular
     *     time repeats the number of the previous one
     * @param json the update
     * @param secrets encrypted
     */
    record DeliveryAttempt(
            long delivery,
            int attempt,
            int round,
            DeliveryQueue queue,
            long position,
            String url,
            String host,
            String json,
            List<String> secrets) {}

    record AttemptResult(DeliveryAttempt attempt, DeliveryOutcome outcome) {}

    /** Inserts deliveries that do not exist yet. */
    public static void insert(List<PlannedDelivery> planned, Sql sql) throws SQLException {
        if (planned.isEmpty()) {
            return;
        }
        Array subscriptions = sql.array("text", planned, PlannedDelivery::subscription);
        Array matches = sql.array("text", planned, PlannedDelivery::match);
        sql.execute(
                """
                INSERT INTO delivery (subscription, match, seq, position, created_at)
                SELECT *, now() FROM unnest(?, ?, ?, ?)
                ON CONFLICT (subscription, position) DO NOTHING
                """,
                subscriptions,
                matches,
                sql.array("bigint", planned, PlannedDelivery::seq),
                sql.array("bigint", planned, PlannedDelivery::position));
        // The update locks an existing queue, so that no other process deletes it as empty; its due time stays.
        sql.execute("""
                INSERT INTO delivery_queue (subscription, match, due_at)
                SELECT DISTINCT subscription, match, now() FROM unnest(?, ?) AS planned (subscription, match)
                ORDER BY subscription, match
                ON CONFLICT (subscription, match) DO UPDATE SET due_at = delivery_queue.due_at
                """, subscriptions, matches);
    }

    /**
     * Leases due delivery queues within the limits, the longest overdue of each subscription and host first. Queues
     * whose first delivery is to be skipped are left to {@link StaleDeliveries}.
     *
     * @param open attempts in flight
     */
    static List<DeliveryAttempt> leaseDue(
            Collection<DeliveryAttempt> open, WebhookConfig config, Duration lease, Sql sql) throws SQLException {
        int free = config.maxConcurrent() - open.size();
        if (free == 0) {
            return List.of();
        }
        return sql.list(
                """
                WITH waiting AS (
                    SELECT first.subscription, first.match, coalesce(host.calls, 0)
                        + row_number() OVER (PARTITION BY subscription.host ORDER BY first.due_at) AS calls
                    FROM subscription
                    LEFT JOIN (SELECT id, count(*) AS calls FROM unnest(?) AS id GROUP BY id) busy
                        ON busy.id = subscription.id
                    LEFT JOIN (SELECT name, count(*) AS calls FROM unnest(?) AS name GROUP BY name) host
                        ON host.name = subscription.host
                    CROSS JOIN LATERAL (
                        SELECT delivery_queue.subscription, delivery_queue.match, delivery_queue.due_at
                        FROM delivery_queue
                        WHERE delivery_queue.subscription = subscription.id AND delivery_queue.due_at <= now()
                          AND NOT
                """ + StaleDeliveries.FIRST_IS_STALE + """
                        ORDER BY delivery_queue.due_at
                        LIMIT greatest(0, least(?, subscription.calls) - coalesce(busy.calls, 0))
                        FOR UPDATE SKIP LOCKED
                    ) first
                    WHERE subscription.disabled_at IS NULL AND coalesce(host.calls, 0) < ?
                ), due AS (
                    SELECT subscription, match FROM waiting WHERE calls <= ? LIMIT ?
                ), taken AS (
                    UPDATE delivery_queue SET due_at = now() + ? * interval '1 millisecond', in_progress = true,
                        retry_at = CASE WHEN retry_at > now() THEN retry_at END, not_before = NULL
                    FROM due
                    WHERE delivery_queue.subscription = due.subscription AND delivery_queue.match = due.match
                    RETURNING delivery_queue.subscription, delivery_queue.match,
                        delivery_queue.retry_at IS NOT NULL AS early
                ), head AS (
                    SELECT DISTINCT ON (delivery.subscription, delivery.match) delivery.id, taken.early
                    FROM delivery JOIN taken USING (subscription, match)
                    WHERE delivery.state = 'waiting'
                    ORDER BY delivery.subscription, delivery.match, delivery.position
                )
                UPDATE delivery SET attempts = delivery.attempts + 1,
                    round = CASE WHEN head.early THEN greatest(1, delivery.round) ELSE delivery.round + 1 END
                FROM head, subscription, event
                WHERE delivery.id = head.id AND subscription.id = delivery.subscription
                  AND event.position = delivery.position
                RETURNING delivery.id, delivery.attempts, delivery.round, delivery.subscription, delivery.match,
                    delivery.position, subscription.url, subscription.host,
                    event.update,
                    (SELECT array_agg(secret ORDER BY created_at DESC) FROM signing_secret
                     WHERE signing_secret.subscription = delivery.subscription
                       AND (expires_at IS NULL OR expires_at > now())) AS secrets
                """,
                DeliveryTables::attempt,
                sql.array("text", open, attempt -> attempt.queue().subscription()),
                sql.array("text", open, DeliveryAttempt::host),
                config.maxConcurrentPerSubscription(),
                config.maxConcurrentPerHost(),
                config.maxConcurrentPerHost(),
                free,
                lease.toMillis());
    }

    private static DeliveryAttempt attempt(ResultSet row) throws SQLException {
        return new DeliveryAttempt(
                row.getLong("id"),
                row.getInt("attempts"),
                row.getInt("round"),
                new DeliveryQueue(row.getString("subscription"), row.getString("match")),
                row.getLong("position"),
                row.getString("url"),
                row.getString("host"),
                row.getString("update"),
                List.of((String[]) row.getArray("secrets").getArray()));
    }

    /** Stores the outcomes of attempts and releases their delivery queues. */
    static void complete(List<AttemptResult> results, Backoff backoff, WebhookConfig config, Sql sql)
            throws SQLException {
        if (results.isEmpty()) {
            return;
        }
        List<Outage> ended = SubscriptionHealth.lock(results, config, sql);
        lockQueues(results, ended, sql);
        List<Object[]> retries = new ArrayList<>();
        List<Object[]> advanced = new ArrayList<>();
        for (AttemptResult result : results) {
            complete(result, backoff, retries, advanced, sql);
        }
        // An update that becomes too old before its next attempt must not keep the next one waiting any longer.
        sql.executeBatch("""
                UPDATE delivery_queue SET in_progress = false,
                    due_at = greatest(now() + ? * interval '1 millisecond', coalesce(retry_at, least(
                        now() + ? * interval '1 millisecond',
                        (SELECT event.stored_at + make_interval(secs => subscription.max_age)
                         FROM delivery JOIN event USING (position)
                             JOIN subscription ON subscription.id = delivery.subscription
                         WHERE delivery.id = ? AND NOT delivery.requested)))),
                    not_before = now() + ? * interval '1 millisecond'
                WHERE subscription = ? AND match = ?
                """, retries);
        // The queues are locked, so no delivery is added to one that is deleted as empty.
        sql.executeBatch(DELETE_IF_EMPTY, advanced);
        sql.executeBatch("""
                UPDATE delivery_queue SET due_at = now(), in_progress = false, retry_at = NULL, not_before = NULL
                WHERE subscription = ? AND match = ?
                """, advanced);
        SubscriptionHealth.update(results, config, sql);
        SubscriptionHealth.resume(ended, sql);
    }

    private static void lockQueues(List<AttemptResult> results, List<Outage> ended, Sql sql) throws SQLException {
        List<DeliveryQueue> queues = results.stream()
                .map(result -> result.attempt().queue())
                .distinct()
                .toList();
        sql.query(
                """
                SELECT 1 FROM delivery_queue
                WHERE (subscription, match) IN (SELECT * FROM unnest(?, ?)) OR subscription = ANY (?)
                ORDER BY subscription, match FOR UPDATE
                """,
                row -> {},
                sql.array("text", queues, DeliveryQueue::subscription),
                sql.array("text", queues, DeliveryQueue::match),
                sql.array("text", ended, Outage::subscription));
    }

    private static void complete(
            AttemptResult result, Backoff backoff, List<Object[]> retries, List<Object[]> advanced, Sql sql)
            throws SQLException {
        DeliveryAttempt attempt = result.attempt();
        DeliveryQueue queue = attempt.queue();
        DeliveryOutcome outcome = result.outcome();
        Retry retry = outcome.delivered()
                ? null
                : backoff.after(attempt.round(), outcome).orElse(null);
        String state = outcome.delivered() ? "delivered" : retry == null ? "failed" : "waiting";
        // A success always counts. A failure counts only while the lease is ours: after its end, another process may
        // have begun the next attempt.
        int written = sql.execute(
                """
                UPDATE delivery
                SET state = ?, attempted_at = now(), duration_millis = ?, code = ?, error = ?, response = ?
                WHERE id = ? AND (? OR (state = 'waiting' AND attempts = ?))
                """,
                state,
                (int) outcome.took().toMillis(),
                outcome.code(),
                outcome.error(),
                outcome.response(),
                attempt.delivery(),
                outcome.delivered(),
                attempt.attempt());
        if (written > 0 && retry != null) {
            Long asked = retry.asked() == null ? null : retry.asked().toMillis();
            retries.add(new Object[] {
                asked,
                retry.regular().toMillis(),
                attempt.delivery(),
                outcome.limited() ? asked : null,
                queue.subscription(),
                queue.match()
            });
        } else if (written > 0 || !isWaiting(attempt, sql)) {
            advanced.add(new Object[] {queue.subscription(), queue.match()});
        }
    }

    private static boolean isWaiting(DeliveryAttempt attempt, Sql sql) throws SQLException {
        String query = "SELECT 1 FROM delivery WHERE id = ? AND state = 'waiting'";
        return sql.first(query, row -> true, attempt.delivery()).isPresent();
    }

    /** Disables a subscription; its waiting deliveries fail and can be recovered. */
    public static void disable(String subscription, String reason, Sql sql) throws SQLException {
        sql.execute(
                "UPDATE subscription SET disabled_at = now(), disabled_reason = ? WHERE id = ? AND disabled_at IS NULL",
                reason,
                subscription);
        sql.execute("DELETE FROM delivery_queue WHERE subscription = ?", subscription);
        sql.execute("""
                UPDATE delivery SET state = 'failed', error = 'not called: the subscription was disabled'
                WHERE subscription = ? AND state = 'waiting'
                """, subscription);
    }

    /**
     * Makes deliveries due again, in any state and at any age. Those of deleted matches stay as they are: their updates
     * are gone. Requires the lock of the subscription.
     */
    public static void requeue(String subscription, List<Long> deliveries, Sql sql) throws SQLException {
        Array ids = sql.array("bigint", deliveries.toArray());
        List<String> matches = sql.list(
                "SELECT DISTINCT match FROM delivery WHERE subscription = ? AND id = ANY (?)",
                row -> row.getString("match"),
                subscription,
                ids);
        sql.execute("""
                INSERT INTO delivery_queue (subscription, match, due_at)
                SELECT ?, match, now() FROM unnest(?) AS match ORDER BY match
                ON CONFLICT (subscription, match) DO UPDATE
                SET due_at = CASE WHEN delivery_queue.in_progress THEN delivery_queue.due_at ELSE now() END,
                    retry_at = NULL, not_before = NULL
                """, subscription, sql.array("text", matches.toArray()));
        sql.execute("""
                UPDATE delivery SET state = 'waiting', round = 0, requested = true
                WHERE subscription = ? AND id = ANY (?)
                  AND EXISTS (SELECT FROM event WHERE event.position = delivery.position)
                """, subscription, ids);
        // A queue whose only deliveries are of deleted matches would be leased for nothing.
        sql.executeBatch(
                DELETE_IF_EMPTY,
                matches.stream()
                        .map(match -> new Object[] {subscription, match})
                        .toList());
    }

    /** Deletes up to 10,000 finished deliveries that are older than {@code keep}; returns how many. */
    static int prune(Duration keep, Sql sql) throws SQLException {
        return sql.execute("""
                DELETE FROM delivery WHERE id IN (
                    SELECT id FROM delivery
                    WHERE state <> 'waiting' AND created_at < now() - ? * interval '1 millisecond'
                    ORDER BY created_at LIMIT 10000)
                """, keep.toMillis());
    }
}
