package dev.touchline.notification;

import dev.touchline.database.Transactions;
import dev.touchline.notification.headline.HeadlinePublisher;
import dev.touchline.notification.subscription.DeliveryPlanner;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.weighing.Discrepancy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
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
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Gauges of the notification role's backlog. A thread of its own samples it, so a scrape causes no query. Every replica
 * reports the same numbers: use {@code max()}, not {@code sum()}. NaN before the first sample and while the database is
 * unavailable.
 */
@ApplicationScoped
@Startup
class BacklogMeters {

    private static final Logger LOG = Logger.getLogger(BacklogMeters.class);

    private final Transactions transactions;
    private final WebhookConfig config;
    private final boolean active;
    private final ScheduledExecutorService sampler =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("delivery-backlog", true));
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
        gauge("touchline.webhooks.deliveries.due", DeliveryBacklog::due)
                .description("Deliveries that can be attempted now or are being attempted, the same in every replica")
                .register(metrics);
        gauge("touchline.webhooks.deliveries.due.age", DeliveryBacklog::dueSeconds)
                .description("Age of the longest overdue delivery, the same in every replica")
                .baseUnit("seconds")
                .register(metrics);
        for (String consumer : List.of(DeliveryPlanner.CONSUMER, HeadlinePublisher.CONSUMER)) {
            gauge("touchline.notification.feed.lag", backlog -> backlog.lag().getOrDefault(consumer, 0L))
                    .description("Updates that a consumer of the feed has not read yet, the same in every replica")
                    .tag("consumer", consumer)
                    .register(metrics);
        }
        // Likely duplicates are not stored.
        Stream.of(Discrepancy.Kind.values())
                .filter(kind -> kind != Discrepancy.Kind.LIKELY_DUPLICATE)
                .map(Discrepancy.Kind::code)
                .forEach(kind -> gauge("touchline.discrepancies.open", backlog -> backlog.discrepancies()
                                .getOrDefault(kind, 0L))
                        .description("Open discrepancies between reporters, the same in every replica")
                        .tag("kind", kind)
                        .register(metrics));
    }

    private Gauge.Builder<?> gauge(String name, ToDoubleFunction<DeliveryBacklog> measure) {
        return Gauge.builder(name, this, meters -> {
            DeliveryBacklog current = meters.sample;
            return current == null ? Double.NaN : measure.applyAsDouble(current);
        });
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
            LOG.debugf("The delivery backlog is unknown, since the database is unavailable: %s", e.getMessage());
        } catch (RuntimeException e) {
            // An exception would cancel the schedule.
            sample = null;
            LOG.error(
                    "The delivery backlog is unknown and its gauges are NaN; if this error repeats, report the bug", e);
        }
    }
}
