package dev.touchline.statistics.deadletter;

import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.statistics.deadletter.DeadLetterTable.Filter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The number of stored dead letters. A thread of its own samples it, so a scrape causes no query. Every replica reports
 * the same number. NaN before the first sample and while the database is unavailable.
 */
@ApplicationScoped
@Startup
class DeadLetterMeters {

    private static final Logger LOG = Logger.getLogger(DeadLetterMeters.class);
    private static final Filter ALL = new Filter(null, null, null);
    /** The count scans rows, so it has a bound. */
    private static final int MAX_COUNT = 100_000;

    private static final long INTERVAL_SECONDS = 10;

    private final DeadLetterTable table;
    private final boolean active;
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("dead-letter-meters", true));
    private volatile double count = Double.NaN;

    DeadLetterMeters(DeadLetterTable table, Roles roles, MeterRegistry metrics) {
        this.table = table;
        this.active = roles.has(Role.STATISTICS);
        if (active) {
            Gauge.builder("touchline.statistics.dead.letters", this, meters -> meters.count)
                    .description("Stored dead letters, at most " + MAX_COUNT + ", the same in every replica")
                    .register(metrics);
        }
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            sampler.scheduleWithFixedDelay(this::sample, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sampler.shutdownNow();
    }

    private void sample() {
        try {
            count = table.count(ALL, Long.MAX_VALUE, MAX_COUNT);
        } catch (SQLException | RuntimeException e) {
            // An exception would cancel the schedule.
            count = Double.NaN;
            LOG.debugf("The number of dead letters is unknown: %s", e.getMessage());
        }
    }
}
