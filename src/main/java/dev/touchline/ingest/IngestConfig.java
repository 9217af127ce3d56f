package dev.touchline.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

/** Limits of ingest. */
@ConfigMapping(prefix = "touchline.ingest")
public interface IngestConfig {

    /** Maximum number of events in one request. Raise it for agents that catch up after long outages. */
    @WithDefault("10000")
    @Positive
    int maxEvents();

    /**
     * Maximum number of events per second and producer in one process; 0 for no limit, as in dev mode. Raise it for
     * producers that report for many others. Producers are told apart by the name in their token, or by address if
     * tokens are not required.
     */
    @WithDefault("1000")
    @PositiveOrZero
    double maxRate();

    /** Maximum number of events at once from an idle producer with a {@link #maxRate()}. Raise it for bursts. */
    @WithDefault("1000")
    @Positive
    int maxBurst();

    /** Maximum number of events in one AMQP message. Lower it so that fewer are redelivered together. */
    @WithDefault("500")
    @Positive
    int maxBatchEvents();

    /**
     * Maximum size of one AMQP message, at most 1M; larger requests become several messages. Lower it for a broker or
     * statistics processes with little memory.
     */
    @WithDefault("256K")
    MemorySize maxBatchSize();

    /**
     * Maximum number of unconfirmed messages per sport; reports that arrive meanwhile are published together. 1 makes
     * the largest messages, which cost the broker least per event. Raise it for a broker with a long round trip.
     */
    @WithDefault("1")
    @Positive
    int maxUnconfirmed();
}
