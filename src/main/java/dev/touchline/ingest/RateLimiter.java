package dev.touchline.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.touchline.http.Problem;
import dev.touchline.security.Producer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps one producer from taking everything. Each has a bucket of tokens, one for an event, which fills at a steady
 * rate. A request is let through while there is anything in the bucket, and may leave it in debt: so a large one passes
 * as well, and is paid off before the next.
 */
@ApplicationScoped
@Startup
// Caffeine looks up generated classes by name; Quarkus registers others of them. NativeCachesTest finds what is
// missing.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.PSAMS")
class RateLimiter {

    /** Past it, the bucket that was used least is forgotten, which makes it a full one. */
    private static final int MAX_PRODUCERS = 100_000;

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final double rate;
    private final int burst;
    private final LongSupplier clock;
    private final Cache<String, TokenBucket> buckets;
    private final Counter refused;

    @Inject
    RateLimiter(IngestConfig config, MeterRegistry metrics) {
        this(config, metrics, System::nanoTime);
    }

    RateLimiter(IngestConfig config, MeterRegistry metrics, LongSupplier clock) {
        this.rate = config.maxRate();
        this.burst = config.maxBurst();
        this.clock = clock;
        this.refused = metrics.counter("touchline.ingest.rate.refused");
        // By then the deepest debt is paid and the bucket is full, so that nothing is lost with it.
        long full = rate > 0 ? (long) Math.ceil((burst + config.maxEvents()) / rate) : 0;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_PRODUCERS)
                .expireAfterAccess(Duration.ofSeconds(full + 1))
                .ticker(clock::getAsLong)
                .build();
    }

    /**
     * Takes that many tokens.
     *
     * @throws dev.touchline.http.ProblemException saying when to come again
     */
    void acquire(Producer producer, int tokens) {
        if (rate <= 0) {
            return;
        }
        Duration wait =
                buckets.get(producer.account(), account -> new TokenBucket()).acquire(tokens);
        if (!wait.isZero()) {
            refused.increment();
            throw Problem.temporary(
                            Problem.Kind.TOO_MANY_REQUESTS,
                            "You report more than " + rate + " events a second; send it again later.",
                            wait)
                    .exception();
        }
    }

    /** How much a producer may still send. */
    private final class TokenBucket {

        private double tokens = burst;
        private long filledAt = clock.getAsLong();

        synchronized Duration acquire(int wanted) {
            long now = clock.getAsLong();
            tokens = Math.min(burst, tokens + (now - filledAt) / NANOS_PER_SECOND * rate);
            filledAt = now;
            if (tokens <= 0) {
                return Duration.ofSeconds((long) Math.floor(-tokens / rate) + 1);
            }
            tokens -= wanted;
            return Duration.ZERO;
        }
    }
}
