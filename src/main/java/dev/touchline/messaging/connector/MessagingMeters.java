package dev.touchline.messaging.connector;

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

/** What can be measured of the way to and from the broker; every meter has the channel's name as its tag. */
@ApplicationScoped
public class MessagingMeters {

    static final String RECONNECTS = "reconnects";
    static final String REDELIVERED = "redelivered";
    static final String STALE = "settlements.stale";
    static final String REFUSED = "refused";
    static final String UNCONFIRMED = "unconfirmed";

    private static final String PREFIX = "touchline.messaging.";
    /** Where it matters whether an agent is kept waiting. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Counter deadLettered;
    private final Map<String, AtomicLong> inFlight = new ConcurrentHashMap<>();

    MessagingMeters(MeterRegistry registry) {
        this.registry = registry;
        this.deadLettered = registry.counter(PREFIX + "dead.lettered");
    }

    /**
     * Registers counters of a channel, which are zero until something happens: an alert compares two values, and misses
     * the first increment of a counter that appears with it.
     */
    void register(String channel, String... counted) {
        for (String name : counted) {
            counter(name, channel);
        }
    }

    /** Registers every meter of an outgoing channel, whose publisher may be used for the first time much later. */
    void beginOutgoing(String channel) {
        register(channel, REFUSED, UNCONFIRMED);
        confirms(channel);
        inFlight(channel);
    }

    /** A message that cannot be processed is among the dead letters. */
    public void deadLettered() {
        deadLettered.increment();
    }

    /** The bytes of a channel that the broker has not confirmed, which its publisher counts. */
    AtomicLong inFlight(String channel) {
        return inFlight.computeIfAbsent(channel, name -> {
            AtomicLong bytes = new AtomicLong();
            gauge("in.flight.bytes", name, bytes::get);
            return bytes;
        });
    }

    /** A connection was opened in the place of one that was lost. */
    void reconnected(String channel) {
        counter(RECONNECTS, channel).increment();
    }

    /** The broker delivered something that it had delivered before. */
    void redelivered(String channel) {
        counter(REDELIVERED, channel).increment();
    }

    /** A delivery could not be settled any more, since its channel was gone. */
    void stale(String channel) {
        counter(STALE, channel).increment();
    }

    /** Nothing was sent, since too much was under way. */
    void rejected(String channel) {
        counter(REFUSED, channel).increment();
    }

    /** The broker did not take a message, or did not say so in time. */
    void unconfirmed(String channel) {
        counter(UNCONFIRMED, channel).increment();
    }

    /** How long the broker took to confirm. */
    Timer confirms(String channel) {
        return Timer.builder(PREFIX + "confirm")
                .tag("channel", channel)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Something that goes up and down. */
    void gauge(String name, String channel, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).tag("channel", channel).register(registry);
    }

    private Counter counter(String name, String channel) {
        return registry.counter(PREFIX + name, "channel", channel);
    }
}
