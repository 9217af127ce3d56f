package dev.touchline.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Executes queries; blocks. */
@ApplicationScoped
public class Queries {

    private final Database database;
    private final Transactions transactions;

    Queries(Database database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** A query failed. */
    public static final class ReadException extends RuntimeException {
        ReadException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** @throws ReadException if the database cannot be read */
    public <T> List<T> query(String sql, Sql.RowMapper<T> mapper, Object... parameters) {
        try (Connection connection = database.connection()) {
            return new Sql(connection).list(sql, mapper, parameters);
        } catch (SQLException e) {
            throw new ReadException(e);
        }
    }

    /** The first rows of a query, as {@link Sql#slice}; throws as {@link #query}. */
    public <T> Sql.Slice<T> slice(
            String sql, Sql.RowMapper<T> mapper, ToLongFunction<T> size, int max, long maxBytes, Object... parameters) {
        try {
            return transactions.run(connection -> connection.slice(sql, mapper, size, max, maxBytes, parameters));
        } catch (SQLException e) {
            throw new ReadException(e);
        }
    }

    /** Reads rows through a cursor, so that memory holds {@code fetchSize} of them at most; throws as {@link #query}. */
    public void stream(String sql, int fetchSize, Sql.RowReader reader, Object... parameters) {
        try {
            transactions.run(transaction -> {
                transaction.stream(sql, fetchSize, reader, parameters);
                return null;
            });
        } catch (SQLException e) {
            throw new ReadException(e);
        }
    }

    /** The first row, empty if there is none; throws as {@link #query}. */
    public <T> Optional<T> first(String sql, Sql.RowMapper<T> mapper, Object... parameters) {
        return query(sql, mapper, parameters).stream().findFirst();
    }
}
