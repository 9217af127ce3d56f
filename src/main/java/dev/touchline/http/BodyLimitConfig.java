package dev.touchline.http;

import dev.touchline.memory.MemoryBound;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** The bounds on request bodies. */
@ConfigMapping(prefix = "touchline.http")
public interface BodyLimitConfig {

    /** The largest request body. An event is about 250 bytes, so this fits more than {@code touchline.ingest.max-events}. */
    @WithDefault("8M")
    MemorySize maxBodySize();

    /**
     * Memory of all request bodies together that are being received or wait for the broker: a share of the heap or a
     * size. Further requests are refused with 429. One body of {@link #maxBodySize()} always fits.
     */
    @WithDefault("20%")
    MemoryBound maxBufferedSize();

    /** How long a client may take to send a body. Raise it for agents behind very slow lines. */
    @WithDefault("30s")
    @DurationMin(seconds = 1)
    Duration bodyTimeout();
}
