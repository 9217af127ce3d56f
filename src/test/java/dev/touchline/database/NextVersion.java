package dev.touchline.database;

import dev.touchline.testing.RealDatabase;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The schema migration of an invented next version, which has two more migrations. */
public final class NextVersion {

    private NextVersion() {}

    /**
     * Migrates as a process of the next version does at start.
     *
     * @return the number of applied migrations
     * @throws org.flywaydb.core.api.FlywayException if a migration fails
     */
    public static int migrate(RealDatabase database) {
        Map<String, String> settings = database.settings();
        FluentConfiguration configuration = Flyway.configure()
                .dataSource(
                        settings.get("QUARKUS_DATASOURCE_JDBC_URL"),
                        settings.get("QUARKUS_DATASOURCE_USERNAME"),
                        settings.get("QUARKUS_DATASOURCE_PASSWORD"))
                .locations("classpath:db/migration", "filesystem:src/test/resources/next-version");
        new FlywaySettings().customize(configuration);
        return configuration.load().migrate().migrationsExecuted;
    }
}
