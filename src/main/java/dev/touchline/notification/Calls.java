package dev.touchline.notification;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.format.UpdateEvent;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
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
import org.jboss.logging.Logger;

/**
 * Makes the calls that are due. One thread writes down what came of the last ones and takes the next, in one
 * transaction; the calls themselves take no thread and no connection to the database, so that one that hangs costs
 * nothing but its place. How many places there are is bounded, for each subscription and each host, too.
 */
@ApplicationScoped
class Calls {

    private static final Logger LOG = Logger.getLogger(Calls.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_PRUNING = Duration.ofMinutes(10);
    private static final int BEFORE_EVERYTHING_ELSE = 1;
    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final WebhookClient client;
    private final Destinations destinations;
    private final NotificationConfig config;
    private final Backoff backoff;
    private final Duration lease;
    private final boolean ours;
    private final Thread thread = new Thread(this::run, "webhooks");
    // Bounded by the places, but for calls to wake up, of which one is enough.
    private final LinkedBlockingQueue<Deliveries.Result> results = new LinkedBlockingQueue<>();
    private final Object signal = new Object();
    private boolean woken;
    private final Map<Long, Deliveries.Attempt> underWay = new HashMap<>();
    private volatile int places;
    private volatile boolean draining;
    private volatile boolean ended;
    private long pruned = System.nanoTime();

    Calls(
            Transactions transactions,
            WebhookClient client,
            Destinations destinations,
            NotificationConfig config,
            Roles roles,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.client = client;
        this.destinations = destinations;
        this.config = config;
        this.backoff = new Backoff(config.retries());
        // The call, writing it down, and some patience with a database that is slow.
        this.lease = config.timeout().multipliedBy(2).plusSeconds(5);
        this.ours = roles.has(Role.NOTIFICATION);
        metrics.gauge("touchline.webhooks.under.way", this, calls -> calls.places);
    }

    void begin(@Observes SchemaReady event) {
        if (ours) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void takeNothingMore(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    void end(@Observes @Priority(BEFORE_EVERYTHING_ELSE) ShutdownEvent event) throws InterruptedException {
        draining = true;
        ended = true;
        wake();
        if (ours) {
            thread.join(LAST_CALLS.plusSeconds(1).toMillis());
        }
    }

    /** There may be something due. */
    void wake() {
        synchronized (signal) {
            woken = true;
            signal.notifyAll();
        }
    }

    private void run() {
        long last = Long.MAX_VALUE;
        while (!ended || (!underWay.isEmpty() && System.nanoTime() - last < 0)) {
            if (ended && last == Long.MAX_VALUE) {
                last = System.nanoTime() + LAST_CALLS.toNanos();
            }
            Duration pause = config.poll();
            try {
                if (turn()) {
                    continue;
                }
            } catch (SQLException e) {
                LOG.warnf("Webhooks cannot be called at the moment: %s", e.getMessage());
                pause = AFTER_FAILURE;
            } catch (RuntimeException e) {
                LOG.error("Webhooks are not called for a moment", e);
                pause = AFTER_FAILURE;
            }
            await(pause);
        }
    }

    private void await(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        synchronized (signal) {
            try {
                for (long left = pause.toMillis(); !woken && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    signal.wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            woken = false;
        }
    }

    /** Concludes what has ended and takes what is due; whether there may be more. */
    private boolean turn() throws SQLException {
        List<Deliveries.Result> ending = new ArrayList<>(results);
        List<Deliveries.Attempt> taken = transactions.run(sql -> {
            Deliveries.conclude(ending, backoff, config.giveUpAfter(), sql);
            return draining ? List.of() : take(ending, sql);
        });
        results.removeAll(ending);
        ending.forEach(result -> underWay.remove(result.attempt().delivery()));
        taken.forEach(attempt -> underWay.put(attempt.delivery(), attempt));
        places = underWay.size();
        Map<Long, String> bodies = new HashMap<>();
        for (Deliveries.Attempt attempt : taken) {
            call(attempt, bodies);
        }
        prune();
        return !taken.isEmpty();
    }

    private List<Deliveries.Attempt> take(List<Deliveries.Result> ending, Sql sql) throws SQLException {
        Map<Long, Deliveries.Attempt> open = new HashMap<>(underWay);
        ending.forEach(result -> open.remove(result.attempt().delivery()));
        int free = config.concurrent() - open.size();
        if (free == 0) {
            return List.of();
        }
        Map<String, Integer> bySubscription = new HashMap<>();
        Map<String, Integer> byHost = new HashMap<>();
        for (Deliveries.Attempt attempt : open.values()) {
            bySubscription.merge(attempt.lane().subscription(), 1, Integer::sum);
            byHost.merge(attempt.host(), 1, Integer::sum);
        }
        return Deliveries.take(
                new Deliveries.Allowance(
                        free,
                        config.concurrentPerSubscription(),
                        bySubscription,
                        config.concurrentPerHost(),
                        byHost,
                        lease),
                sql);
    }

    private void call(Deliveries.Attempt attempt, Map<Long, String> bodies) {
        try {
            String body = bodies.computeIfAbsent(attempt.position(), position -> UpdateEvent.write(attempt.json()));
            WebhookClient.Call call = new WebhookClient.Call(
                    destinations.of(attempt.url()),
                    messageId(attempt.lane().subscription(), attempt.position()),
                    body,
                    UpdateEvent.CONTENT_TYPE,
                    attempt.secrets());
            client.call(call).onSuccess(outcome -> concluded(attempt, outcome));
        } catch (Destinations.RefusedException e) {
            // What may be called has become less since the subscription was made.
            concluded(attempt, Outcome.failed("not called: the URL " + e.getMessage(), Duration.ZERO));
        } catch (RuntimeException e) {
            // Nothing is known to lead here. It must not keep its place for ever.
            LOG.errorf(e, "Delivery %d cannot be made", attempt.delivery());
            concluded(attempt, Outcome.failed("not called: something went wrong here", Duration.ZERO));
        }
    }

    /** The same for every attempt, and for no other update or subscription. */
    static String messageId(String subscription, long position) {
        return "msg_" + subscription + "_" + position;
    }

    private void concluded(Deliveries.Attempt attempt, Outcome outcome) {
        results.add(new Deliveries.Result(attempt, outcome));
        wake();
    }

    private void prune() throws SQLException {
        if (System.nanoTime() - pruned > BETWEEN_PRUNING.toNanos()) {
            int gone = transactions.run(sql -> Deliveries.prune(config.keep(), sql));
            LOG.debugf("%d old deliveries deleted", gone);
            pruned = System.nanoTime();
        }
    }
}
