package dev.touchline.database;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.SQLWarning;

/** Runs work in transactions. All methods block. */
@ApplicationScoped
public class Transactions {

    /** Name of the counter of commits that did not count. */
    static final String UNCONFIRMED = "touchline.database.commits.unconfirmed";

    /** The SQLSTATE class of successful completion, which notices have. */
    private static final String NOTICE = "00";

    private final Database database;
    private final Counter unconfirmed;

    Transactions(Database database, MeterRegistry metrics) {
        this.database = database;
        this.unconfirmed = metrics.counter(UNCONFIRMED);
    }

    /** Work within one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        /** Runs the statements; an exception rolls the transaction back. */
        T run(Sql sql) throws SQLException;
    }

    /**
     * Runs the work in a transaction of its own, which is rolled back if the work fails.
     *
     * @throws SQLException if the work or the commit failed, or if the commit may not survive its server: then the work is
     *     to be repeated, and must have no effect if it was committed nevertheless
     */
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Sql(connection));
                connection.clearWarnings();
                connection.commit();
                requireConfirmed(connection);
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                // Of an error, too: the pool would commit what is left of the transaction.
                rollBack(connection, e);
                throw e;
            }
        }
    }

    // PostgreSQL warns of a commit that its synchronous standby may lack, when the wait for the standby was cancelled.
    private void requireConfirmed(Connection connection) throws SQLException {
        SQLWarning warning = connection.getWarnings();
        while (warning != null
                && (warning.getSQLState() == null || warning.getSQLState().startsWith(NOTICE))) {
            warning = warning.getNextWarning();
        }
        try {
            if (warning != null) {
                throw new SQLTransientException(
                        "a commit does not count as stored: " + warning.getMessage(), Database.COMMIT_UNKNOWN);
            }
            database.requireCurrent(connection);
        } catch (SQLException e) {
            unconfirmed.increment();
            throw e;
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is closed, so the server rolls back.
            cause.addSuppressed(e);
        }
    }
}
