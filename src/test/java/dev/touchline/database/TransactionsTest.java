package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<String> calls = new ArrayList<>();
    private SQLWarning warning;
    private boolean replaced;

    private final Transactions transactions = new Transactions(
            new Database(null, null) {
                @Override
                Connection connection() {
                    return (Connection) Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, arguments) -> {
                                calls.add(method.getName());
                                return method.getName().equals("getWarnings") ? warning : null;
                            });
                }

                @Override
                void requireCurrent(Connection connection) throws SQLException {
                    if (replaced) {
                        throw new SQLException("replaced", COMMIT_UNKNOWN);
                    }
                }
            },
            metrics);

    private double unconfirmed() {
        return metrics.counter("touchline.database.commits.unconfirmed").count();
    }

    @Test
    void commitWithoutAWarningCounts() throws SQLException {
        assertEquals("done", transactions.run(sql -> "done"));
        assertTrue(calls.indexOf("clearWarnings") < calls.indexOf("commit"), "earlier warnings are not of the commit");
        assertEquals(0, unconfirmed());
    }

    /** The pool would commit what is left of it. */
    @Test
    void transactionIsRolledBackAfterAnError() {
        StackOverflowError error = new StackOverflowError();
        assertSame(
                error,
                assertThrows(
                        StackOverflowError.class,
                        () -> transactions.run(sql -> {
                            throw error;
                        })));
        assertTrue(calls.indexOf("rollback") < calls.indexOf("close") && calls.contains("rollback"), calls::toString);
        assertFalse(calls.contains("commit"));
    }

    @Test
    void commitThatDidNotWaitForTheStandbyDoesNotCount() {
        warning = new SQLWarning("canceling wait for synchronous replication due to user request", "01000");
        SQLException failure = assertThrows(SQLException.class, () -> transactions.run(sql -> "done"));
        assertEquals(Database.COMMIT_UNKNOWN, failure.getSQLState());
        assertTrue(failure.getMessage().contains(warning.getMessage()), failure::getMessage);
        assertEquals(1, unconfirmed());
    }

    @Test
    void warningBehindANoticeIsSeen() {
        warning = new SQLWarning("a notice", "00000");
        warning.setNextWarning(new SQLWarning("terminating", "57P01"));
        assertThrows(SQLException.class, () -> transactions.run(sql -> "done"));
    }

    @Test
    void noticeDoesNotCount() throws SQLException {
        warning = new SQLWarning("a notice", "00000");
        assertEquals("done", transactions.run(sql -> "done"));
    }

    @Test
    void commitAtAFormerPrimaryDoesNotCount() {
        replaced = true;
        assertThrows(SQLException.class, () -> transactions.run(sql -> "done"));
        assertEquals(1, unconfirmed());
    }

    @Test
    void failedWorkIsRolledBack() {
        assertThrows(
                IllegalStateException.class,
                () -> transactions.run(sql -> {
                    throw new IllegalStateException("failed");
                }));
        assertTrue(calls.contains("rollback") && !calls.contains("commit"), calls::toString);
    }
}
