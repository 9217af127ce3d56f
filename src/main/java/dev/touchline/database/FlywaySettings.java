package dev.touchline.database;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Settings of Flyway that have no configuration key in Quarkus. */
@ApplicationScoped
class FlywaySettings implements FlywayConfigurationCustomizer {

    private static final int WITHOUT_LIMIT = -1;

    @Override
    public void customize(FluentConfiguration configuration) {
        // Processes that start together wait without limit for the one that migrates.
        configuration.lockRetryCount(WITHOUT_LIMIT);
        // A transactional lock would block CREATE INDEX CONCURRENTLY for ever: the statement waits for all older
        // transactions, including Flyway's own.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
    }
}
