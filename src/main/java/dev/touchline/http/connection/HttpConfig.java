package dev.touchline.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How much of a request is still read, and discarded, after its answer. */
@ConfigMapping(prefix = "touchline.http")
interface HttpConfig {

    /** The most bytes discarded of one request. Raise it together with touchline.http.max-body-size. */
    @WithDefault("64M")
    MemorySize maxDiscardedSize();

    /** The most connections and HTTP/2 streams discarding at once; further ones are closed immediately. */
    @WithDefault("1000")
    @PositiveOrZero
    int maxDiscarding();

    /** How long the rest of one request may take to arrive. Raise it for clients behind very slow lines. */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    Duration discardTimeout();

    /** How long a client may send nothing while its request is being discarded. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration discardIdleTimeout();
}
