package dev.touchline.notification.feed;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;

/**
 * Consumes the feed of updates from the last committed position, each update once and in order, also if processes are
 * killed. Positions have no gaps and become visible in order, so no update is skipped.
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
    public void catchUp(String name, Handler handler) throws SQLException {
        boolean more;
        do {
            more = transactions.run(sql -> consumeBatch(name, handler, sql));
        } while (more);
    }

    private static boolean consumeBatch(String name, Handler handler, Sql sql) throws SQLException {
        Long position = sql.first(
                        "SELECT position FROM feed_consumer WHERE name = ? FOR UPDATE",
                        row -> row.getLong("position"),
                        name)
                .orElseThrow();
        Sql.Slice<FeedEntry> slice = sql.slice(
                "SELECT " + FeedEntry.COLUMNS + " FROM event WHERE position > ? ORDER BY position",
                FeedEntry::read,
                entry -> entry.json().length(),
                MAX_BATCH,
                MAX_BATCH_BYTES,
                position);
        List<FeedEntry> entries = slice.rows();
        if (!entries.isEmpty()) {
            handler.handle(entries, sql);
            sql.execute(
                    "UPDATE feed_consumer SET position = ? WHERE name = ?",
                    entries.get(entries.size() - 1).position(),
                    name);
        }
        return slice.more();
    }
}
