package dev.touchline.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;

/** What one request may hold. */
@ConfigMapping(prefix = "touchline.ingest")
public interface IngestConfig {

    /** The most events in one request. Raise it for agents that catch up after long outages. */
    @WithDefault("10000")
    @Positive
    int maxEvents();

    /**
     * How many events a second a producer may report to one process; 0 for as many as it likes. A producer goes by the
     * name in its token, and by its address where nobody is asked for one.
     */
    @WithDefault("0")
    @PositiveOrZero
    double maxRate();

    /** How many events a producer that was quiet for a while may report at once. Only with a {@link #maxRate()}. */
    @WithDefault("1000")
    @Positive
    int maxBurst();

    /** The most events in one AMQP message: what fails and is redelivered together. */
    @WithDefault("500")
    @Positive
    int maxBatchEvents();

    /** The most bytes in one AMQP message, unless a single request has more. */
    @WithDefault("256K")
    MemorySize maxBatchSize();

    /**
     * How many messages of one sport may wait for the broker's confirm; what arrives meanwhile leaves together when one
     * of them is confirmed. One makes the largest messages, which cost the broker least for each event; more of them
     * keep a broker busy that is far away.
     */
    @WithDefault("1")
    @Positive
    int maxUnconfirmed();
}
