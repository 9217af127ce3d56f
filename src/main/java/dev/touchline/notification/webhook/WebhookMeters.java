package dev.touchline.notification.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Meters of webhook calls. They exist before the first call, so that an alert sees the first failure as an increase. */
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
                .description("How long calls took, from looking up the name to the end of the answer")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Records a call that has ended. */
    void called(boolean successful, Duration took) {
        (successful ? delivered : failed).record(took);
    }
}
