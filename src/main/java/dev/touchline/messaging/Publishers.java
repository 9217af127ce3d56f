package dev.touchline.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes the publishers, and tells each of them when its channel was opened anew. */
@ApplicationScoped
public class Publishers {

    private final MessagingConfig config;
    private final MeterRegistry metrics;
    private final Channels channels;

    Publishers(MessagingConfig config, MeterRegistry metrics, Channels channels) {
        this.config = config;
        this.metrics = metrics;
        this.channels = channels;
    }

    /**
     * A publisher for the outgoing channel of that name.
     *
     * @param emitter the channel's, with {@code @OnOverflow(UNBOUNDED_BUFFER)}: the bound is the publisher's
     */
    public ConfirmedPublisher to(String channel, MutinyEmitter<byte[]> emitter) {
        ConfirmedPublisher publisher = new ConfirmedPublisher(
                emitter, config.confirmTimeout(), config.mostInFlight().asLongValue());
        channels.onOpen(opened -> {
            if (opened.equals(channel)) {
                publisher.channelOpened();
            }
        });
        metrics.gauge(
                "touchline.publisher.in.flight.bytes",
                List.of(Tag.of("channel", channel)),
                publisher,
                ConfirmedPublisher::inFlight);
        return publisher;
    }
}
