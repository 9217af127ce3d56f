package dev.touchline.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Executes queries; blocks. */
@ApplicationScoped
public class Queries {

    private final Database database;

    Queries(Database database) {
        this.database = database;
    }

    /** A query failed. */
    public static final class ReadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReadException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** @throws ReadException if the database cannot be read */
    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
        try (Connection connection = database.connection()) {
            List<T> items = new ArrayList<>();
            new Sql(connection).query(sql, row -> items.add(mapper.map(row)), parameters);
            return items;
        } catch (SQLException e) {
            throw new ReadException(e);
        }
    }
}
