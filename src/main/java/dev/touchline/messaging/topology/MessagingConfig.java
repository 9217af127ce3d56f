package dev.touchline.messaging.topology;

import dev.touchline.memory.MemoryBound;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;

/** Publishing and consuming. The keys {@code rabbitmq-*} name the broker. */
@ConfigMapping(prefix = "touchline.messaging")
public interface MessagingConfig {

    /** False for commands and roles that need no broker. Set by the process itself; not for configuration files. */
    @WithDefault("true")
    boolean enabled();

    /**
     * Whether this process declares exchanges, queues and bindings, for which its broker user needs the permission to
     * configure them. Otherwise the command {@code topology} declares them, and this process waits until they exist.
     * True in dev mode. Set it where one process with one user is the whole system.
     */
    @WithDefault("false")
    boolean declareTopology();

    /**
     * The broker users whose updates the roles live and notification accept: the user of the statistics role. Updates of
     * other users are dropped. Empty for the user of this process. Set it where each role has a user of its own.
     */
    Optional<Set<String>> updatePublishers();

    /**
     * Maximum wait for a publisher confirm; after it, the agent gets a 503 and sends again. Raise it to survive longer
     * leader elections of quorum queues; lower it to free agents earlier.
     */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration confirmTimeout();

    /**
     * A consumer counts as stalled, and its role as degraded, after messages have waited this long without one being
     * settled. Must exceed the time of storing the largest batch.
     */
    @WithDefault("60s")
    @DurationMin(seconds = 1)
    Duration stallTimeout();

    /**
     * Memory of a channel's messages in flight, including overhead, and the same again for reports that wait for the
     * channel {@code events}: a share of the heap or a size. Must hold the reports of one request of {@code
     * touchline.http.max-body-size}. Raise it if the round trip to the broker is long.
     */
    @WithDefault("10%")
    MemoryBound maxInFlightSize();

    /**
     * Maximum size of a message. A larger one is not parsed and becomes a dead letter with the beginning of its body; so
     * RabbitMQ's {@code max_message_size} should have the same value in bytes, which refuses it to its publisher. Must
     * exceed the messages of {@code touchline.ingest}. A larger value lowers the number of prefetched messages.
     */
    @WithDefault("2M")
    MemorySize maxMessageSize();
}
