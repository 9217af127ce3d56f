package dev.touchline.notification.delivery;

import dev.touchline.codec.update.UpdateCloudEvent;
import dev.touchline.database.Transactions;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.notification.delivery.DeliveryTables.AttemptResult;
import dev.touchline.notification.delivery.DeliveryTables.DeliveryAttempt;
import dev.touchline.notification.webhook.DeliveryOutcome;
import dev.touchline.notification.webhook.SecretCipher;
import dev.touchline.notification.webhook.WebhookClient;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sends deliveries that are due. One thread stores the outcomes of finished attempts and leases the next delivery
 * queues in one transaction. An attempt in flight holds no thread and no database connection, so a hanging receiver
 * costs only its slot. Slots are bounded per process, per subscription and per host.
 */
@ApplicationScoped
public class DeliveryDispatcher {

    private static final Logger LOG = Logger.getLogger(DeliveryDispatcher.class);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final Duration PRUNING_INTERVAL = Duration.ofMinutes(10);
    private static final int PRIORITY_FIRST = 1;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final WebhookClient client;
    private final SecretCipher cipher;
    private final WebhookConfig config;
    private final Backoff backoff;
    private final Duration lease;
    private final boolean active;
    private final Thread thread = new Thread(this::run, "webhooks");
    // Bounded by max-concurrent: each attempt in flight adds one result.
    private final LinkedBlockingQueue<AttemptResult> results = new LinkedBlockingQueue<>();
    private final ThrottledLog pauses = new ThrottledLog(LOG);
    private final Counter skipped;
    private final Semaphore wakeUps = new Semaphore(0);
    /** Attempts by delivery; replaced, never changed. */
    private volatile Map<Long, DeliveryAttempt> inFlight = Map.of();

    private volatile boolean draining;
    private volatile boolean stopped;
    private volatile long lastMoment;
    private long lastPruned = System.nanoTime();

    DeliveryDispatcher(
            Transactions transactions,
            WebhookClient client,
            SecretCipher cipher,
            WebhookConfig config,
            Roles roles,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.client = client;
        this.cipher = cipher;
        this.config = config;
        this.backoff = new Backoff(config.retryIntervals());
        // Covers the call, storing its outcome, and a slow database.
        this.lease = config.requestTimeout().multipliedBy(2).plusSeconds(5);
        this.active = roles.has(Role.NOTIFICATION);
        this.skipped = Counter.builder("touchline.webhooks.deliveries.skipped")
                .description("Deliveries that were older than their subscription allows when their turn came")
                .register(metrics);
        metrics.gauge("touchline.webhooks.in.flight", this, dispatcher -> dispatcher.inFlight.size());
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stopLeasing(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    void stop(@Observes @Priority(PRIORITY_FIRST) ShutdownEvent event) throws InterruptedException {
        draining = true;
        lastMoment = System.nanoTime() + SHUTDOWN_TIMEOUT.toNanos();
        stopped = true;
        wake();
        if (active) {
            thread.join(SHUTDOWN_TIMEOUT.plusSeconds(1).toMillis());
        }
    }

    /** Makes the dispatcher look for due deliveries now. */
    public void wake() {
        wakeUps.release();
    }

    private void run() {
        while (!stopped || (!inFlight.isEmpty() && System.nanoTime() - lastMoment < 0)) {
            Duration pause = config.pollInterval();
            try {
                if (runOnce()) {
                    continue;
                }
            } catch (SQLException e) {
                pauses.warn("Webhooks pause, since the database is unavailable: %s", e.getMessage());
                pause = RETRY_DELAY;
            } catch (RuntimeException e) {
                LOG.error("Webhooks pause for 1 s; if this error repeats, restart the process and report the bug", e);
                pause = RETRY_DELAY;
            }
            pause(pause);
        }
    }

    private void pause(Duration pause) {
        try {
            wakeUps.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        wakeUps.drainPermits();
    }

    private record Pass(int skipped, List<DeliveryAttempt> leased) {}

    /** Stores outcomes, skips what is too old, leases due deliveries and sends them; returns true if more may be due. */
    private boolean runOnce() throws SQLException {
        List<AttemptResult> completed = new ArrayList<>(results);
        Map<Long, DeliveryAttempt> open = new HashMap<>(inFlight);
        completed.forEach(result -> open.remove(result.attempt().delivery()));
        Pass pass = transactions.run(sql -> {
            DeliveryTables.complete(completed, backoff, config, sql);
            if (draining) {
                return new Pass(0, List.of());
            }
            int stale = StaleDeliveries.skip(sql);
            return new Pass(stale, DeliveryTables.leaseDue(open.values(), config, lease, sql));
        });
        List<DeliveryAttempt> leased = pass.leased();
        skipped.increment(pass.skipped());
        results.removeAll(completed);
        leased.forEach(attempt -> open.put(attempt.delivery(), attempt));
        inFlight = open;
        Map<Long, String> bodies = new HashMap<>();
        for (DeliveryAttempt attempt : leased) {
            send(attempt, bodies);
        }
        prune();
        return !leased.isEmpty() || pass.skipped() > 0;
    }

    private void send(DeliveryAttempt attempt, Map<Long, String> bodies) {
        try {
            String body = bodies.computeIfAbsent(
                    attempt.position(), position -> UpdateCloudEvent.write(attempt.json(), position));
            String subscription = attempt.queue().subscription();
            String id = messageId(subscription, attempt.position());
            List<String> secrets = attempt.secrets().stream()
                    .map(secret -> cipher.decrypt(subscription, secret))
                    .toList();
            client.send(attempt.url(), id, body, secrets).onSuccess(outcome -> onCompleted(attempt, outcome));
        } catch (RuntimeException e) {
            // No known cause. Without an outcome, the attempt would hold its slot for good.
            LOG.errorf(
                    e,
                    "Delivery %d of subscription %s failed before its call and is retried; report the bug",
                    attempt.delivery(),
                    attempt.queue().subscription());
            onCompleted(attempt, DeliveryOutcome.failed("not called: internal error", Duration.ZERO));
        }
    }

    /**
     * Unique per subscription and update; equal for all attempts, so that receivers recognise duplicates. No position is
     * given twice, also not after a database has lost the update.
     */
    public static String messageId(String subscription, long position) {
        return "msg_" + subscription + "_" + position;
    }

    private void onCompleted(DeliveryAttempt attempt, DeliveryOutcome outcome) {
        results.add(new AttemptResult(attempt, outcome));
        wake();
    }

    private void prune() throws SQLException {
        if (System.nanoTime() - lastPruned > PRUNING_INTERVAL.toNanos()) {
            int deleted = transactions.run(sql -> DeliveryTables.prune(config.maxHistoryAge(), sql));
            LOG.debugf("%d deliveries older than %s deleted", deleted, config.maxHistoryAge());
            lastPruned = System.nanoTime();
        }
    }
}
