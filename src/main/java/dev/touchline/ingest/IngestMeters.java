package dev.touchline.ingest;

import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.LongSupplier;

/**
 * Registers meters before the first report, so that alerts see the first rejection as an increase. Quarkus registers
 * its timer of a response status only with the first such response.
 */
@ApplicationScoped
@Startup
class IngestMeters {

    private volatile LongSupplier waitingBytes = () -> 0;

    IngestMeters(MeterRegistry registry, Roles roles) {
        if (!roles.has(Role.INGEST)) {
            return;
        }
        registry.gauge("touchline.ingest.waiting.bytes", this, meters -> meters.waitingBytes.getAsLong());
        request(registry, "202", "SUCCESS");
        request(registry, "429", "CLIENT_ERROR");
        request(registry, "503", "SERVER_ERROR");
        request(registry, "500", "SERVER_ERROR");
    }

    private static void request(MeterRegistry registry, String status, String outcome) {
        Timer.builder("http.server.requests")
                .tags("method", "POST", "outcome", outcome, "status", status, "uri", "/events")
                .register(registry);
    }

    /** Sets the source of the gauge {@code touchline.ingest.waiting.bytes}. */
    void measureWaiting(LongSupplier bytes) {
        waitingBytes = bytes;
    }
}
