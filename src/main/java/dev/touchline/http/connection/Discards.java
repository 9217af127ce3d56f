package dev.touchline.http.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The requests whose remaining bytes are being discarded, each within a bound of bytes, of time and of idle time. Their
 * number is bounded, too.
 */
@ApplicationScoped
class Discards {

    /** One timer for all is cheaper than one each, and precise enough. */
    private static final long CHECK_MILLIS = 250;

    private final long maxBytes;
    private final int maxDiscarding;
    private final long timeoutNanos;
    private final long idleNanos;
    private final Vertx vertx;
    private final long timer;
    private final Set<Discard> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    Discards(HttpConfig config, MeterRegistry metrics, Vertx vertx) {
        this.maxBytes = config.maxDiscardedSize().asLongValue();
        this.maxDiscarding = config.maxDiscarding();
        this.timeoutNanos = config.discardTimeout().toNanos();
        this.idleNanos = config.discardIdleTimeout().toNanos();
        metrics.gauge("touchline.http.discarding", List.of(), count);
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(CHECK_MILLIS, id -> checkTimeouts());
    }

    // In dev mode, Vert.x outlives the application.
    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    /**
     * Starts to discard the rest of a request.
     *
     * @param eventLoop of the connection; the only thread that may use the discard
     * @param finished polled, for a rest that ends without an event
     * @param onLimit closes the connection or stream, on the event loop
     * @return null if too many requests are being discarded
     */
    Discard start(Executor eventLoop, BooleanSupplier finished, Runnable onLimit) {
        if (count.incrementAndGet() > maxDiscarding) {
            count.decrementAndGet();
            return null;
        }
        Discard discard = new Discard(eventLoop, finished, onLimit);
        running.add(discard);
        return discard;
    }

    private void checkTimeouts() {
        long now = System.nanoTime();
        for (Discard discard : running) {
            discard.eventLoop.execute(() -> discard.check(now));
        }
    }

    /** The remaining bytes of one request. */
    final class Discard {

        private final Executor eventLoop;
        private final BooleanSupplier finished;
        private final Runnable onLimit;
        private final long startedAt = System.nanoTime();
        private long receivedAt = startedAt;
        private long bytes;
        private boolean ended;

        private Discard(Executor eventLoop, BooleanSupplier finished, Runnable onLimit) {
            this.eventLoop = eventLoop;
            this.finished = finished;
            this.onLimit = onLimit;
        }

        /** Counts received bytes; beyond the bound the client is disconnected. */
        void count(int received) {
            bytes += received;
            receivedAt = System.nanoTime();
            if (bytes > maxBytes) {
                abort();
            }
        }

        /** To be called when the rest has arrived. */
        void end() {
            if (!ended) {
                ended = true;
                running.remove(this);
                count.decrementAndGet();
            }
        }

        private void check(long now) {
            if (finished.getAsBoolean()) {
                end();
            } else if (now - startedAt > timeoutNanos || now - receivedAt > idleNanos) {
                abort();
            }
        }

        private void abort() {
            if (!ended) {
                end();
                onLimit.run();
            }
        }
    }
}
