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
import java.util.stream.LongStream;

/** Meters of the statistics role. They exist from the start, so that an alert sees the first report as an increase. */
@ApplicationScoped
@Startup
class StatisticsMeters {

    private static final Duration[] BUCKETS = LongStream.of(10, 50, 250, 1_000, 5_000, 30_000, 300_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    /** Lags above this come from a wrong clock and would overflow the timer. */
    private static final Duration MAX_LAG = Duration.ofDays(365);

    private final Counter changes;
    private final Counter unconfirmed;
    private final Timer lag;

    StatisticsMeters(MeterRegistry registry) {
        this.changes = registry.counter("touchline.statistics.updates.stored");
        this.unconfirmed = registry.counter("touchline.statistics.updates.unconfirmed");
        this.lag = Timer.builder("touchline.statistics.lag")
                .description("Time from the acceptance of a report to its storage")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Records updates that the broker did not confirm in time. */
    void unconfirmed(int updates) {
        unconfirmed.increment(updates);
    }

    /** Records stored reports and the number of their updates. */
    void stored(List<Report> reports, int updates) {
        changes.increment(updates);
        Instant now = Instant.now();
        for (Report report : reports) {
            Duration age = Duration.between(report.receivedAt(), now);
            lag.record(age.isNegative() ? Duration.ZERO : age.compareTo(MAX_LAG) < 0 ? age : MAX_LAG);
        }
    }
}
