package dev.touchline.notification.feed;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through the feed of updates, each once and in their order, whichever process does it and however often one is
 * killed. Positions have no gaps and become visible in order, so where one follower stopped the next goes on.
 */
@ApplicationScoped
public class FeedConsumer {

    private static final int MAX_BATCH = 500;

    private final Transactions transactions;

    FeedConsumer(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What is done about updates, in the transaction that remembers that it was done. */
    @FunctionalInterface
    public interface Handler {
        void handle(List<FeedEntry> entries, Sql sql) throws SQLException;
    }

    /**
     * Takes everything that is there. One process does so at a time; another waits, and finds nothing left.
     *
     * @param name who follows
     * @throws SQLException if the database is away; what was taken until then stays so
     */
    public void catchUp(String name, Handler handler) throws SQLException {
        for (; ; ) {
            int consumed = transactions.run(sql -> consumeBatch(name, handler, sql));
            if (consumed < MAX_BATCH) {
                return;
            }
        }
    }

    private static int consumeBatch(String name, Handler handler, Sql sql) throws SQLException {
        List<Long> position = new ArrayList<>();
        sql.query(
                "SELECT position FROM feed_consumer WHERE name = ? FOR UPDATE",
                row -> position.add(row.getLong("position")),
                name);
        List<FeedEntry> entries = new ArrayList<>();
        sql.query(
                "SELECT " + FeedEntry.COLUMNS + " FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> entries.add(FeedEntry.read(row)),
                position.get(0),
                MAX_BATCH);
        if (!entries.isEmpty()) {
            handler.handle(entries, sql);
            sql.execute(
                    "UPDATE feed_consumer SET position = ? WHERE name = ?",
                    entries.get(entries.size() - 1).position(),
                    name);
        }
        return entries.size();
    }
}
