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
 * Limits the events per producer by a token bucket with one token per event. A request is accepted if the bucket is not
 * empty, and may leave it in debt: so a large request passes, and delays the next one.
 */
@ApplicationScoped
@Startup
// Caffeine looks up generated classes by name. NativeCachesTest finds missing ones.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.PSAMS")
class RateLimiter {

    /** Beyond it, the least used buckets are evicted, which refills them. */
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
        // Buckets expire only after the deepest debt is paid and they are full again.
        long full = rate > 0 ? (long) Math.ceil((burst + config.maxEvents()) / rate) : 0;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_PRODUCERS)
                .expireAfterAccess(Duration.ofSeconds(full + 1))
                .ticker(clock::getAsLong)
                .build();
    }

    /**
     * Takes tokens from the producer's bucket.
     *
     * @throws dev.touchline.http.ProblemException 429 with Retry-After if the bucket is empty
     */
    void acquire(Producer producer, int tokens) {
        if (rate <= 0) {
            return;
        }
        TokenBucket bucket = buckets.get(producer.account(), account -> new TokenBucket());
        Duration wait = bucket.acquire(tokens);
        if (!wait.isZero()) {
            refused.increment();
            throw Problem.Kind.TOO_MANY_REQUESTS.exception(
                    "You report more than " + rate + " events per second; send the request again later.", wait);
        }
    }

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
