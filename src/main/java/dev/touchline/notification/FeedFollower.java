package dev.touchline.notification;

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
class FeedFollower {

    private static final int MOST_AT_ONCE = 500;

    private final Transactions transactions;

    FeedFollower(Transactions transactions) {
        this.transactions = transactions;
    }

    /** What is done about updates, in the transaction that remembers that it was done. */
    @FunctionalInterface
    interface Step {
        void take(List<Notice> notices, Sql sql) throws SQLException;
    }

    /**
     * Takes everything that is there. One process does so at a time; another waits, and finds nothing left.
     *
     * @param name who follows
     * @throws SQLException if the database is away; what was taken until then stays so
     */
    void catchUp(String name, Step step) throws SQLException {
        for (; ; ) {
            int taken = transactions.run(sql -> goOn(name, step, sql));
            if (taken < MOST_AT_ONCE) {
                return;
            }
        }
    }

    private static int goOn(String name, Step step, Sql sql) throws SQLException {
        List<Long> position = new ArrayList<>();
        sql.query(
                "SELECT position FROM progress WHERE name = ? FOR UPDATE",
                row -> position.add(row.getLong("position")),
                name);
        List<Notice> notices = new ArrayList<>();
        sql.query(
                "SELECT " + Notice.COLUMNS + " FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> notices.add(Notice.read(row)),
                position.get(0),
                MOST_AT_ONCE);
        if (!notices.isEmpty()) {
            step.take(notices, sql);
            sql.execute(
                    "UPDATE progress SET position = ? WHERE name = ?",
                    notices.get(notices.size() - 1).position(),
                    name);
        }
        return notices.size();
    }
}
