package dev.touchline.statistics.processing;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.logging.ThrottledLog;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Publishes updates after they were stored. The roles that consume them read from the database what they do not receive, so
 * an update is waited for only so long: an unreachable queue of one live process must not hold up the reports of all
 * matches. The updates that wait are bounded by memory.
 */
final class UpdatePublisher {

    private static final Logger LOG = Logger.getLogger(UpdatePublisher.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofSeconds(1);
    /** Bytes of updates in one message, unless a single one has more. */
    private static final int MAX_SIZE = 512 * 1024;

    private final Publication publication;
    private final long maxWaiting;
    private final Duration maxWait;
    private final StatisticsMeters meters;
    private final AtomicLong waiting = new AtomicLong();
    private final ThrottledLog unconfirmed = new ThrottledLog(LOG);
    private final ThrottledLog retries = new ThrottledLog(LOG);

    /** Publishes one message; completes after the broker's confirm. */
    @FunctionalInterface
    interface Publication {
        Uni<Void> publish(byte[] body, Context trace);
    }

    /**
     * @param maxWaiting bound of the bytes of updates that wait for their confirm or a retry
     * @param maxWait time after which unconfirmed updates are left to the database
     */
    UpdatePublisher(Publication publication, long maxWaiting, Duration maxWait, StatisticsMeters meters) {
        this.publication = publication;
        this.maxWaiting = maxWaiting;
        this.maxWait = maxWait;
        this.meters = meters;
    }

    /**
     * Publishes the updates, beginning with the subscription.
     *
     * @return completes when they are confirmed, or left to the database; never fails
     */
    Uni<Void> publish(List<PositionedUpdate> updates, Context trace) {
        return Uni.createFrom().deferred(() -> {
            List<byte[]> bodies = UpdateJson.writeBatches(updates, MAX_SIZE);
            long size = bodies.stream().mapToLong(body -> body.length).sum();
            if (waiting.addAndGet(size) > maxWaiting) {
                waiting.addAndGet(-size);
                leaveToDatabase(updates, "too many bytes of updates wait for the broker");
                return Uni.createFrom().voidItem();
            }
            return Multi.createFrom()
                    .iterable(bodies)
                    .call(body -> publish(body, trace))
                    .onItem()
                    .ignoreAsUni()
                    .ifNoItem()
                    .after(maxWait)
                    .recoverWithUni(() -> {
                        leaveToDatabase(updates, "no confirm within " + maxWait.toMillis() + " ms");
                        return Uni.createFrom().voidItem();
                    })
                    .onTermination()
                    .invoke(() -> waiting.addAndGet(-size));
        });
    }

    private Uni<Void> publish(byte[] body, Context trace) {
        return Uni.createFrom()
                .deferred(() -> publication.publish(body, trace))
                .onFailure()
                .invoke(e -> retries.warn("Updates are not published and retried: %s", e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely();
    }

    private void leaveToDatabase(List<PositionedUpdate> updates, String reason) {
        meters.unconfirmed(updates.size());
        unconfirmed.warn(
                "%d updates from position %d are left to their consumers, which read them from the database: %s",
                updates.size(), updates.get(0).position(), reason);
    }

    /** Bytes of updates that wait. */
    long waiting() {
        return waiting.get();
    }
}
