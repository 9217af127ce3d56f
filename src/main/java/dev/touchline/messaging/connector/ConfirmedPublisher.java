package dev.touchline.messaging.connector;

import dev.touchline.tracing.Tracing;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Publishes to one channel of the connector, within bounds of its own: how much may be under way at once, and how
 * long to wait for the broker's confirm.
 *
 * <p>Memory stays bounded while the broker stalls, because what was given up counts as under way until the channel
 * has settled it, or has closed.
 */
public final class ConfirmedPublisher {

    /** What a message costs beside its body while it is under way, roughly. */
    private static final int OVERHEAD = 2_000;

    private final String channel;
    private final Emitter<byte[]> emitter;
    private final Duration confirmTimeout;
    private final long maxInFlight;
    private final MessagingMeters meters;
    private final Tracing tracing;
    private final Timer confirms;
    private final AtomicLong inFlight;

    ConfirmedPublisher(
            String channel,
            Emitter<byte[]> emitter,
            Duration confirmTimeout,
            long maxInFlight,
            MessagingMeters meters,
            Tracing tracing) {
        this.channel = channel;
        this.emitter = emitter;
        this.confirmTimeout = confirmTimeout;
        this.maxInFlight = maxInFlight;
        this.meters = meters;
        this.tracing = tracing;
        this.confirms = meters.confirms(channel);
        this.inFlight = meters.inFlight(channel);
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

        /** With what is known of why. */
        public UnconfirmedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Publishes one persistent message.
     *
     * @return completes when the broker has confirmed it; fails with {@link OverloadedException} at once, or with
     *     {@link UnconfirmedException}. The thread is the connection's, as a rule, and must not be blocked
     */
    Uni<Void> publish(byte[] body, String contentType, String routingKey) {
        return publish(body, MessageProperties.of(contentType), routingKey);
    }

    /** The same, with more than a content type. */
    public Uni<Void> publish(byte[] body, MessageProperties properties, String routingKey) {
        return publish(body, properties, routingKey, List.of());
    }

    /** The same, with the traces that led to it. */
    public Uni<Void> publish(byte[] body, MessageProperties properties, String routingKey, List<Context> causes) {
        long weight = body.length + OVERHEAD;
        if (inFlight.addAndGet(weight) > maxInFlight) {
            inFlight.addAndGet(-weight);
            return Uni.createFrom().failure(overloaded());
        }
        Span span = tracing.startSpan(channel + " publish", SpanKind.PRODUCER, causes);
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        long startedAt = System.nanoTime();
        // Settled on the thread that brings the confirm: the way back to an event loop is as long as what waits there.
        Message<byte[]> message = Message.of(
                body,
                Metadata.of(new OutgoingMetadata(routingKey, properties.with(Tracing.inject(span)))),
                () -> {
                    confirms.record(System.nanoTime() - startedAt, TimeUnit.NANOSECONDS);
                    inFlight.addAndGet(-weight);
                    span.end();
                    confirmed.complete(null);
                    return CompletableFuture.completedStage(null);
                },
                failure -> {
                    inFlight.addAndGet(-weight);
                    span.setStatus(StatusCode.ERROR).end();
                    confirmed.completeExceptionally(failure);
                    return CompletableFuture.completedStage(null);
                });
        try {
            emitter.send(message);
        } catch (RuntimeException e) {
            inFlight.addAndGet(-weight);
            span.setStatus(StatusCode.ERROR).end();
            return Uni.createFrom().failure(new UnconfirmedException("the channel takes no messages", e));
        }
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
                .failWith(() -> new UnconfirmedException("no confirm in time", null))
                .onFailure()
                .invoke(() -> meters.unconfirmed(channel));
    }

    /** What there is no room for, here or where it would have waited, fails with this. */
    public OverloadedException overloaded() {
        meters.rejected(channel);
        return new OverloadedException();
    }
}
