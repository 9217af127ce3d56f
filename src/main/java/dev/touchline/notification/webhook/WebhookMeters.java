package dev.touchline.notification.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Timers of webhook calls. They exist from the start, so that an alert sees the first failure as an increase. */
@ApplicationScoped
@Startup
class WebhookMeters {

    private final Timer delivered;
    private final Timer failed;

    WebhookMeters(MeterRegistry registry) {
        this.delivered = timer(registry, "delivered");
        this.failed = timer(registry, "failed");
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("touchline.webhooks.calls")
                .description("Duration of calls, from the look-up of the host to the end of the response")
                .tag("outcome", outcome)
                .register(registry);
    }

    void called(boolean successful, Duration took) {
        (successful ? delivered : failed).record(took);
    }
}
