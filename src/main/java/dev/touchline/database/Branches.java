package dev.touchline.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** The branches of the feed in the database. */
@ApplicationScoped
public class Branches {

    private final Transactions transactions;

    Branches(Transactions transactions) {
        this.transactions = transactions;
    }

    /** No branch was begun: the database is unavailable. */
    public static final class NotBegunException extends RuntimeException {
        NotBegunException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /**
     * Begins a branch by request: after a restore in place, which leaves a database that cannot be told from the one
     * before. Blocks.
     *
     * @throws NotBegunException if the database is unavailable
     */
    public Branch begin() {
        try {
            return transactions.run(sql -> {
                sql.query("SELECT begin_branch(true)", row -> {});
                return sql.first(
                                "SELECT " + Branch.COLUMNS + " FROM feed_branch ORDER BY number DESC LIMIT 1",
                                Branch::read)
                        .orElseThrow();
            });
        } catch (SQLException e) {
            throw new NotBegunException(e);
        }
    }
}
