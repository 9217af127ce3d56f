package dev.touchline.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in transactions. All methods block. */
@ApplicationScoped
public class Transactions {

    private final Database database;

    Transactions(Database database) {
        this.database = database;
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
     * @throws SQLException if the work or the commit failed
     */
    public <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(new Sql(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is closed, so the server rolls back.
            cause.addSuppressed(e);
        }
    }
}
