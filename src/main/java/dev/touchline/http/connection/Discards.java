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
 * The requests whose remaining bytes are being discarded. Each is cut off at a number of bytes, after a time, and when
 * its client sends nothing for a while; and only so many are discarded at once.
 */
@ApplicationScoped
class Discards {

    /** One timer for all: a timer for each would cost more than the precision is worth. */
    private static final long SWEEP_MILLIS = 250;

    private final long maxBytes;
    private final int maxDiscarding;
    private final long timeoutNanos;
    private final long idleNanos;
    private final Vertx vertx;
    private final long sweeps;
    private final Set<Discard> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    Discards(HttpConfig config, MeterRegistry metrics, Vertx vertx) {
        this.maxBytes = config.maxDiscardedSize().asLongValue();
        this.maxDiscarding = config.maxDiscarding();
        this.timeoutNanos = config.discardTimeout().toNanos();
        this.idleNanos = config.discardIdleTimeout().toNanos();
        metrics.gauge("touchline.http.discarding", List.of(), count);
        this.vertx = vertx;
        this.sweeps = vertx.setPeriodic(SWEEP_MILLIS, late -> checkTimeouts());
    }

    // In dev mode, Vert.x outlives the application.
    @PreDestroy
    void stop() {
        vertx.cancelTimer(sweeps);
    }

    /**
     * Begins to discard the rest of a request.
     *
     * @param eventLoop of the connection; the only thread that may use the discard
     * @param over whether nothing remains to be discarded; looked at now and then, for a rest that does not tell its end
     * @param cutOff ends the connection or stream, on the event loop, when a bound is reached
     * @return null if too many are being discarded
     */
    Discard start(Executor eventLoop, BooleanSupplier over, Runnable cutOff) {
        if (count.incrementAndGet() > maxDiscarding) {
            count.decrementAndGet();
            return null;
        }
        Discard discard = new Discard(eventLoop, over, cutOff);
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
        private final BooleanSupplier over;
        private final Runnable onLimit;
        private final long startedAt = System.nanoTime();
        private long receivedAt = startedAt;
        private long bytes;
        private boolean ended;

        private Discard(Executor eventLoop, BooleanSupplier over, Runnable onLimit) {
            this.eventLoop = eventLoop;
            this.over = over;
            this.onLimit = onLimit;
        }

        /** Counts received bytes, and cuts the client off past the bound. */
        void count(int received) {
            bytes += received;
            receivedAt = System.nanoTime();
            if (bytes > maxBytes) {
                abort();
            }
        }

        /** Nothing remains to be discarded. */
        void end() {
            if (!ended) {
                ended = true;
                running.remove(this);
                count.decrementAndGet();
            }
        }

        private void check(long now) {
            if (over.getAsBoolean()) {
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
