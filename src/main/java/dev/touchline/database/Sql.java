package dev.touchline.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs statements on the connection of a transaction. */
public record Sql(Connection connection) {

    /** Rows of a slice that are in memory at a time; the largest have about 20 kB. */
    private static final int SLICE_FETCH_SIZE = 16;

    /** Reads the current row of a result. */
    @FunctionalInterface
    public interface RowReader {
        /** Called once per row; must not move the cursor. */
        void read(ResultSet row) throws SQLException;
    }

    /** Maps the current row of a result to a value. */
    @FunctionalInterface
    public interface RowMapper<T> {
        /** Called once per row; must not move the cursor. */
        T map(ResultSet row) throws SQLException;
    }

    /** A statement with its parameters and the reader of its rows. */
    public record Statement(String sql, RowReader reader, Object... parameters) {

        /** A statement without rows. */
        public static Statement of(String sql, Object... parameters) {
            return new Statement(sql, row -> {}, parameters);
        }
    }

    /** Runs a query and reads all of its rows. */
    public void query(String sql, RowReader reader, Object... parameters) throws SQLException {
        run(List.of(new Statement(sql, reader, parameters)));
    }

    /** Runs a query and returns its rows. */
    public <T> List<T> list(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        List<T> rows = new ArrayList<>();
        query(sql, row -> rows.add(mapper.map(row)), parameters);
        return rows;
    }

    /** Runs a query and returns its first row, empty if it has none. */
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        return list(sql, mapper, parameters).stream().findFirst();
    }

    /**
     * The first rows of a query.
     *
     * @param more whether the query has further rows
     */
    public record Slice<T>(List<T> rows, boolean more) {}

    /**
     * Reads the first rows of a query through a cursor: at most {@code max}, and fewer if their sizes would add up to
     * more than {@code maxBytes}, but at least one. The database sends little more than these rows.
     *
     * @param sql without a limit, which is appended
     */
    public <T> Slice<T> slice(
            String sql, RowMapper<T> mapper, ToLongFunction<T> size, int max, long maxBytes, Object... parameters)
            throws SQLException {
        requireTransaction();
        // Without a limit, the database would plan for all rows, and sort them where an index could be followed.
        try (PreparedStatement statement = connection.prepareStatement(sql + "\nLIMIT " + (max + 1))) {
            statement.setFetchSize(SLICE_FETCH_SIZE);
            set(statement, parameters);
            List<T> rows = new ArrayList<>();
            long bytes = 0;
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    T row = rows.size() < max ? mapper.map(result) : null;
                    bytes += row == null ? 0 : size.applyAsLong(row);
                    if (row == null || !rows.isEmpty() && bytes > maxBytes) {
                        return new Slice<>(rows, true);
                    }
                    rows.add(row);
                }
            }
            return new Slice<>(rows, false);
        }
    }

    /** Runs statements in order and in one round trip. If one fails, all fail. */
    public void run(List<Statement> statements) throws SQLException {
        String sql = statements.stream().map(Statement::sql).collect(Collectors.joining(";\n"));
        try (PreparedStatement batch = connection.prepareStatement(sql)) {
            set(
                    batch,
                    statements.stream()
                            .map(Statement::parameters)
                            .flatMap(Arrays::stream)
                            .toArray());
            boolean hasRows = batch.execute();
            for (Statement statement : statements) {
                if (hasRows) {
                    read(batch, statement.reader());
                }
                hasRows = batch.getMoreResults();
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
     * Makes the commit wait for a synchronous standby even if the transaction changes and locks no row: what it has found
     * may be of a commit that did not wait.
     */
    public void waitForStandby() throws SQLException {
        // Only a transaction that has written to the write-ahead log waits, and for everything before its commit.
        query("SELECT pg_logical_emit_message(true, 'touchline', '')", row -> {});
    }

    /** Runs a statement and returns the number of changed rows. */
    public int execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    /**
     * Runs a query and reads its rows through a cursor, so that memory holds {@code fetchSize} rows at most. The reader
     * may run other statements on the same connection.
     */
    public void stream(String sql, int fetchSize, RowReader reader, Object... parameters) throws SQLException {
        requireTransaction();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(fetchSize);
            set(statement, parameters);
            statement.execute();
            read(statement, reader);
        }
    }

    // With auto-commit, the driver reads all rows at once.
    private void requireTransaction() throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("rows can only be streamed within a transaction");
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

    /** An array parameter of type text, bigint or integer. */
    public Array array(String type, Object... values) throws SQLException {
        return array(type, Arrays.stream(values));
    }

    /** One column of the rows as an array parameter. */
    public <T> Array array(String type, Collection<T> rows, Function<T, Object> column) throws SQLException {
        return array(type, rows.stream().map(column));
    }

    // The driver sends arrays of exactly these classes in binary form; all others as text, with escapes.
    private Array array(String type, Stream<?> values) throws SQLException {
        Object[] elements =
                switch (type) {
                    case "text" -> values.toArray(String[]::new);
                    case "bigint" -> values.toArray(Long[]::new);
                    case "integer" -> values.toArray(Integer[]::new);
                    default -> throw new IllegalArgumentException(type);
                };
        return connection.createArrayOf(type, elements);
    }

    /** Reads a timestamptz column; null if it is null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An instant as a timestamptz parameter. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
