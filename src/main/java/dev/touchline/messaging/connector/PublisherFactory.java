package dev.touchline.messaging.connector;

import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.tracing.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Makes the publishers, each with its bounds and its meters. */
@ApplicationScoped
public class PublisherFactory {

    private final MessagingConfig config;
    private final MessagingMeters meters;
    private final Tracing tracing;

    PublisherFactory(MessagingConfig config, MessagingMeters meters, Tracing tracing) {
        this.config = config;
        this.meters = meters;
        this.tracing = tracing;
    }

    /**
     * A publisher for the outgoing channel of that name.
     *
     * @param emitter the channel's, with {@code @OnOverflow(UNBOUNDED_BUFFER)}: the bound is the publisher's
     */
    public ConfirmedPublisher create(String channel, Emitter<byte[]> emitter) {
        return new ConfirmedPublisher(
                channel,
                emitter,
                config.confirmTimeout(),
                config.maxInFlightSize().bytes(),
                meters,
                tracing);
    }
}
