package dev.touchline.notification.subscription;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.http.ProblemException;
import dev.touchline.notification.webhook.WebhookConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class PingLimiterTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final PingLimiter limiter = new PingLimiter(
            new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(WebhookConfig.class)
                    .withDefaultValue("touchline.webhooks.max-pings", "2")
                    .build()
                    .getConfigMapping(WebhookConfig.class),
            metrics);

    @Test
    void callerAboveTheLimitIsRefusedAndOthersAreNot() {
        limiter.acquire("fan");
        limiter.acquire("fan");
        assertThrows(ProblemException.class, () -> limiter.acquire("fan"));
        assertDoesNotThrow(() -> limiter.acquire("other"));
        assertEquals(1, metrics.counter("touchline.webhooks.pings.refused").count());
    }
}
