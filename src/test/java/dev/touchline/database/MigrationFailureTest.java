package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.database.MigrationFailure.Kind;
import java.sql.SQLException;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorDetails;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.junit.jupiter.api.Test;

class MigrationFailureTest {

    private static final SQLException REFUSED_LOGIN = new SQLException("password authentication failed", "28P01");

    @Test
    void refusedLoginNeedsAnOperatorAlsoIfThePoolReportsIt() {
        assertEquals(Kind.REFUSED, MigrationFailure.of(REFUSED_LOGIN).kind());
        assertEquals(
                Kind.REFUSED,
                MigrationFailure.of(new SQLException("no connection", REFUSED_LOGIN))
                        .kind());
    }

    @Test
    void unansweredDatabaseIsUnreachable() {
        assertEquals(
                Kind.UNREACHABLE,
                MigrationFailure.of(new SQLException("connection refused", "08001"))
                        .kind());
        assertEquals(
                Kind.UNREACHABLE,
                MigrationFailure.of(new SQLException("acquisition timeout")).kind());
    }

    @Test
    void connectionLostDuringAMigrationIsUnreachable() {
        for (String state : new String[] {"08006", "53300", "57P01", "57P03"}) {
            assertEquals(
                    Kind.UNREACHABLE,
                    MigrationFailure.of(new FlywaySqlException("no", new SQLException("lost", state)))
                            .kind(),
                    state);
        }
    }

    @Test
    void failedStatementAndLockTimeoutAreFailedMigrations() {
        for (String state : new String[] {"42601", "23505", "55P03", "53100"}) {
            assertEquals(
                    Kind.FAILED,
                    MigrationFailure.of(new FlywaySqlException("no", new SQLException("refused", state)))
                            .kind(),
                    state);
        }
        assertEquals(
                Kind.FAILED,
                MigrationFailure.of(new FlywayException("two migrations with version 1"))
                        .kind());
    }

    @Test
    void mismatchedHistoryIsInvalid() {
        assertEquals(
                Kind.INVALID,
                MigrationFailure.of(new FlywayValidateException(
                                new ErrorDetails(CoreErrorCode.VALIDATE_ERROR, "mismatch"), "checksum mismatch"))
                        .kind());
    }
}
