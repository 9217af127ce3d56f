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

/** Reports, and sends again for as long as the answer says that it makes sense. */
public final class RetryingAgent {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Supplier<AppProcess> ingest;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger sentAgain = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();

    /** An agent that reports to that process. */
    public RetryingAgent(AppProcess ingest) {
        this(() -> ingest);
    }

    /** An agent that asks for every request, and again for every repetition, which process to report to. */
    public RetryingAgent(Supplier<AppProcess> ingest) {
        this.ingest = ingest;
    }

    /** A report of something that happened in a match of football. */
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

    /** An announcement of a match of football. */
    public static ObjectNode announcement(String competition, String home, String away) {
        return AppProcess.JSON
                .createObjectNode()
                .put("sport", "football")
                .put("competition", competition)
                .put("home", home)
                .put("away", away)
                .put("kickOff", "2031-06-14T15:00:00Z");
    }

    /** Announces a match, until it is accepted. */
    public void announce(String match, JsonNode announcement) {
        until202(() -> ingest.get().put("/matches/" + match, announcement));
    }

    /** Reports an event or an array of them, until it is accepted. */
    public void report(JsonNode events) {
        until202(() -> ingest.get().post("/events", events));
    }

    /** How many requests were answered 202. */
    public int accepted() {
        return accepted.get();
    }

    /** How often something was sent again. */
    public int sentAgain() {
        return sentAgain.get();
    }

    /** The longest that any answer took. */
    public Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    private interface Attempt {
        HttpResponse<String> send();
    }

    private void until202(Attempt attempt) {
        if (!taken(attempt)) {
            await("202").atMost(TIMEOUT).pollDelay(PAUSE).pollInterval(PAUSE).until(() -> {
                sentAgain.incrementAndGet();
                return taken(attempt);
            });
        }
        accepted.incrementAndGet();
    }

    private boolean taken(Attempt attempt) {
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
