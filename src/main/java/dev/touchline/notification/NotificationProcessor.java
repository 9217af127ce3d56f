package dev.touchline.notification;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.json.MalformedException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.notification.delivery.DeliveryDispatcher;
import dev.touchline.notification.feed.FeedConsumer.Progress;
import dev.touchline.notification.headline.HeadlinePublisher;
import dev.touchline.notification.subscription.DeliveryPlanner;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.netty.util.concurrent.DefaultThreadFactory;
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
 * Consumes the queue {@code notifications}. A message only triggers reading the feed: the database has every update, in
 * order and earlier than the broker, so only the position in the message is used.
 */
@ApplicationScoped
class NotificationProcessor {

    private static final Logger LOG = Logger.getLogger(NotificationProcessor.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(10);
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    private final DeliveryPlanner planner;
    private final HeadlinePublisher headlines;
    private final DeliveryDispatcher dispatcher;
    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final ThrottledLog unreadable = new ThrottledLog(LOG);
    private final boolean active;
    private final AtomicLong caughtUpTo = new AtomicLong();
    private final ScheduledExecutorService checks =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("notifications", true));

    NotificationProcessor(
            DeliveryPlanner planner, HeadlinePublisher headlines, DeliveryDispatcher dispatcher, Roles roles) {
        this.planner = planner;
        this.headlines = headlines;
        this.dispatcher = dispatcher;
        this.active = roles.has(Role.NOTIFICATION);
    }

    // Updates of a time without the queue, or before a purge of it, trigger no message.
    void startChecks(@Observes SchemaReady event) {
        if (active) {
            long interval = CHECK_INTERVAL.toMillis();
            checks.scheduleWithFixedDelay(this::check, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    void stopChecks(@Observes ShutdownEvent event) {
        checks.shutdown();
    }

    private void check() {
        try {
            catchUp(0);
        } catch (TransientFailureException e) {
            LOG.debugf("The feed check failed and is repeated in %d s: %s", CHECK_INTERVAL.toSeconds(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The feed check failed and is repeated; if this error repeats too, report the bug", e);
        }
    }

    /** The broker or the database is unavailable; the message is not at fault. */
    private static final class TransientFailureException extends RuntimeException {
        TransientFailureException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The update, or an earlier one, is of a transaction that is under way. */
    private static final class UnderWayException extends RuntimeException {}

    /** Acknowledges the message when all updates up to its position are planned as deliveries and published. */
    @Incoming("notifications")
    public Uni<Void> process(Message<byte[]> message) {
        long position = lastPosition(message.getPayload());
        if (position <= caughtUpTo.get()) {
            return Uni.createFrom().completionStage(message.ack());
        }
        return Uni.createFrom()
                .voidItem()
                .invoke(() -> catchUp(position))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(TransientFailureException.class)
                .invoke(e -> retries.warn("The feed up to position %d is read again: %s", position, e.getMessage()))
                .onFailure(TransientFailureException.class)
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely()
                .onFailure(UnderWayException.class)
                .retry()
                .withBackOff(FIRST_WAIT, MAX_WAIT)
                .indefinitely()
                .chain(() -> Uni.createFrom().completionStage(message.ack()));
    }

    private void catchUp(long position) {
        try {
            Progress planned = planner.catchUp();
            dispatcher.wake();
            Progress published = headlines.catchUp();
            caughtUpTo.accumulateAndGet(Math.min(planned.position(), published.position()), Math::max);
            if (!planned.covers(position) || !published.covers(position)) {
                throw new UnderWayException();
            }
        } catch (SQLException | ConfirmedPublisher.UnconfirmedException | ConfirmedPublisher.OverloadedException e) {
            throw new TransientFailureException(e);
        }
    }

    // Anyone may publish to the exchange. A message that is no update triggers reading the feed, nothing else.
    private long lastPosition(byte[] body) {
        try {
            return UpdateJson.readBatch(body).stream()
                    .mapToLong(UpdateJson.PositionedUpdate::position)
                    .max()
                    .orElse(Long.MAX_VALUE);
        } catch (MalformedException e) {
            unreadable.warn("A message on queue notifications is not a batch of updates: %s", e.getMessage());
            return Long.MAX_VALUE;
        }
    }
}
