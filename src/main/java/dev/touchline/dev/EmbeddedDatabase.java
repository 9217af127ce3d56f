package dev.touchline.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** Starts a real PostgreSQL on a free loopback port; it ends with the JVM. */
final class EmbeddedDatabase implements Callable<Map<String, String>> {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);

    @Override
    public Map<String, String> call() throws Exception {
        // Registers a shutdown hook.
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        LOG.infof("Embedded PostgreSQL started: psql -h localhost -p %d -U postgres", postgres.getPort());
        return Map.of(
                "quarkus.datasource.jdbc.url", postgres.getJdbcUrl("postgres", "postgres"),
                "quarkus.datasource.username", "postgres",
                "quarkus.datasource.password", "postgres");
    }
}
