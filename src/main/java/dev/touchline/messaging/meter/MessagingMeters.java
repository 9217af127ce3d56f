package dev.touchline.messaging.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Meters of messaging, each with the tag {@code channel}. */
@ApplicationScoped
public class MessagingMeters {

    public static final String RECONNECTS = "reconnects";
    public static final String REDELIVERED = "redelivered";
    /** Deliveries that were not settled, since their channel had closed. */
    public static final String STALE = "settlements.stale";
    /** Updates that were dropped, since a broker user published them that may not. */
    public static final String UNTRUSTED = "untrusted";
    /** Deliveries with a body above the largest size, which is not parsed. */
    public static final String OVERSIZED = "oversized";
    /** Messages that were not sent, since too many bytes were in flight. */
    public static final String REFUSED = "refused";
    /** Messages that the broker did not confirm, or not in time. */
    public static final String UNCONFIRMED = "unconfirmed";

    private static final String PREFIX = "touchline.messaging.";
    /** Includes the range in which agents notice the wait. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Counter deadLettered;
    private final Map<String, AtomicLong> inFlight = new ConcurrentHashMap<>();

    public MessagingMeters(MeterRegistry registry) {
        this.registry = registry;
        this.deadLettered = registry.counter(PREFIX + "dead.lettered");
    }

    /** Registers counters with 0, so that an alert sees the first event as an increase. */
    public void register(String channel, String... names) {
        for (String name : names) {
            counter(name, channel);
        }
    }

    /** Registers all meters of an outgoing channel before its first message. */
    public void registerOutgoing(String channel) {
        register(channel, REFUSED, UNCONFIRMED);
        confirms(channel);
        inFlight(channel);
    }

    public void deadLettered() {
        deadLettered.increment();
    }

    /** Bytes in flight of a channel, counted by its publisher. */
    public AtomicLong inFlight(String channel) {
        return inFlight.computeIfAbsent(channel, name -> {
            AtomicLong bytes = new AtomicLong();
            gauge("in.flight.bytes", name, bytes::get);
            return bytes;
        });
    }

    /** Increments one of the counters of a channel. */
    public void count(String name, String channel) {
        counter(name, channel).increment();
    }

    /** Time from a publish to its confirm. */
    public Timer confirms(String channel) {
        return Timer.builder(PREFIX + "confirm")
                .tag("channel", channel)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    public void gauge(String name, String channel, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).tag("channel", channel).register(registry);
    }

    private Counter counter(String name, String channel) {
        return registry.counter(PREFIX + name, "channel", channel);
    }
}
