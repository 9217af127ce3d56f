package dev.touchline.statistics.processing;

import dev.touchline.event.Report;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Meters of storing. They exist from the start: an alert misses the first increment of a counter that appears with it. */
@ApplicationScoped
@Startup
class StatisticsMeters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5)
    };
    /** What says that it was accepted in another age would not fit. */
    private static final Duration MAX_LAG = Duration.ofDays(365);

    private final Counter changes;
    private final Timer lag;

    StatisticsMeters(MeterRegistry registry) {
        this.changes = registry.counter("touchline.statistics.updates.stored");
        this.lag = Timer.builder("touchline.statistics.lag")
                .description("From acceptance to stored")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Reports were stored, which made so many changes. */
    void stored(List<Report> reports, int updates) {
        changes.increment(updates);
        Instant now = Instant.now();
        for (Report report : reports) {
            Duration since = Duration.between(report.receivedAt(), now);
            lag.record(since.isNegative() ? Duration.ZERO : since.compareTo(MAX_LAG) < 0 ? since : MAX_LAG);
        }
    }
}
