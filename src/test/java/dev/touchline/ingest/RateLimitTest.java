package dev.touchline.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.problem.ProblemException;
import dev.touchline.security.Producer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Producer CAMERA = new Producer("camera", "camera", Set.of());
    private static final Producer SCOUT = new Producer("scout", "scout", Set.of());

    private final AtomicLong now = new AtomicLong();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RateLimit limit = limit("10", "20");

    @Test
    void whoever_was_quiet_may_report_a_burst_and_then_at_the_rate() {
        limit.take(CAMERA, 20);
        assertEquals(Duration.ofSeconds(1), refused(CAMERA, 1));
        pass(Duration.ofMillis(100));
        limit.take(CAMERA, 1);
        refused(CAMERA, 1);
        assertEquals(2, metrics.counter("touchline.ingest.rate.refused").count());
    }

    @Test
    void what_was_not_used_is_kept_up_to_a_burst() {
        pass(Duration.ofDays(400));
        limit.take(CAMERA, 20);
        refused(CAMERA, 1);
    }

    @Test
    void a_request_larger_than_a_burst_passes_and_is_paid_off_afterwards() {
        limit.take(CAMERA, 120);
        assertEquals(Duration.ofSeconds(11), refused(CAMERA, 1));
        pass(Duration.ofSeconds(10));
        refused(CAMERA, 1);
        pass(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> limit.take(CAMERA, 1));
    }

    @Test
    void nobody_pays_for_another() {
        limit.take(CAMERA, 1000);
        assertDoesNotThrow(() -> limit.take(SCOUT, 20));
    }

    @Test
    void being_refused_costs_nothing() {
        limit.take(CAMERA, 20);
        for (int i = 0; i < 1000; i++) {
            refused(CAMERA, 1000);
        }
        pass(Duration.ofSeconds(1));
        assertDoesNotThrow(() -> limit.take(CAMERA, 1));
    }

    @Test
    void without_a_rate_there_is_no_limit() {
        RateLimit none = limit("0", "1");
        for (int i = 0; i < 1000; i++) {
            none.take(CAMERA, 10_000);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Duration refused(Producer producer, int events) {
        return assertThrows(ProblemException.class, () -> limit.take(producer, events))
                .problem()
                .retryAfter();
    }

    private RateLimit limit(String rate, String burst) {
        Map<String, String> settings = Map.of("touchline.ingest.rate", rate, "touchline.ingest.burst", burst);
        IngestConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(IngestConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(IngestConfig.class);
        return new RateLimit(config, metrics, now::get);
    }
}
