package dev.touchline.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Connections to the current primary of the database, available once the schema is migrated and while it answers. */
@ApplicationScoped
class Database {

    private static final String CANNOT_CONNECT_NOW = "57P03";
    /** The SQLSTATE of a transaction whose outcome is unknown. */
    static final String COMMIT_UNKNOWN = "08007";

    private final Instance<AgroalDataSource> pool;
    private final BranchCheck branches;
    private volatile String unavailability = "the database has not been reached yet";

    Database(Instance<AgroalDataSource> pool, BranchCheck branches) {
        this.pool = pool;
        this.branches = branches;
    }

    /**
     * Acquires a connection of the pool, blocking up to its acquisition timeout; fails at once while the database is
     * unavailable.
     *
     * @throws SQLException if none is available, or the schema is not migrated yet
     */
    Connection connection() throws SQLException {
        String reason = unavailability;
        if (reason != null) {
            throw new SQLTransientConnectionException(reason, CANNOT_CONNECT_NOW);
        }
        int pooled = pool.get().getConfiguration().connectionPoolConfiguration().maxSize();
        for (int i = 0; i <= pooled; i++) {
            Connection connection = pool.get().getConnection();
            if (!branches.isFormer(connection)) {
                return connection;
            }
            // The pool drops it, since it was aborted.
            connection.close();
        }
        throw new SQLTransientConnectionException("all connections are to a former primary", CANNOT_CONNECT_NOW);
    }

    /**
     * Whether a commit counts that a connection of {@link #connection} has just made.
     *
     * @throws SQLException if another primary has replaced that of the connection, which may lack the commit
     */
    void requireCurrent(Connection connection) throws SQLException {
        if (branches.isFormer(connection)) {
            throw new SQLTransientConnectionException("the primary was replaced during the commit", COMMIT_UNKNOWN);
        }
    }

    /** The reason why no connection can be acquired, or null. */
    String unavailability() {
        return unavailability;
    }

    /** @param reason for people, or null if the database is available and its schema is migrated */
    void setUnavailability(String reason) {
        unavailability = reason;
    }
}
