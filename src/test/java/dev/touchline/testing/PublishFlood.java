package dev.touchline.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients that post large requests and repeat them as soon as {@code Retry-After} allows. Together they exceed the
 * bound on outstanding messages to the broker.
 */
public final class PublishFlood implements AutoCloseable {

    /** The number of clients. */
    public static final int CLIENTS = 100;

    private static final int EVENTS = 60;
    private static final int NOTE = 15_000;

    private final AppProcess app;
    private final ArrayNode events = AppProcess.JSON.createArrayNode();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> running = new ArrayList<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicLong slowest = new AtomicLong();

    private PublishFlood(AppProcess app) {
        this.app = app;
        String match = UniqueIds.match();
        for (int i = 0; i < EVENTS; i++) {
            events.add(EventBody.of(match, "shot")
                    .with("team", "home")
                    .with("details", Map.of("note", "x".repeat(NOTE)))
                    .json());
        }
    }

    /** Starts the clients. */
    public static PublishFlood start(AppProcess app) {
        PublishFlood flood = new PublishFlood(app);
        for (int i = 0; i < CLIENTS; i++) {
            flood.running.add(flood.threads.submit(flood::post));
        }
        return flood;
    }

    /** The number of responses by status. */
    public Map<Integer, AtomicInteger> statuses() {
        return statuses;
    }

    /** The number of responses. */
    public int answers() {
        return statuses.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** The duration of the slowest request. */
    public Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    private Void post() throws InterruptedException {
        long pause = 0;
        while (!stop.await(pause, TimeUnit.SECONDS)) {
            long startedAt = System.nanoTime();
            HttpResponse<String> answer = app.post("/events", events);
            slowest.accumulateAndGet(System.nanoTime() - startedAt, Math::max);
            statuses.computeIfAbsent(answer.statusCode(), status -> new AtomicInteger())
                    .incrementAndGet();
            pause = answer.headers()
                    .firstValueAsLong("Retry-After")
                    .orElseThrow(() -> new AssertionError(answer.statusCode() + " without Retry-After"));
        }
        return null;
    }

    /** Stops the clients and waits until each request is answered. */
    @Override
    public void close() {
        stop.countDown();
        threads.shutdown();
        for (Future<?> client : running) {
            try {
                client.get(FaultTrial.SLOWEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("a client failed", e);
            }
        }
    }
}
