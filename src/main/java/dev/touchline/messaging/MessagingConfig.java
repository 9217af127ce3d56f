package dev.touchline.messaging;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How Touchline talks to the broker. Where the broker is, the connector's own {@code rabbitmq-*} keys say. */
@ConfigMapping(prefix = "touchline.messaging")
public interface MessagingConfig {

    /** Whether this process talks to the broker. Set by what the process does, and of no use to anyone else. */
    @WithDefault("true")
    boolean enabled();

    /**
     * How long to wait for the broker's confirm before the agent is told to send again. Longer rides out a failover
     * of the broker's leader; shorter frees the agent earlier.
     */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration confirmTimeout();

    /**
     * How long there may be messages and none processed before this process says that it is not ready. Longer than
     * the largest batch takes to store.
     */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration stalledAfter();

    /**
     * How much may be under way to the broker on one channel, bookkeeping included. Raise it where the broker is far
     * away and memory plentiful.
     */
    @WithDefault("64M")
    MemorySize mostInFlight();
}
