package dev.touchline.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Holds up the transaction that stores a report after it has taken a position in the feed: its row waits for another
 * one with the same key, which is not committed.
 */
public final class HeldReport implements AutoCloseable {

    private final DataSource database;
    private final Connection connection;
    private final EventBody report;

    private HeldReport(EventBody report, DataSource database) throws SQLException {
        this.report = report;
        this.database = database;
        this.connection = database.getConnection();
        connection.setAutoCommit(false);
    }

    /** Sends the report, and waits until the transaction that stores it is held. */
    public static HeldReport send(EventBody report, DataSource database) throws SQLException {
        HeldReport held = new HeldReport(report, database);
        held.update("INSERT INTO event (source, id, match, revision, type, content, received_at, stored_at)"
                + " VALUES (?, ?, ?, 1, 'football.corner', '{\"held\": true}', now(), now())");
        Api.accept(report);
        Api.eventually().until(held::isHeld);
        return held;
    }

    private void update(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, report.json().path("source").asText());
            statement.setString(2, report.id());
            statement.setString(3, report.json().path("match").asText());
            assertTrue(statement.executeUpdate() <= 1);
        }
    }

    private boolean isHeld() throws SQLException {
        try (Connection other = database.getConnection();
                Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery("SELECT position < taken FROM feed")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Lets the transaction store the report. */
    public void release() throws SQLException {
        connection.rollback();
    }

    /** Lets the transaction fail; the next attempt finds the key in the log. */
    public void fail() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        update("DELETE FROM event WHERE source = ? AND id = ? AND match = ? AND content ->> 'held' IS NOT NULL");
        connection.commit();
        connection.setAutoCommit(true);
        connection.close();
    }
}
