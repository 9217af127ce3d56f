package dev.touchline.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.event.Reporter;
import dev.touchline.http.ProblemException;
import dev.touchline.security.Producer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final Producer CAMERA =
            new Producer("camera", "camera", Reporter.NONE, null, null, null, null, null);
    private static final Producer SCOUT = new Producer("scout", "scout", Reporter.NONE, null, null, null, null, null);

    private final AtomicLong now = new AtomicLong();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RateLimiter limiter = limit("10", "20");

    @Test
    void idleProducerMaySendABurstThenTheRate() {
        limiter.acquire(CAMERA, 20);
        assertEquals(Duration.ofSeconds(1), refused(CAMERA, 1));
        pass(Duration.ofMillis(100));
        limiter.acquire(CAMERA, 1);
        refused(CAMERA, 1);
        assertEquals(2, metrics.counter("touchline.ingest.rate.refused").count());
    }

    @Test
    void unusedTokensAccumulateUpToTheBurst() {
        pass(Duration.ofDays(400));
        limiter.acquire(CAMERA, 20);
        refused(CAMERA, 1);
    }

    @Test
    void requestLargerThanABurstPassesAndDelaysTheNext() {
        limiter.acquire(CAMERA, 120);
        assertEquals(Duration.ofSeconds(11), refused(CAMERA, 1));
        pass(Duration.ofSeconds(10));
        refused(CAMERA, 1);
        pass(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> limiter.acquire(CAMERA, 1));
    }

    @Test
    void producersHaveSeparateBuckets() {
        limiter.acquire(CAMERA, 1000);
        assertDoesNotThrow(() -> limiter.acquire(SCOUT, 20));
    }

    @Test
    void rejectionConsumesNoTokens() {
        limiter.acquire(CAMERA, 20);
        for (int i = 0; i < 1000; i++) {
            refused(CAMERA, 1000);
        }
        pass(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> limiter.acquire(CAMERA, 1));
    }

    @Test
    void producerWithoutARateIsNotLimited() {
        RateLimiter none = limit("0", "1");
        for (int i = 0; i < 1000; i++) {
            none.acquire(CAMERA, 10_000);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Duration refused(Producer producer, int events) {
        return assertThrows(ProblemException.class, () -> limiter.acquire(producer, events))
                .problem()
                .retryAfter();
    }

    private RateLimiter limit(String rate, String burst) {
        Map<String, String> settings = Map.of("touchline.ingest.max-rate", rate, "touchline.ingest.max-burst", burst);
        IngestConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(IngestConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(IngestConfig.class);
        return new RateLimiter(config, metrics, now::get);
    }
}
