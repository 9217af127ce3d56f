package dev.touchline.notification;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.json.MalformedException;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.notification.headline.HeadlinePublisher;
import dev.touchline.notification.subscription.DeliveryPlanner;
import dev.touchline.notification.webhook.DeliveryDispatcher;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Goes on where the last one stopped whenever an update says that there is something new. What the message holds is
 * not looked at but for its position: the database has it, in order and whole, and had it first.
 */
@ApplicationScoped
class NotificationProcessor {

    private static final Logger LOG = Logger.getLogger(NotificationProcessor.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofSeconds(2);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    private final DeliveryPlanner planner;
    private final HeadlinePublisher headlines;
    private final DeliveryDispatcher dispatcher;
    private final boolean active;
    private final AtomicLong caughtUpTo = new AtomicLong();
    private final ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "notifications");
        thread.setDaemon(true);
        return thread;
    });

    NotificationProcessor(
            DeliveryPlanner planner, HeadlinePublisher headlines, DeliveryDispatcher dispatcher, Roles roles) {
        this.planner = planner;
        this.headlines = headlines;
        this.dispatcher = dispatcher;
        this.active = roles.has(Role.NOTIFICATION);
    }

    // What happened while the queue did not exist, or was emptied by somebody, calls nobody.
    void startChecks(@Observes SchemaReady event) {
        if (active) {
            long every = CHECK_INTERVAL.toMillis();
            checks.scheduleWithFixedDelay(this::check, every, every, TimeUnit.MILLISECONDS);
        }
    }

    void stopChecks(@Observes ShutdownEvent event) {
        checks.shutdown();
    }

    private void check() {
        try {
            catchUp(0);
        } catch (TransientFailureException e) {
            LOG.debugf("Cannot tell anyone at the moment: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Looking for updates failed", e);
        }
    }

    /** Not now, through no fault of the update. */
    private static final class TransientFailureException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TransientFailureException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Takes one message; it is acknowledged when everything up to there has been planned and published. */
    @Incoming("notifications")
    public Uni<Void> process(Message<byte[]> message) {
        long position = lastPosition(message.getPayload());
        if (position <= caughtUpTo.get()) {
            return Uni.createFrom().completionStage(message.ack());
        }
        return Uni.createFrom()
                .<Void>item(() -> {
                    catchUp(position);
                    return null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(TransientFailureException.class)
                .invoke(e -> LOG.warnf("Cannot tell anyone at the moment, trying again: %s", e.getMessage()))
                .onFailure(TransientFailureException.class)
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely()
                .chain(() -> Uni.createFrom().completionStage(message.ack()));
    }

    private void catchUp(long position) {
        try {
            planner.catchUp();
            dispatcher.wake();
            headlines.catchUp();
            caughtUpTo.accumulateAndGet(position, Math::max);
        } catch (SQLException | ConfirmedPublisher.UnconfirmedException | ConfirmedPublisher.OverloadedException e) {
            throw new TransientFailureException(e);
        }
    }

    // Anyone may publish to the exchange. What is not an update is a reason to look, and no more.
    private static long lastPosition(byte[] body) {
        try {
            return UpdateJson.readBatch(body).stream()
                    .mapToLong(UpdateJson.PositionedUpdate::position)
                    .max()
                    .orElse(Long.MAX_VALUE);
        } catch (MalformedException e) {
            LOG.warnf("Not an update: %s", e.getMessage());
            return Long.MAX_VALUE;
        }
    }
}
