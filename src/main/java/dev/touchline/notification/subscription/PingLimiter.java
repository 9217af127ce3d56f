package dev.touchline.notification.subscription;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.touchline.http.Problem;
import dev.touchline.notification.webhook.WebhookConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits the pings of each caller, since a ping calls any public host at once and tells the outcome. */
@ApplicationScoped
@Startup
// Caffeine looks up generated classes by name. NativeCachesTest finds missing ones.
@RegisterForReflection(
        classNames = {"com.github.benmanes.caffeine.cache.PSWMS", "com.github.benmanes.caffeine.cache.SSMSW"})
class PingLimiter {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    /** Beyond it, the windows of the least active callers are forgotten. */
    private static final int MAX_CALLERS = 10_000;

    private final Cache<String, AtomicInteger> pings = Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .expireAfterWrite(WINDOW)
            .build();
    private final int max;
    private final Counter refused;

    PingLimiter(WebhookConfig config, MeterRegistry metrics) {
        this.max = config.maxPings();
        this.refused = metrics.counter("touchline.webhooks.pings.refused");
    }

    /** @throws dev.touchline.http.ProblemException 429 with Retry-After if the caller has sent too many */
    void acquire(String caller) {
        if (pings.get(caller, name -> new AtomicInteger()).incrementAndGet() > max) {
            refused.increment();
            throw Problem.Kind.TOO_MANY_REQUESTS.exception("You send more than " + max + " pings a minute.", WINDOW);
        }
    }
}
