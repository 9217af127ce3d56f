package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** An agent that repeats a request for as long as the response allows a retry. */
public final class RetryingAgent {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Supplier<AppProcess> ingest;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();

    /** An agent that reports to that process. */
    public RetryingAgent(AppProcess ingest) {
        this(() -> ingest);
    }

    /** An agent that chooses the process anew for every attempt. */
    public RetryingAgent(Supplier<AppProcess> ingest) {
        this.ingest = ingest;
    }

    /** A football event. */
    public static ObjectNode event(String match, String id, String kind, String team, int minute) {
        return AppProcess.JSON
                .createObjectNode()
                .put("id", id)
                .put("source", "scout")
                .put("type", "football." + kind)
                .put("match", match)
                .put("minute", minute)
                .put("team", team);
    }

    /** A football announcement. */
    public static ObjectNode announcement(String competition, String home, String away) {
        return AppProcess.JSON
                .createObjectNode()
                .put("sport", "football")
                .put("competition", competition)
                .put("home", home)
                .put("away", away)
                .put("kickOff", "2031-06-14T15:00:00Z");
    }

    /** Announces a match, with retries until it is accepted. */
    public void announce(String match, JsonNode announcement) {
        until202(() -> ingest.get().put("/matches/" + match, announcement));
    }

    /** Defines a competition, with retries until it is accepted. */
    public void define(String competition, JsonNode definition) {
        until202(() -> ingest.get().put("/competitions/" + competition, definition));
    }

    /** Reports an event or an array of events, with retries until the request is accepted. */
    public void report(JsonNode events) {
        until202(() -> ingest.get().post("/events", events));
    }

    /** Sends an operator's decision about a match, with retries until it is accepted. Give it an id. */
    public void decide(String match, JsonNode decision) {
        until202(() -> ingest.get().post("/matches/" + match + "/decisions", decision));
    }

    /** The number of requests answered 202. */
    public int accepted() {
        return accepted.get();
    }

    /** The number of retries. */
    public int retries() {
        return retries.get();
    }

    /** The duration of the slowest request. */
    public Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    private interface Attempt {
        HttpResponse<String> send();
    }

    private void until202(Attempt attempt) {
        if (!isAccepted(attempt)) {
            await("202").atMost(TIMEOUT).pollDelay(PAUSE).pollInterval(PAUSE).until(() -> {
                retries.incrementAndGet();
                return isAccepted(attempt);
            });
        }
        accepted.incrementAndGet();
    }

    private boolean isAccepted(Attempt attempt) {
        long startedAt = System.nanoTime();
        try {
            HttpResponse<String> response = attempt.send();
            return switch (response.statusCode()) {
                case 202 -> true;
                case 429, 503 -> {
                    if (response.headers().firstValue("Retry-After").isEmpty()) {
                        throw new AssertionError(response.statusCode() + " without Retry-After");
                    }
                    yield false;
                }
                default -> throw new AssertionError(response.statusCode() + " " + response.body());
            };
        } catch (UncheckedIOException e) {
            return false;
        } finally {
            slowest.accumulateAndGet(System.nanoTime() - startedAt, Math::max);
        }
    }
}
