package dev.touchline.messaging.topology;

import dev.touchline.memory.MemoryBound;
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
     * How long messages may wait, with none processed, before the consumer counts as stalled and its role as degraded.
     * Longer than the largest batch takes to store.
     */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration stallTimeout();

    /**
     * Memory of the messages of one channel that the broker has not confirmed, overhead included, and as much again for
     * reports that wait for their turn on the channel {@code events}: a share of the heap or a size. It must hold the
     * reports of one request of {@code touchline.http.max-body-size}. Raise it if the broker is far away.
     */
    @WithDefault("10%")
    MemoryBound maxInFlightSize();

    /**
     * Memory of the dead letters that one request looks through: a share of the heap or a size. Those behind them show
     * once these are redriven or deleted.
     */
    @WithDefault("5%")
    MemoryBound maxDeadLetterSize();
}
