package dev.touchline.http;

import dev.touchline.memory.MemoryBound;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits of request bodies. */
@ConfigMapping(prefix = "touchline.http")
public interface BodyLimitConfig {

    /**
     * Maximum size of a body of {@code POST /events}, of a full list and of the files for simulations; every other body may
     * have 64 kB.
     * Raise it with {@code touchline.ingest.max-events}; an event has about 250 bytes.
     */
    @WithDefault("8M")
    MemorySize maxBodySize();

    /**
     * Memory of all request bodies that are being received or await a confirm, as a share of the heap or a size.
     * Requests beyond it get 429, also those of a client whose bodies have more than is free. Two bodies of {@link
     * #maxBodySize()} always fit. Lower it if other roles need heap.
     */
    @WithDefault("20%")
    MemoryBound maxBufferedSize();

    /**
     * Memory of the events that are read from bodies above 64 kB, as a share of the heap or a size. A body that alone
     * takes more gets 413. Raise it for agents that send many megabytes at a time.
     */
    @WithDefault("15%")
    MemoryBound maxProcessingSize();

    /** Maximum time for a client to send a body. Raise it for agents with very slow connections. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration bodyTimeout();
}
