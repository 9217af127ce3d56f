package dev.touchline.notification.subscription;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.json.Json;
import dev.touchline.notification.delivery.DeliveryDispatcher;
import dev.touchline.notification.delivery.DeliveryTables;
import dev.touchline.notification.delivery.DeliveryTables.PlannedDelivery;
import dev.touchline.notification.feed.FeedEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Lists deliveries, redelivers and recovers them. All methods block. */
@ApplicationScoped
class DeliveryHistory {

    private static final String COLUMNS = """
            delivery.id, delivery.subscription, delivery.match, delivery.seq, delivery.position, delivery.state,
            delivery.attempts, delivery.created_at, delivery.attempted_at, delivery.duration_millis, delivery.code,
            delivery.error, delivery.response,
            CASE WHEN delivery.state = 'waiting' AND NOT EXISTS (
                SELECT FROM delivery AS earlier
                WHERE earlier.subscription = delivery.subscription AND earlier.match = delivery.match
                  AND earlier.state = 'waiting' AND earlier.position < delivery.position)
            THEN delivery_queue.due_at END AS due
            FROM delivery LEFT JOIN delivery_queue
                ON delivery_queue.subscription = delivery.subscription AND delivery_queue.match = delivery.match
            """;

    private static final int MAX_BATCH = 1_000;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;
    /** Maximum difference between the clocks of processes. */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final DeliveryDispatcher dispatcher;

    DeliveryHistory(Transactions transactions, DeliveryDispatcher dispatcher) {
        this.transactions = transactions;
        this.dispatcher = dispatcher;
    }

    /** A delivery with the outcome of its last attempt. */
    record Delivery(
            String id,

            @Schema(description = "The webhook-id: the same in every attempt")
            String messageId,

            String match,
            long seq,

            @Schema(enumeration = {"waiting", "delivered", "failed", "skipped"})
            String status,

            int attempts,
            Instant createdAt,

            @Schema(description = "Null before the first attempt")
            Attempt lastAttempt,

            @Schema(description = "Null if no attempt follows, or if an earlier update of the match goes first")
            Instant nextAttemptAt) {}

    /** The outcome of an attempt. */
    record Attempt(
            Instant at,

            @Schema(description = "HTTP status of the response, or null without one")
            Integer code,

            Integer durationMillis,
            String error,

            @Schema(description = "The first kilobyte of the response")
            String response) {}

    /**
     * The latest deliveries in any of the states below the id {@code before}, the latest first: at most {@code limit} and
     * {@code maxBytes} of text, but at least one.
     */
    Sql.Slice<Delivery> list(String subscription, List<String> states, long before, int limit, long maxBytes)
            throws SQLException {
        // The index has the state before the id, so the latest of each state are read in order and merged.
        return transactions.run(sql -> sql.slice(
                "WITH latest AS (" + """
                    SELECT found.id FROM unnest(?) AS wanted (state) CROSS JOIN LATERAL (
                        SELECT id FROM delivery
                        WHERE subscription = ? AND delivery.state = wanted.state AND id < ? ORDER BY id DESC LIMIT ?
                    ) AS found
                )
                SELECT
                """ + COLUMNS
                        + " WHERE delivery.id IN (SELECT id FROM latest) ORDER BY delivery.id DESC",
                DeliveryHistory::read,
                delivery -> Json.write(delivery).length(),
                limit,
                maxBytes,
                sql.array("text", states.toArray()),
                subscription,
                before,
                limit + 1));
    }

    /** Sends a delivery again, at once unless the subscription is disabled; empty if there is none. */
    Optional<Delivery> redeliver(String owner, String subscription, long delivery) throws SQLException {
        Optional<Delivery> entry = transactions.run(sql -> {
            if (SubscriptionTable.lock(owner, subscription, sql).isEmpty()) {
                return Optional.empty();
            }
            DeliveryTables.requeue(subscription, List.of(delivery), sql);
            return sql.first(
                    "SELECT " + COLUMNS + " WHERE delivery.subscription = ? AND delivery.id = ?",
                    DeliveryHistory::read,
                    subscription,
                    delivery);
        });
        dispatcher.wake();
        return entry;
    }

    /**
     * Sends all updates again that were stored since an instant and match the current filter: failed and skipped
     * deliveries, updates missed while the subscription was disabled, and on request delivered ones.
     *
     * @return the number of deliveries; empty if there is no such subscription
     */
    OptionalInt recover(String owner, String id, SubscriptionJson.Recovery recovery) throws SQLException {
        OptionalInt count = transactions.run(sql -> {
            Optional<Subscription> subscription = SubscriptionTable.lock(owner, id, sql);
            return subscription.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(recover(subscription.get(), recovery, sql));
        });
        dispatcher.wake();
        return count;
    }

    private static int recover(Subscription subscription, SubscriptionJson.Recovery recovery, Sql sql)
            throws SQLException {
        // Only updates that were planned already; the planner inserts the deliveries of later ones.
        long planned = sql.first(
                        "SELECT position FROM feed_consumer WHERE name = ?",
                        row -> row.getLong("position"),
                        DeliveryPlanner.CONSUMER)
                .orElseThrow();
        long position = lastPositionBefore(recovery.since().minus(MAX_CLOCK_SKEW), planned, sql);
        int count = 0;
        while (position < planned) {
            Sql.Slice<FeedEntry> slice = sql.slice(
                    "SELECT " + FeedEntry.COLUMNS
                            + " FROM event WHERE position > ? AND position <= ? ORDER BY position",
                    FeedEntry::read,
                    entry -> entry.json().length(),
                    MAX_BATCH,
                    MAX_BATCH_BYTES,
                    position,
                    planned);
            List<FeedEntry> entries = slice.rows();
            count += requeue(
                    subscription,
                    entries.stream()
                            .filter(entry -> !entry.at().isBefore(recovery.since()))
                            .toList(),
                    recovery.delivered(),
                    sql);
            position = slice.more() ? entries.get(entries.size() - 1).position() : planned;
        }
        return count;
    }

    private static int requeue(Subscription subscription, List<FeedEntry> entries, boolean delivered, Sql sql)
            throws SQLException {
        List<PlannedDelivery> wanted = entries.stream()
                .filter(subscription.filter()::matches)
                .map(entry -> new PlannedDelivery(subscription.id(), entry.match(), entry.seq(), entry.position()))
                .toList();
        DeliveryTables.insert(wanted, sql);
        List<Long> again = sql.list(
                """
                SELECT id FROM delivery WHERE subscription = ? AND position = ANY (?)
                  AND (state <> 'delivered' OR ?)
                """,
                row -> row.getLong("id"),
                subscription.id(),
                sql.array("bigint", wanted, PlannedDelivery::position),
                delivered);
        DeliveryTables.requeue(subscription.id(), again, sql);
        return again.size();
    }

    /** A position up to which all updates are older than the instant; times are nearly in the order of positions. */
    private static long lastPositionBefore(Instant since, long last, Sql sql) throws SQLException {
        long before = 0;
        long after = last;
        while (before < after) {
            long middle = (before + after + 1) / 2;
            // The last one up to it: failed transactions leave holes.
            String query = "SELECT stored_at FROM event WHERE position <= ? ORDER BY position DESC LIMIT 1";
            Instant storedAt = sql.first(query, row -> Sql.instant(row, "stored_at"), middle)
                    .orElse(Instant.MIN);
            if (storedAt.isBefore(since)) {
                before = middle;
            } else {
                after = middle - 1;
            }
        }
        return before;
    }

    private static Delivery read(ResultSet row) throws SQLException {
        Instant attemptedAt = Sql.instant(row, "attempted_at");
        String error = row.getString("error");
        Attempt last = attemptedAt == null && error == null
                ? null
                : new Attempt(
                        attemptedAt,
                        row.getObject("code", Integer.class),
                        row.getObject("duration_millis", Integer.class),
                        error,
                        row.getString("response"));
        return new Delivery(
                row.getString("id"),
                DeliveryDispatcher.messageId(row.getString("subscription"), row.getLong("position")),
                row.getString("match"),
                row.getLong("seq"),
                row.getString("state"),
                row.getInt("attempts"),
                Sql.instant(row, "created_at"),
                last,
                Sql.instant(row, "due"));
    }
}
