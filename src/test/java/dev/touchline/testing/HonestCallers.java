package dev.touchline.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers within their rate: one agent reports a goal, one reader reads the match and one the list of matches, each ten
 * times a second on connections of their own. Every answer is counted with its time.
 */
public final class HonestCallers implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STORED = Duration.ofSeconds(120);
    private static final int MIN_ANSWERS = 60;

    private final AppProcess app;
    private final String token;
    private final String match = UniqueIds.match();
    private final String source = UniqueIds.id("honest");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private volatile ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();

    private HonestCallers(AppProcess app, String token) {
        this.app = app;
        this.token = token;
    }

    /** An answer with its time; status 0 is none. */
    private record Answer(String request, int status, Duration time) {}

    /**
     * The answers that the callers got.
     *
     * @param requests how many they sent
     * @param succeeded how many were answered 2xx
     * @param p99 99 of 100 answers took at most this long
     * @param failures the other answers, by request and status
     */
    public record Seen(int requests, int succeeded, Duration p99, Set<String> failures) {

        /** The share of the requests that were answered 2xx. */
        public double share() {
            return (double) succeeded / requests;
        }
    }

    /** Starts the callers; the agent reports with this token. */
    public static HonestCallers start(AppProcess app, String token) {
        HonestCallers callers = new HonestCallers(app, token);
        callers.every(() -> callers.send("POST /events", callers.goal()));
        callers.every(() -> callers.send("GET /matches/x", callers.request("/matches/" + callers.match)));
        callers.every(() -> callers.send("GET /matches", callers.request("/matches?limit=10")));
        await().atMost(STORED).until(() -> app.status("/matches/" + callers.match) == 200);
        return callers;
    }

    private void every(Runnable call) {
        threads.scheduleAtFixedRate(call, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private HttpRequest.Builder builder(String path) {
        return HttpRequest.newBuilder(app.at(path)).timeout(TIMEOUT);
    }

    private HttpRequest request(String path) {
        return builder(path).build();
    }

    private HttpRequest goal() {
        String id = "honest-" + number.incrementAndGet();
        JsonNode event = RetryingAgent.event(match, id, "goal", "home", 1).put("source", source);
        return builder("/events")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .header("Touchline-Test", id)
                .POST(HttpRequest.BodyPublishers.ofString(event.toString()))
                .build();
    }

    private void send(String name, HttpRequest request) {
        long startedAt = System.nanoTime();
        int status = 0;
        try {
            status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // Counted as no answer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (status == 202) {
            accepted.add(request.headers().firstValue("Touchline-Test").orElseThrow());
        }
        answers.add(new Answer(name, status, Duration.ofNanos(System.nanoTime() - startedAt)));
    }

    private Seen seen() {
        List<Answer> all = new ArrayList<>(answers);
        List<Duration> times = all.stream().map(Answer::time).sorted().toList();
        Set<String> failures = new TreeSet<>();
        int succeeded = 0;
        for (Answer answer : all) {
            if (answer.status() >= 200 && answer.status() < 300) {
                succeeded++;
            } else {
                failures.add(answer.request() + " " + answer.status());
            }
        }
        return new Seen(all.size(), succeeded, times.get((times.size() - 1) * 99 / 100), failures);
    }

    /** Lets the callers call for a time, and returns what they saw. */
    public Seen during(Duration time) {
        return during(() -> await().pollDelay(time).atMost(time.multipliedBy(2)).until(() -> true));
    }

    /** Returns what the callers saw from the beginning of the action, which may last an instant, to its end or later. */
    public Seen during(Runnable action) {
        answers = new ConcurrentLinkedQueue<>();
        action.run();
        await().atMost(STORED).until(() -> answers.size() >= MIN_ANSWERS);
        return seen();
    }

    /** Waits until every goal that was answered 202 is stored, once. */
    public void assertNothingLost(RealDatabase database) {
        Set<String> until = Set.copyOf(accepted);
        await("every accepted goal to be stored").atMost(STORED).until(() -> database.column(
                        String.class, "SELECT id FROM event WHERE source = ?", source)
                .containsAll(until));
        assertEquals(
                List.of(),
                database.column(
                        String.class, "SELECT id FROM event WHERE source = ? GROUP BY id HAVING count(*) > 1", source));
    }

    /** Stops the callers. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
