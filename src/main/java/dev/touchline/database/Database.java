package dev.touchline.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Connections to the database, available once the schema is migrated. */
@ApplicationScoped
class Database {

    private static final String CANNOT_CONNECT_NOW = "57P03";

    private final Instance<AgroalDataSource> pool;
    private volatile boolean schemaReady;

    Database(Instance<AgroalDataSource> pool) {
        this.pool = pool;
    }

    /**
     * Acquires a connection of the pool, blocking up to its acquisition timeout.
     *
     * @throws SQLException if none is available, or the schema is not migrated yet
     */
    Connection connection() throws SQLException {
        if (!schemaReady) {
            throw new SQLTransientConnectionException(
                    "the schema of the database is not migrated yet", CANNOT_CONNECT_NOW);
        }
        return pool.get().getConnection();
    }

    void schemaIsReady() {
        schemaReady = true;
    }
}
