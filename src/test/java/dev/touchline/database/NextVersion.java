package dev.touchline.database;

import dev.touchline.testing.RealDatabase;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The migration step of a made-up next version, which has the migrations of this one and two more. */
public final class NextVersion {

    private NextVersion() {}

    /**
     * Migrates as a process of the next version does when it starts.
     *
     * @return the number of migrations that were applied
     * @throws org.flywaydb.core.api.FlywayException if one of them fails
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
