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

    private final HttpClient http;
    private final URI target;
    private final Duration timeout;
    private final int attempts;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();

    Agent(HttpClient http, URI target, SimulationConfig config) {
        this.http = http;
        this.target = target;
        this.timeout = config.timeout();
        this.attempts = config.attempts();
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

    /** Announces a match. */
    Uni<Void> announce(String match, ObjectNode announcement) {
        return report("PUT", "/matches/" + URLEncoder.encode(match, StandardCharsets.UTF_8), announcement);
    }

    /** Reports an event. */
    Uni<Void> report(ObjectNode event) {
        return report("POST", "/events", event);
    }

    // Completes when the report was accepted or given up, and never fails: the others go on.
    private Uni<Void> report(String method, String path, ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(target.resolve(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        sent.incrementAndGet();
        return attempt(request, 1);
    }

    private Uni<Void> attempt(HttpRequest request, int attempt) {
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
                    if (!answer.passes() || attempt == attempts) {
                        refused.incrementAndGet();
                        LOG.warnf(
                                "%s %s was refused: %d %s",
                                request.method(), request.uri().getPath(), answer.status(), answer.body());
                        return Uni.createFrom().voidItem();
                    }
                    retried.incrementAndGet();
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(answer.pause())
                            .flatMap(again -> attempt(request, attempt + 1));
                });
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
