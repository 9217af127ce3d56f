package dev.touchline.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** The connections to the database. There are none before the schema is up to date. */
@ApplicationScoped
class Database {

    private static final String CANNOT_CONNECT_NOW = "57P03";

    private final Instance<AgroalDataSource> pool;
    private volatile boolean schemaReady;

    Database(Instance<AgroalDataSource> pool) {
        this.pool = pool;
    }

    /**
     * Takes a connection from the pool; closing it gives it back. Blocks, at most for the pool's acquisition timeout.
     *
     * @throws SQLException if there is none, or the schema is not ready yet
     */
    Connection connection() throws SQLException {
        if (!schemaReady) {
            throw new SQLTransientConnectionException(
                    "The schema of the database is not ready yet", CANNOT_CONNECT_NOW);
        }
        return pool.get().getConnection();
    }

    void schemaIsReady() {
        schemaReady = true;
    }
}
