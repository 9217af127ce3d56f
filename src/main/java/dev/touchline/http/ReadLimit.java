package dev.touchline.http;

import dev.touchline.network.ClientAddresses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Limits the reads at a time by the memory that they take until their response is written, and by the processors; further
 * ones wait.
 */
@ApplicationScoped
@Startup
class ReadLimit {

    /** A page as rows, as a tree and as text. */
    private static final long READ_SIZE = 8L * Page.MAX_BYTES;
    /** Below it, one slow read would hold up all others. */
    private static final int MIN_READS = 2;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final CurrentVertxRequest current;
    private final ClientAddresses addresses;
    private final AdmissionQueue reads;
    private final Counter refused;

    ReadLimit(CurrentVertxRequest current, ClientAddresses addresses, AnswerConfig config, MeterRegistry metrics) {
        this.current = current;
        this.addresses = addresses;
        long byMemory = config.maxAnswersSize().bytes() / 2 / READ_SIZE;
        // More would take longer each, and callers take turns only while they wait.
        int byProcessors = 1 + Runtime.getRuntime().availableProcessors();
        this.reads = new AdmissionQueue(
                (int) Math.max(MIN_READS, Math.min(byProcessors, byMemory)), config.maxWaitingReads());
        this.refused = metrics.counter("touchline.http.reads.refused");
        metrics.gauge("touchline.http.reads.waiting", reads, AdmissionQueue::waiting);
    }

    @BoundedRead
    @ServerRequestFilter
    Uni<Response> admit() {
        RoutingContext context = current.getCurrent();
        if (reads.tryEnter()) {
            RequestEnd.then(context, reads::leave);
            // No Uni, which would suspend the request.
            return null;
        }
        String caller = addresses.of(context.request());
        if (reads.isFull(caller)) {
            refused.increment();
            throw Problem.Kind.UNAVAILABLE.exception(
                    "Too many reads are waiting; send the request again.", RETRY_AFTER);
        }
        return Uni.createFrom().emitter(emitter -> {
            // Of the admission and the end of the request, the first decides.
            AtomicBoolean decided = new AtomicBoolean();
            RequestEnd.then(context, () -> {
                if (!decided.compareAndSet(false, true)) {
                    reads.leave();
                }
            });
            reads.enter(caller, () -> {
                boolean wanted = decided.compareAndSet(false, true);
                if (wanted) {
                    emitter.complete(null);
                }
                return wanted;
            });
        });
    }
}
