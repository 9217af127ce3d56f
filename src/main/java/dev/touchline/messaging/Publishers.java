package dev.touchline.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes the publishers, each with its bounds and its gauge. */
@ApplicationScoped
public class Publishers {

    private final MessagingConfig config;
    private final MeterRegistry metrics;

    Publishers(MessagingConfig config, MeterRegistry metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * A publisher for the outgoing channel of that name.
     *
     * @param emitter the channel's, with {@code @OnOverflow(UNBOUNDED_BUFFER)}: the bound is the publisher's
     */
    public ConfirmedPublisher to(String channel, MutinyEmitter<byte[]> emitter) {
        ConfirmedPublisher publisher = new ConfirmedPublisher(
                emitter, config.confirmTimeout(), config.mostInFlight().asLongValue());
        metrics.gauge(
                "touchline.publisher.in.flight.bytes",
                List.of(Tag.of("channel", channel)),
                publisher,
                ConfirmedPublisher::inFlight);
        return publisher;
    }
}
