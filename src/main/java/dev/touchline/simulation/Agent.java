package dev.touchline.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Reports over HTTP, and sends again as the answers tell it to. */
final class Agent {

    private static final Logger LOG = Logger.getLogger(Agent.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int LONGEST_REFUSAL = 1000;

    private final HttpClient http;
    private final URI target;
    private final String authorization;
    private final Duration timeout;
    private final Duration patience;
    private final Console console;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();

    private volatile String lastRefusal;

    Agent(HttpClient http, IngestAddress target, SimulationConfig config, Console console) {
        this.http = http;
        this.target = target.uri();
        this.authorization = target.authorization();
        this.timeout = config.timeout();
        this.patience = config.patience();
        this.console = console;
    }

    int sent() {
        return sent.get();
    }

    int accepted() {
        return accepted.get();
    }

    int refused() {
        return refused.get();
    }

    int retried() {
        return retried.get();
    }

    /** What the last answer that refused a report said, or null. */
    String lastRefusal() {
        return lastRefusal;
    }

    /** Announces a match. */
    Uni<Void> announce(String match, ObjectNode announcement) {
        return report("PUT", "/matches/" + URLEncoder.encode(match, StandardCharsets.UTF_8), announcement);
    }

    /** Reports an event. */
    Uni<Void> report(ObjectNode event) {
        console.sent(event);
        return report("POST", "/events", event);
    }

    // Completes when the report was accepted or given up, and never fails: the others go on.
    private Uni<Void> report(String method, String path, ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.resolve(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        sent.incrementAndGet();
        return attempt(request.build(), System.nanoTime());
    }

    private Uni<Void> attempt(HttpRequest request, long begun) {
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .map(Answer::of)
                .onFailure(IOException.class)
                .recoverWithItem(e -> new Answer(0, PAUSE, e.toString()))
                .flatMap(answer -> {
                    if (answer.accepted()) {
                        accepted.incrementAndGet();
                        return Uni.createFrom().voidItem();
                    }
                    if (!answer.passes() || System.nanoTime() - begun > patience.toNanos()) {
                        refused(request, answer);
                        return Uni.createFrom().voidItem();
                    }
                    retried.incrementAndGet();
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(answer.pause())
                            .flatMap(again -> attempt(request, begun));
                });
    }

    // The first one tells; a simulation that gets everything wrong would fill the log.
    private void refused(HttpRequest request, Answer answer) {
        String refusal = answer.status() == 0 ? answer.body() : answer.status() + " " + answer.body();
        // It goes to the log, and who knows what the target says.
        String clean = refusal.replaceAll("\\p{Cntrl}", "?");
        lastRefusal = clean.length() > LONGEST_REFUSAL ? clean.substring(0, LONGEST_REFUSAL) : clean;
        if (refused.incrementAndGet() == 1) {
            LOG.warnf("%s %s was refused: %s", request.method(), request.uri().getPath(), lastRefusal);
        }
    }

    /** An answer; status 0 where there was none. */
    private record Answer(int status, Duration pause, String body) {

        static Answer of(HttpResponse<String> response) {
            Duration pause = response.headers()
                    .firstValue("Retry-After")
                    .filter(seconds -> seconds.matches("\\d{1,5}"))
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(PAUSE);
            return new Answer(
                    response.statusCode(), pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause, response.body());
        }

        boolean accepted() {
            return status == 202;
        }

        boolean passes() {
            return status == 0 || status == 429 || status == 503;
        }
    }
}
