package dev.touchline.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs statements with their parameters.
 *
 * @param connection holds the transaction
 */
public record Sql(Connection connection) {

    /** Takes a row. */
    @FunctionalInterface
    public interface RowReader {
        /** Takes it. */
        void read(ResultSet row) throws SQLException;
    }

    /** A statement with its parameters, and who takes its rows. */
    public record Statement(String sql, RowReader reader, Object... parameters) {

        /** One that finds no rows. */
        public static Statement of(String sql, Object... parameters) {
            return new Statement(sql, row -> {}, parameters);
        }
    }

    /** Hands on every row that a query finds. */
    public void query(String sql, RowReader reader, Object... parameters) throws SQLException {
        run(List.of(new Statement(sql, reader, parameters)));
    }

    /**
     * Runs statements one after the other, as one: they go to the database together, and there is one answer to wait
     * for. If one fails, so do all.
     */
    public void run(List<Statement> statements) throws SQLException {
        String sql = statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement batch = connection.prepareStatement(sql)) {
            set(
                    batch,
                    statements.stream()
                            .flatMap(one -> Arrays.stream(one.parameters()))
                            .toArray());
            boolean found = batch.execute();
            for (Statement statement : statements) {
                if (found) {
                    read(batch, statement.reader());
                }
                found = batch.getMoreResults();
            }
        }
    }

    private static void read(PreparedStatement statement, RowReader reader) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    /**
     * Changes rows.
     *
     * @return how many
     */
    public int execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /**
     * Hands on every row that a query finds, and reads them in parts: a result of any size takes the memory of one part.
     * The reader may run other statements on the same connection.
     *
     * @param part how many rows are read together
     */
    public void stream(String sql, int part, RowReader reader, Object... parameters) throws SQLException {
        // The driver reads all rows at once if every statement is a transaction of its own.
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("rows can only be streamed within a transaction");
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(part);
            set(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    /** Runs a statement once for each set of parameters. */
    public void executeBatch(String sql, Iterable<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /**
     * An array as a parameter.
     *
     * @param type text, bigint or integer
     */
    public Array array(String type, Object... values) throws SQLException {
        return array(type, Arrays.stream(values));
    }

    /** One column of the rows, as a parameter. */
    public <T> Array array(String type, Collection<T> rows, Function<T, Object> column) throws SQLException {
        return array(type, rows.stream().map(column));
    }

    // Only arrays of these very types go over the wire as they are; of others, the driver makes text that both sides
    // have to escape.
    private Array array(String type, Stream<?> values) throws SQLException {
        return connection.createArrayOf(
                type,
                switch (type) {
                    case "text" -> values.toArray(String[]::new);
                    case "bigint" -> values.toArray(Long[]::new);
                    case "integer" -> values.toArray(Integer[]::new);
                    default -> throw new IllegalArgumentException(type);
                });
    }

    /** A column that is an instant, or null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An instant as a parameter. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
