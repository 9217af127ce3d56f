package dev.touchline.messaging.connector;

import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.MessagingConfig;
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
 * Publishes to one channel of the connector, with its own bound of bytes in flight and its own timeout of the publisher
 * confirm (ADR 1, faults 4 and 9). A message whose confirm timed out counts as in flight until the channel has settled
 * it or closed, so memory stays bounded while the broker stalls.
 */
public final class ConfirmedPublisher {

    /** Approximate memory of a message in flight beside its body, in bytes. */
    private static final int OVERHEAD = 2_000;

    private final String channel;
    private final Emitter<byte[]> emitter;
    private final Duration confirmTimeout;
    private final long maxInFlight;
    private final long maxMessageSize;
    private final MessagingMeters meters;
    private final Tracing tracing;
    private final Timer confirms;
    private final AtomicLong inFlight;

    ConfirmedPublisher(
            String channel,
            Emitter<byte[]> emitter,
            long maxInFlight,
            MessagingConfig config,
            MessagingMeters meters,
            Tracing tracing) {
        this.channel = channel;
        this.emitter = emitter;
        this.confirmTimeout = config.confirmTimeout();
        this.maxInFlight = maxInFlight;
        this.maxMessageSize = config.maxMessageSize().asLongValue();
        this.meters = meters;
        this.tracing = tracing;
        this.confirms = meters.confirms(channel);
        this.inFlight = meters.inFlight(channel);
    }

    /** Too many bytes are in flight; the message was not sent. */
    public static final class OverloadedException extends RuntimeException {
        OverloadedException() {
            super("too many bytes are in flight to the broker", null, false, false);
        }
    }

    /** The broker did not confirm, or not in time. It may or may not have the message: send it again. */
    public static final class UnconfirmedException extends RuntimeException {
        public UnconfirmedException(String message, Throwable cause) {
            super(message, cause);
        }

        /** True if the broker refuses this message: no queue is bound for it, or a queue is full. */
        public boolean isRefused() {
            return getCause() instanceof ConfirmChannel.RefusedException;
        }
    }

    /**
     * Publishes one persistent message.
     *
     * @return completes after the broker's confirm; fails at once with {@link OverloadedException}, or with {@link
     *     UnconfirmedException}. Callbacks run on a thread of the connection and must not block
     */
    public Uni<Void> publish(byte[] body, MessageProperties properties, String routingKey) {
        return publish(body, properties, routingKey, List.of());
    }

    /** As {@link #publish(byte[], MessageProperties, String)}, with the traces that caused the message. */
    public Uni<Void> publish(byte[] body, MessageProperties properties, String routingKey, List<Context> causes) {
        return publish(body, new OutgoingMetadata(null, routingKey, properties), causes);
    }

    /** As {@link #publish(byte[], MessageProperties, String)}, to another exchange than that of the channel. */
    public Uni<Void> publishTo(String exchange, byte[] body, MessageProperties properties, String routingKey) {
        return publish(body, new OutgoingMetadata(exchange, routingKey, properties), List.of());
    }

    private Uni<Void> publish(byte[] body, OutgoingMetadata metadata, List<Context> causes) {
        if (body.length > maxMessageSize) {
            // The broker would close the channel, with the messages of all others in flight.
            return Uni.createFrom()
                    .failure(new IllegalArgumentException("a message of " + body.length
                            + " bytes exceeds touchline.messaging.max-message-size; report the bug"));
        }
        long weight = body.length + OVERHEAD;
        if (inFlight.addAndGet(weight) > maxInFlight) {
            inFlight.addAndGet(-weight);
            return Uni.createFrom().failure(overloaded());
        }
        Span span = tracing.startSpan(channel + " publish", SpanKind.PRODUCER, causes);
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        long startedAt = System.nanoTime();
        // Settled on the thread of the confirm: a switch to an event loop would wait behind that loop's other work.
        Message<byte[]> message = Message.of(
                body,
                Metadata.of(metadata.with(Tracing.inject(span))),
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
            return Uni.createFrom().failure(new UnconfirmedException("channel " + channel + " has ended", e));
        }
        // An emitter, so that the timeout does not cancel the send: its bytes count until the message is settled.
        return Uni.createFrom()
                .<Void>emitter(waiting -> confirmed.whenComplete((ok, failure) -> {
                    if (failure == null) {
                        waiting.complete(null);
                    } else {
                        waiting.fail(new UnconfirmedException("the broker did not confirm the message", failure));
                    }
                }))
                .ifNoItem()
                .after(confirmTimeout)
                .failWith(() -> new UnconfirmedException("no confirm in time", null))
                .onFailure()
                .invoke(() -> meters.count(MessagingMeters.UNCONFIRMED, channel));
    }

    /** Counts a refused message and returns its failure; also for messages refused before they reach this publisher. */
    public OverloadedException overloaded() {
        meters.count(MessagingMeters.REFUSED, channel);
        return new OverloadedException();
    }
}
