package dev.touchline.notification.discrepancy;

import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Has changes of discrepancies published, in the notification role only: other roles have no channel for them. A thread of
 * its own, since webhooks do not wait for the broker.
 */
@ApplicationScoped
class DiscrepancyProcessor {

    private static final Logger LOG = Logger.getLogger(DiscrepancyProcessor.class);
    /** A change of a discrepancy may make no update that would wake the role. */
    private static final long INTERVAL_MILLIS = 1_000;

    private final DiscrepancyPublisher publisher;
    private final boolean active;
    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("discrepancies", true));

    DiscrepancyProcessor(DiscrepancyPublisher publisher, Roles roles) {
        this.publisher = publisher;
        this.active = roles.has(Role.NOTIFICATION);
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            thread.scheduleWithFixedDelay(this::publish, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void publish() {
        try {
            publisher.catchUp();
        } catch (SQLException | RuntimeException e) {
            // An exception would cancel the schedule.
            retries.warn("Discrepancies are not published, and retried every second: %s", e);
        }
    }
}
