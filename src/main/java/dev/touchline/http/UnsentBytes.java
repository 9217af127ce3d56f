package dev.touchline.http;

import dev.touchline.http.connection.ResponseBody;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bounds the memory of responses that their clients do not read. Beyond the bound, and after a time, connections are
 * closed, the one that has waited longest first: a client that reads is hardly ever among them.
 */
@ApplicationScoped
public class UnsentBytes {

    private static final int PRIORITY = 500;
    private static final long CHECK_MILLIS = 500;
    private static final long MAX_WAIT_NANOS = Duration.ofSeconds(60).toNanos();

    private final long maxBytes;
    private final Counter closed;
    // All guarded by this; the holds in the order of their age.
    private final Set<Hold> holds = new LinkedHashSet<>();
    private final Map<Object, Integer> holders = new IdentityHashMap<>();
    private long bytes;

    /** Bytes that one client has not taken yet. */
    public final class Hold {

        private final Object content;
        private final long size;
        private final Runnable close;
        private final long since = System.nanoTime();

        private Hold(Object content, long size, Runnable close) {
            this.content = content;
            this.size = size;
            this.close = close;
        }

        /** To be called when the client has taken the bytes or its connection has ended, from any thread. */
        public void release() {
            remove(this);
        }
    }

    UnsentBytes(AnswerConfig config, MeterRegistry metrics, Vertx vertx) {
        this.maxBytes = config.maxAnswersSize().bytes() / 2;
        this.closed = metrics.counter("touchline.http.unread.closed");
        metrics.gauge("touchline.http.unsent.bytes", this, UnsentBytes::bytes);
        vertx.setPeriodic(CHECK_MILLIS, tick -> closeOldest());
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, PRIORITY);
    }

    private void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.GET)) {
            context.addEndHandler(end -> {
                AtomicReference<Hold> hold = new AtomicReference<>();
                ResponseBody.watch(
                        request,
                        size -> hold.set(hold(request, size, () -> ResponseBody.abort(request))),
                        () -> hold.get().release());
            });
        }
        context.next();
    }

    /**
     * Counts bytes that a client has not taken yet, until they are released.
     *
     * @param content counted once if several clients wait for the same object
     * @param close closes the connection without a flush; from any thread
     */
    public Hold hold(Object content, long size, Runnable close) {
        Hold hold = new Hold(content, size, close);
        synchronized (this) {
            holds.add(hold);
            bytes += holders.merge(content, 1, Integer::sum) == 1 ? size : 0;
        }
        if (bytes() > maxBytes) {
            closeOldest();
        }
        return hold;
    }

    private synchronized long bytes() {
        return bytes;
    }

    private void closeOldest() {
        removeOldest().forEach(hold -> {
            closed.increment();
            hold.close.run();
        });
    }

    private synchronized List<Hold> removeOldest() {
        long overdue = System.nanoTime() - MAX_WAIT_NANOS;
        List<Hold> removed = new ArrayList<>(
                holds.stream().takeWhile(hold -> hold.since - overdue < 0).toList());
        removed.forEach(this::remove);
        while (bytes > maxBytes) {
            // Closing one of many that share their content would free nothing.
            Hold next = holds.stream()
                    .min(Comparator.comparingInt(hold -> holders.get(hold.content)))
                    .orElseThrow();
            remove(next);
            removed.add(next);
        }
        return removed;
    }

    private synchronized void remove(Hold hold) {
        if (holds.remove(hold) && holders.merge(hold.content, -1, Integer::sum) == 0) {
            holders.remove(hold.content);
            bytes -= hold.size;
        }
    }
}
