package dev.touchline.messaging.connector;

import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.tracing.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Creates publishers with their bounds and meters. */
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
     * Creates the publisher of an outgoing channel.
     *
     * @param emitter of the channel, with {@code @OnOverflow(UNBOUNDED_BUFFER)}: the publisher has the bound
     */
    public ConfirmedPublisher create(String channel, Emitter<byte[]> emitter) {
        return create(channel, emitter, config.maxInFlightSize().bytes());
    }

    /** As {@link #create(String, Emitter)}, with a bound of the bytes in flight of its own. */
    public ConfirmedPublisher create(String channel, Emitter<byte[]> emitter, long maxInFlight) {
        return new ConfirmedPublisher(channel, emitter, maxInFlight, config, meters, tracing);
    }
}
