package dev.touchline.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.postgresql.util.PSQLException;

/**
 * Why the schema could not be migrated.
 *
 * @param reason for log lines and health; contains no data of the database
 */
record MigrationFailure(Kind kind, String reason) {

    /** Decides what the supervisor does next. */
    enum Kind {
        /** The database is unreachable, which usually passes. */
        UNREACHABLE,
        /** The database refuses the user or the password, which a person has to correct. */
        REFUSED,
        /** A migration failed, or did not get a lock in time, and left the schema unchanged. */
        FAILED,
        /** The schema history does not match the migrations of this version: another version must be deployed. */
        INVALID
    }

    /** SQLSTATEs of connection exceptions, too many connections, and a server that shuts down or starts. */
    private static final List<String> CONNECTION_LOST = List.of("08", "53300", "57P01", "57P02", "57P03");

    private static final String AUTHORIZATION = "28";

    static MigrationFailure of(SQLException failure) {
        String state = state(failure);
        boolean refused = state != null && state.startsWith(AUTHORIZATION);
        return new MigrationFailure(refused ? Kind.REFUSED : Kind.UNREACHABLE, reason(failure));
    }

    static MigrationFailure of(FlywayException failure) {
        if (failure instanceof FlywayValidateException) {
            return new MigrationFailure(Kind.INVALID, failure.getMessage());
        }
        SQLException sql = causes(failure, SQLException.class).findFirst().orElse(null);
        String state = sql == null ? null : state(sql);
        if (failure instanceof FlywaySqlUnableToConnectToDbException
                || (state != null && CONNECTION_LOST.stream().anyMatch(state::startsWith))) {
            return sql == null ? new MigrationFailure(Kind.UNREACHABLE, failure.getMessage()) : of(sql);
        }
        String reason = sql == null ? failure.getMessage() : reason(sql);
        String failed = failure instanceof FlywayMigrateException migrate && migrate.getMigration() != null
                ? "migration " + migrate.getMigration().getScript() + " failed: "
                : "the schema could not be migrated: ";
        return new MigrationFailure(Kind.FAILED, failed + reason);
    }

    // Exceptions of the pool have no state; their cause is the driver's exception.
    private static String state(SQLException e) {
        return causes(e, SQLException.class)
                .map(SQLException::getSQLState)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    // Omits the details, which may quote rows.
    private static String reason(SQLException e) {
        return causes(e, PSQLException.class)
                .map(PSQLException::getServerErrorMessage)
                .filter(Objects::nonNull)
                .map(message -> message.getMessage() + " (SQLSTATE " + message.getSQLState() + ")")
                .findFirst()
                .orElse(e.getMessage());
    }

    private static <T> Stream<T> causes(Throwable failure, Class<T> type) {
        Stream<Throwable> chain = Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
        return chain.filter(type::isInstance).map(type::cast);
    }
}
