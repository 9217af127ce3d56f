package dev.touchline.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of discarding the rest of an answered request. */
@ConfigMapping(prefix = "touchline.http")
interface HttpConfig {

    /** Maximum bytes discarded per request. Raise it together with touchline.http.max-body-size. */
    @WithDefault("64M")
    MemorySize maxDiscardedSize();

    /** Maximum connections and HTTP/2 streams that discard at a time; further ones are closed immediately. */
    @WithDefault("1000")
    @PositiveOrZero
    int maxDiscarding();

    /** Time within which the rest of a request must arrive. Raise it for clients behind very slow lines. */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    Duration discardTimeout();

    /** Time without a byte after which a discarding connection is closed. Raise it for lossy lines. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration discardIdleTimeout();
}
