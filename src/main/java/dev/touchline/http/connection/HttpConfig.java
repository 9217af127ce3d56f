package dev.touchline.http.connection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Bounds of connections, and of discarding the rest of an answered request. */
@ConfigMapping(prefix = "touchline.http")
interface HttpConfig {

    /** Maximum open connections of this process; further ones are closed immediately. Raise it for more streams. */
    @WithDefault("10000")
    @Positive
    int maxConnections();

    /**
     * Maximum open connections per client address, except for those of {@code touchline.http.trusted-proxies}; further
     * ones are closed immediately. Raise it where many clients share an address.
     */
    @WithDefault("2000")
    @Positive
    int maxConnectionsPerClient();

    /**
     * Time within which the head of a request must arrive: of the first since the connection was opened, of others since
     * their first byte. The connection is closed otherwise. Raise it for clients behind very slow lines.
     */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration headTimeout();

    /** Accepts HTTP/2 without TLS, too. Set it only where a proxy needs it, and nobody else reaches the port. */
    @WithDefault("false")
    boolean plaintextHttp2();

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
