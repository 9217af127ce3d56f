package dev.touchline.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Requests with {@code Expect: 100-continue} (RFC 9110, section 10.1.1), each on its own connection. If the server
 * asked for the body, it has certainly read the request and owes an answer.
 */
public final class ExpectContinueRequests implements AutoCloseable {

    private static final long PAUSE = Duration.ofMillis(50).toNanos();

    private final AppProcess[] processes;
    private final String match = UniqueIds.match();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger notRead = new AtomicInteger();
    private final Set<Long> notAnswered = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private final List<? extends Future<?>> running;
    private volatile boolean stop;

    private ExpectContinueRequests(int count, AppProcess[] processes) {
        this.processes = processes.clone();
        this.threads = Executors.newFixedThreadPool(count);
        this.running = IntStream.range(0, count)
                .mapToObj(number -> threads.submit(() -> run(number)))
                .toList();
    }

    /**
     * The outcomes of the requests.
     *
     * @param match the match that the events belong to
     * @param accepted the ids of the events answered 202
     * @param refused the number of requests answered 503
     * @param notRead the number of requests whose connection failed before the server asked for the body
     * @param notAnswered the start times ({@link System#nanoTime()}) of the requests whose connection failed after that
     */
    public record Result(String match, Set<String> accepted, int refused, int notRead, Set<Long> notAnswered) {}

    /** Starts that many clients, each of which sends requests one after another to one of the processes. */
    public static ExpectContinueRequests start(int atOnce, AppProcess... processes) {
        return new ExpectContinueRequests(atOnce, processes);
    }

    /** Stops the clients and returns the outcomes. */
    public Result end() {
        stop = true;
        try {
            for (Future<?> client : running) {
                client.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        return new Result(match, Set.copyOf(accepted), refused.get(), notRead.get(), Set.copyOf(notAnswered));
    }

    private void run(int number) {
        while (!stop) {
            EventBody goal = EventBody.goal(match, "home", 1);
            boolean read = false;
            long startedAt = System.nanoTime();
            byte[] body = goal.toString().getBytes(StandardCharsets.UTF_8);
            try (RawRequest request = RawRequest.post(
                    processes[number % processes.length].at("/events"),
                    "Expect: 100-continue\r\nContent-Length: " + body.length)) {
                int status = request.answer().status();
                if (status == 100) {
                    read = true;
                    request.send(body, 0, body.length);
                    status = request.answer().status();
                }
                switch (status) {
                    case 202 -> accepted.add(goal.id());
                    case 503 -> refused.incrementAndGet();
                    default -> throw new AssertionError("answered " + status);
                }
            } catch (IOException e) {
                if (read) {
                    notAnswered.add(startedAt);
                } else {
                    notRead.incrementAndGet();
                }
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    @Override
    public void close() {
        stop = true;
        threads.shutdownNow();
    }
}
