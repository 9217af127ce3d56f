package dev.touchline.notification;

import dev.touchline.database.Transactions;
import dev.touchline.notification.headline.HeadlinePublisher;
import dev.touchline.notification.subscription.DeliveryPlanner;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/**
 * The backlog of the notification role as gauges. It is sampled on a thread of its own, so that a scrape costs the
 * database nothing. Every replica reports the same numbers, which must not be added up: use {@code max()}. They are NaN
 * before the first sample and while the database cannot be read.
 */
@ApplicationScoped
@Startup
class BacklogMeters {

    private static final Logger LOG = Logger.getLogger(BacklogMeters.class);

    private final Transactions transactions;
    private final WebhookConfig config;
    private final boolean active;
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "delivery-backlog");
        thread.setDaemon(true);
        return thread;
    });
    private volatile DeliveryBacklog sample;

    BacklogMeters(Transactions transactions, WebhookConfig config, Roles roles, MeterRegistry metrics) {
        this.transactions = transactions;
        this.config = config;
        this.active = roles.has(Role.NOTIFICATION);
        if (active) {
            register(metrics);
        }
    }

    private void register(MeterRegistry metrics) {
        Gauge.builder("touchline.webhooks.deliveries.due", this, meters -> meters.value(DeliveryBacklog::due))
                .description("Deliveries that can be attempted now or are being attempted, the same in every replica")
                .register(metrics);
        Gauge.builder(
                        "touchline.webhooks.deliveries.due.age",
                        this,
                        meters -> meters.value(DeliveryBacklog::dueSeconds))
                .description("How long the longest overdue delivery has been due, the same in every replica")
                .baseUnit("seconds")
                .register(metrics);
        for (String follower : List.of(DeliveryPlanner.CONSUMER, HeadlinePublisher.CONSUMER)) {
            Gauge.builder(
                            "touchline.notification.feed.lag",
                            this,
                            meters -> meters.value(backlog -> backlog.lag().getOrDefault(follower, 0L)))
                    .description("Updates that a follower of the feed has not taken, the same in every replica")
                    .tag("follower", follower)
                    .register(metrics);
        }
    }

    private double value(ToDoubleFunction<DeliveryBacklog> measure) {
        DeliveryBacklog current = sample;
        return current == null ? Double.NaN : measure.applyAsDouble(current);
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            sampler.scheduleWithFixedDelay(
                    this::sample, 0, config.backlogInterval().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sampler.shutdownNow();
    }

    private void sample() {
        try {
            sample = transactions.run(DeliveryBacklog::read);
        } catch (SQLException e) {
            sample = null;
            LOG.debugf("The delivery backlog cannot be read: %s", e.getMessage());
        } catch (RuntimeException e) {
            // A scheduled task that throws is not run again.
            sample = null;
            LOG.errorf(e, "The delivery backlog cannot be read");
        }
    }
}
