package dev.touchline.messaging;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Publishes to one channel of the connector, within bounds of its own: how much may be under way at once, and how
 * long to wait for the broker's confirm.
 *
 * <p>The connector has neither. A confirm that is outstanding when the connection is lost never comes, and a publish
 * made while the broker is away waits without end; both would hang the caller and fill the memory.
 */
public final class ConfirmedPublisher {

    /** What a message costs beside its body while it is under way, roughly. */
    private static final int OVERHEAD = 2_000;

    private static final int PERSISTENT = 2;

    private final MutinyEmitter<byte[]> emitter;
    private final Duration confirmTimeout;
    private final long mostInFlight;
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong generation = new AtomicLong();
    private final Set<Sending> abandoned = ConcurrentHashMap.newKeySet();

    /**
     * @param emitter the channel, without a bound of its own
     * @param confirmTimeout how long to wait for a confirm
     * @param mostInFlight how many bytes may be under way
     */
    public ConfirmedPublisher(MutinyEmitter<byte[]> emitter, Duration confirmTimeout, long mostInFlight) {
        this.emitter = emitter;
        this.confirmTimeout = confirmTimeout;
        this.mostInFlight = mostInFlight;
    }

    /** There is too much under way already; nothing was sent. */
    public static final class OverloadedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OverloadedException() {
            super("too much is under way to the broker", null, false, false);
        }
    }

    /** The broker did not confirm, or not in time. The message may or may not have been kept: send it again. */
    public static final class UnconfirmedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnconfirmedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Publishes one persistent message.
     *
     * @return completes when the broker has confirmed it; fails with {@link OverloadedException} at once, or with
     *     {@link UnconfirmedException}
     */
    public Uni<Void> publish(byte[] body, String contentType, String routingKey) {
        Sending sending = new Sending(body.length + OVERHEAD, generation.get());
        if (inFlight.addAndGet(sending.weight) > mostInFlight) {
            sending.release();
            return Uni.createFrom().failure(new OverloadedException());
        }
        Message<byte[]> message = Message.of(body)
                .addMetadata(OutgoingRabbitMQMetadata.builder()
                        .withContentType(contentType)
                        .withRoutingKey(routingKey)
                        .withDeliveryMode(PERSISTENT)
                        .withTimestamp(ZonedDateTime.now(ZoneOffset.UTC))
                        .build());
        CompletableFuture<Void> confirmed;
        try {
            confirmed = emitter.sendMessage(message).subscribeAsCompletionStage();
        } catch (RuntimeException e) {
            sending.release();
            return Uni.createFrom().failure(new UnconfirmedException("the channel takes no messages", e));
        }
        confirmed.whenComplete((ok, failure) -> sending.release());
        // Through an emitter, so that giving up on the wait does not cancel the send: its weight counts until it ends.
        return Uni.createFrom()
                .<Void>emitter(waiting -> confirmed.whenComplete((ok, failure) -> {
                    if (failure == null) {
                        waiting.complete(null);
                    } else {
                        waiting.fail(new UnconfirmedException("the broker did not take the message", failure));
                    }
                }))
                .ifNoItem()
                .after(confirmTimeout)
                .recoverWithUni(() -> {
                    sending.abandon();
                    return Uni.createFrom().failure(new UnconfirmedException("no confirm in time", null));
                });
    }

    /** How many bytes are under way. */
    public long inFlight() {
        return inFlight.get();
    }

    /**
     * A new channel to the broker was opened. What had timed out on an earlier one will never complete, since its
     * confirm is lost or it leaves at once; it no longer counts.
     */
    void channelOpened() {
        generation.incrementAndGet();
        abandoned.forEach(Sending::release);
    }

    private final class Sending {
        private final long weight;
        private final long startedIn;
        private final AtomicBoolean released = new AtomicBoolean();

        Sending(long weight, long startedIn) {
            this.weight = weight;
            this.startedIn = startedIn;
        }

        void abandon() {
            abandoned.add(this);
            if (released.get() || startedIn < generation.get()) {
                release();
            }
        }

        void release() {
            abandoned.remove(this);
            if (released.compareAndSet(false, true)) {
                inFlight.addAndGet(-weight);
            }
        }
    }
}
