package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;

/** A schema of its own plays the part of another primary, whose branch was begun earlier. */
@QuarkusTest
class BranchCheckTest {

    @Inject
    BranchCheck used;

    @Inject
    Transactions transactions;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private final BranchCheck branches = new BranchCheck();
    private final String former = UniqueIds.id("former").replace('-', '_');
    private final List<Connection> connections = new ArrayList<>();

    @BeforeEach
    void createFormerPrimary() throws SQLException {
        execute(
                connect(),
                "CREATE SCHEMA " + former,
                "CREATE TABLE %s.feed_branch AS SELECT 7 AS number, begun_at - interval '1 s' AS begun_at, 0 AS kept,"
                                .formatted(former)
                        + " 0 AS start, 'former' AS identity FROM feed_branch WHERE number = 1",
                "CREATE FUNCTION %s.database_identity() RETURNS text LANGUAGE sql AS $$ SELECT 'former' $$"
                        .formatted(former));
    }

    @AfterEach
    void drop() throws SQLException {
        execute(connect(), "DROP SCHEMA " + former + " CASCADE");
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private PgConnection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, user, password);
        connections.add(connection);
        return connection.unwrap(PgConnection.class);
    }

    private PgConnection connectToFormer() throws SQLException {
        PgConnection connection = connect();
        execute(connection, "SET search_path = " + former + ", public");
        return connection;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void connectionsOfThePoolAreChecked() throws SQLException {
        assertTrue(used.current().number() >= 1);
        transactions.run(sql -> {
            assertFalse(used.isFormer(sql.connection()));
            return null;
        });
    }

    @Test
    void formerPrimaryIsRefused() throws SQLException {
        branches.check(connect());
        PgConnection refused = connectToFormer();
        SQLException failure =
                assertThrows(BranchCheck.RefusedException.class, () -> branches.onConnectionCreate(refused));
        assertTrue(failure.getMessage().contains("former primary"), failure::getMessage);
        assertTrue(refused.isClosed(), "the pool does not close it");
    }

    @Test
    void connectionsToAFormerPrimaryAreAborted() throws SQLException {
        PgConnection early = connectToFormer();
        branches.onConnectionCreate(early);
        assertEquals(7, branches.current().number());
        assertFalse(branches.isFormer(early));
        PgConnection later = connect();
        branches.onConnectionCreate(later);
        assertTrue(early.isClosed());
        assertTrue(branches.isFormer(early));
        assertFalse(branches.isFormer(later));
    }

    @Test
    void anotherBranchOfTheSamePrimaryAbortsNothing() throws SQLException {
        PgConnection early = connect();
        branches.onConnectionCreate(early);
        int before = branches.current().number();
        execute(connect(), "SELECT begin_branch(true)");
        branches.onConnectionCreate(connect());
        assertEquals(before + 1, branches.current().number());
        assertFalse(branches.isFormer(early));
    }

    @Test
    void primaryBeginsOnlyOneBranch() throws SQLException {
        Connection connection = connect();
        long before = number(connection, "SELECT max(number) FROM feed_branch");
        execute(connection, "SELECT begin_branch(false)");
        assertEquals(before, number(connection, "SELECT max(number) FROM feed_branch"));
    }

    @Test
    void branchKeepsEverythingBeforeTheFirstHoleOfTheLastMinutes() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        long start = beginBranch(connection);
        insert(connection, start + 1, "now() - interval '1 hour'");
        insert(connection, start + 3, "now() - interval '1 hour'");
        insert(connection, start + 4, "now()");
        insert(connection, start + 5, "now()");
        long next = beginBranch(connection);
        assertEquals(start + 5, kept(connection), "the early hole was left by a failed transaction");
        insert(connection, next + 1, "now()");
        insert(connection, next + 3, "now()");
        beginBranch(connection);
        assertEquals(next + 1, kept(connection), "an update at the hole may be lost");
        connection.rollback();
    }

    @Test
    void positionsOfAnEmptyBranchAreKept() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        long start = beginBranch(connection);
        assertTrue(beginBranch(connection) > start);
        assertEquals(start, kept(connection));
        connection.rollback();
    }

    @Test
    void positionsBetweenBranchesAreNoLag() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        execute(connection, "UPDATE feed_consumer SET position = (SELECT position FROM feed)");
        beginBranch(connection);
        assertEquals(0, number(connection, "SELECT max(lag) FROM feed_lag"));
        connection.rollback();
    }

    private static long beginBranch(Connection connection) throws SQLException {
        execute(connection, "SELECT begin_branch(true)");
        return number(connection, "SELECT start FROM feed_branch ORDER BY number DESC LIMIT 1");
    }

    private static long kept(Connection connection) throws SQLException {
        return number(connection, "SELECT kept FROM feed_branch ORDER BY number DESC LIMIT 1");
    }

    private static void insert(Connection connection, long position, String storedAt) throws SQLException {
        execute(connection, """
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, update,
                                   position)
                VALUES ('branch', '%1$d', 1, 'branch', 'football.corner', '{}', now(), %2$s, %1$d, '{}', %1$d)
                """.formatted(position, storedAt));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
