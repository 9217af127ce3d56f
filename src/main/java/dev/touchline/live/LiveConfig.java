package dev.touchline.live;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How streams behave. */
@ConfigMapping(prefix = "touchline.live")
public interface LiveConfig {

    /** How often a comment is sent on a stream, so that proxies and clients see that it lives. */
    @WithDefault("15s")
    @DurationMin(millis = 10)
    Duration heartbeat();

    /** How long a client is to wait before it comes back to a stream that ended. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration retry();

    /** How many updates may wait for one connection; past it the connection is closed, and the client resumes. */
    @WithDefault("1000")
    @Positive
    int buffer();

    /** How many missed updates a client is sent when it comes back; if it missed more, it gets a new snapshot. */
    @WithDefault("1000")
    @Positive
    int mostResumed();

    /**
     * How often the followed matches are compared with the database, for updates that the broker never delivered.
     * It bounds how late such an update can be.
     */
    @WithDefault("2s")
    @DurationMin(millis = 10)
    Duration sweep();
}
