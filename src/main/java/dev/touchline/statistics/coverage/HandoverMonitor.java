package dev.touchline.statistics.coverage;

import dev.touchline.catalogue.Staleness;
import dev.touchline.coverage.Coverage;
import dev.touchline.coverage.CoverageConfig;
import dev.touchline.coverage.Limits;
import dev.touchline.database.Transactions;
import dev.touchline.event.Handover;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.statistics.storage.EventLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Runs the check for handovers at an interval, in one process with the role statistics at a time. The updates of handovers
 * are not published: the roles that consume them read them from the database.
 */
@ApplicationScoped
@Startup
class HandoverMonitor {

    private static final Logger LOG = Logger.getLogger(HandoverMonitor.class);

    private final EventLog log;
    private final HandoverCheck check;
    private final CoverageConfig config;
    private final boolean active;
    private final Counter lost;
    private final Counter returned;
    private final ThrottledLog failures = new ThrottledLog(LOG);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("coverage", true));
    private volatile HandoverCheck.Result last;

    HandoverMonitor(
            Transactions transactions,
            EventLog log,
            Staleness staleness,
            CoverageConfig config,
            Roles roles,
            MeterRegistry metrics) {
        this.log = log;
        this.config = config;
        this.active = roles.has(Role.STATISTICS);
        this.check = new HandoverCheck(
                transactions, Limits.of(config), staleness.afterAny().toMinutes() + 1, this::store);
        this.lost = handovers("lost", metrics);
        this.returned = handovers("returned", metrics);
        if (active) {
            for (Coverage.State state : Coverage.State.values()) {
                Gauge.builder("touchline.coverage.matches", this, monitor -> monitor.matches(state))
                        .description("Matches in progress with declared reporters, by the state of their leader")
                        .tag("state", state.code())
                        .register(metrics);
            }
        }
    }

    private static Counter handovers(String reason, MeterRegistry metrics) {
        return Counter.builder("touchline.coverage.handovers")
                .description("Handovers of the lead of a match")
                .tag("reason", reason)
                .register(metrics);
    }

    private double matches(Coverage.State state) {
        HandoverCheck.Result current = last;
        return current == null ? Double.NaN : current.matches().getOrDefault(state, 0);
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            long interval = config.checkInterval().toMillis();
            thread.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void check() {
        try {
            last = check.run(Instant.now().truncatedTo(ChronoUnit.MICROS)).orElse(null);
            if (last != null) {
                lost.increment(last.lost());
                returned.increment(last.returned());
            }
        } catch (SQLException | RuntimeException e) {
            // An exception would cancel the schedule.
            last = null;
            failures.warn("Leaders that are lost are not looked for; retried in %s: %s", config.checkInterval(), e);
        }
    }

    private void store(Handover handover) throws SQLException {
        log.store(List.of(handover), false);
        LOG.infof("Match %s: %s hands over to %s", handover.match(), handover.from(), handover.to());
    }
}
