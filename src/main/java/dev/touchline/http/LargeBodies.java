package dev.touchline.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Processes bodies that are too large for an event loop, on a few threads of their own: at most half of the processors,
 * so that small requests go on, and no more than have room for what they build.
 */
@ApplicationScoped
public class LargeBodies {

    /** Processing more than this takes too long for an event loop. */
    public static final int MAX_SIZE_ON_EVENT_LOOP = 64 * 1024;

    /** A body of the largest size with honest content is processed in this multiple of its size. */
    private static final int MEMORY_PER_BYTE = 8;

    private final WorkerExecutor workers;
    private final long maxMemory;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter refused;

    LargeBodies(BodyLimitConfig config, MeterRegistry metrics, Vertx vertx) {
        long memory = config.maxProcessingSize().bytes();
        int processors = Runtime.getRuntime().availableProcessors() / 2;
        int rooms = (int) Math.min(
                processors, memory / (MEMORY_PER_BYTE * config.maxBodySize().asLongValue()));
        int threads = Math.max(1, rooms);
        this.workers = vertx.createSharedWorkerExecutor("touchline-large-bodies", threads);
        this.maxMemory = memory / threads;
        this.refused = metrics.counter("touchline.ingest.bodies.too.complex");
        metrics.gauge("touchline.ingest.bodies.waiting", waiting);
    }

    // In dev mode, Vert.x outlives the application.
    @PreDestroy
    void stop() {
        workers.close();
    }

    /**
     * Returns a body that may be processed on an event loop. Over HTTP/2, a body of unannounced length can exceed its
     * limit before {@code BodyLimit} notices.
     *
     * @throws ProblemException 413 if it is larger
     */
    public static byte[] requireSmall(byte[] body) {
        if (body.length > MAX_SIZE_ON_EVENT_LOOP) {
            throw BodyLimit.tooLarge(MAX_SIZE_ON_EVENT_LOOP).exception();
        }
        return body;
    }

    /**
     * Processes a body on one of the threads, which the caller's context follows.
     *
     * @param memory determines an upper bound of the memory that processing takes, in bytes; runs on the same thread
     * @return fails as {@code memory} or {@code processing} does, or with a problem if the memory is too much
     */
    public <T> CompletionStage<T> process(LongSupplier memory, Callable<T> processing) {
        waiting.incrementAndGet();
        return workers.executeBlocking(
                        () -> {
                            waiting.decrementAndGet();
                            requireMemory(memory.getAsLong());
                            return processing.call();
                        },
                        false)
                .toCompletionStage();
    }

    /**
     * Checks the memory that processing a body takes.
     *
     * @throws ProblemException 413 if it is too much
     */
    public void requireMemory(long bytes) {
        if (bytes > maxMemory) {
            refused.increment();
            throw Problem.Kind.TOO_LARGE.exception(
                    "Processing this body takes too much memory; send its content in several requests.");
        }
    }
}
