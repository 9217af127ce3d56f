package dev.touchline.notification.feed;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;

/**
 * Consumes the feed of updates from the last committed position, each update once and in order, also if processes are
 * killed. It stops before the updates of a transaction that is under way, so none is skipped.
 */
@ApplicationScoped
public class FeedConsumer {

    private static final int MAX_BATCH = 500;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;

    private final Transactions transactions;

    FeedConsumer(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Handles updates in the transaction that advances the position. */
    @FunctionalInterface
    public interface Handler {
        void handle(List<FeedEntry> entries, Sql sql) throws SQLException;
    }

    /**
     * Handles all new updates, in batches. One process at a time does so per consumer; another waits for its lock.
     *
     * @param name of the consumer
     * @throws SQLException if the database is unavailable; committed batches stay
     */
    public Progress catchUp(String name, Handler handler) throws SQLException {
        Batch batch;
        do {
            batch = transactions.run(sql -> consumeBatch(name, handler, sql));
        } while (batch.more());
        return batch.progress();
    }

    /**
     * How far the feed is consumed.
     *
     * @param position up to which all updates are handled
     * @param taken the last position of the feed, whose transaction may be under way
     */
    public record Progress(long position, long taken) {

        /** Whether the position is handled, or not one of the feed. */
        public boolean covers(long other) {
            return other <= position || other > taken;
        }
    }

    private record Batch(Progress progress, boolean more) {}

    private static Batch consumeBatch(String name, Handler handler, Sql sql) throws SQLException {
        Long position = sql.first(
                        "SELECT position FROM feed_consumer WHERE name = ? FOR UPDATE",
                        row -> row.getLong("position"),
                        name)
                .orElseThrow();
        // A statement of its own: the next one then sees every update up to it.
        Progress end = sql.first(
                        "SELECT position, taken FROM feed",
                        row -> new Progress(row.getLong("position"), row.getLong("taken")))
                .orElseThrow();
        Sql.Slice<FeedEntry> slice = sql.slice(
                "SELECT " + FeedEntry.COLUMNS + " FROM event WHERE position > ? AND position <= ? ORDER BY position",
                FeedEntry::read,
                entry -> entry.json().length(),
                MAX_BATCH,
                MAX_BATCH_BYTES,
                position,
                end.position());
        List<FeedEntry> entries = slice.rows();
        if (!entries.isEmpty()) {
            handler.handle(entries, sql);
        }
        // Beyond the last update, failed transactions may have left holes.
        long handled = slice.more() ? entries.get(entries.size() - 1).position() : Math.max(position, end.position());
        if (handled > position) {
            sql.execute("UPDATE feed_consumer SET position = ? WHERE name = ?", handled, name);
        }
        return new Batch(new Progress(handled, end.taken()), slice.more());
    }
}
