package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Reports over HTTP and retries after temporary failures. */
public final class Agent {

    private static final Logger LOG = Logger.getLogger(Agent.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final int MAX_REFUSAL_LENGTH = 1000;
    private static final int UNAUTHORIZED = 401;
    /** Statuses that concern the agent or the address instead of the report. */
    private static final Set<Integer> AGENT_REFUSALS = Set.of(401, 403, 404, 405, 407, 410, 421, 501);

    private final HttpClient http;
    private final IngestAddress target;
    private final SimulationConfig config;
    private final Console console;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();

    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile String lastRefusal;

    public Agent(HttpClient http, IngestAddress target, SimulationConfig config, Console console) {
        this.http = http;
        this.target = target;
        this.config = config;
        this.console = console;
    }

    public int sent() {
        return sent.get();
    }

    public int accepted() {
        return accepted.get();
    }

    public int refused() {
        return refused.get();
    }

    public int retried() {
        return retried.get();
    }

    /** The address of the target, without credentials. */
    public String target() {
        return target.shown();
    }

    /** Status and body of the last refusal, or null. */
    public String lastRefusal() {
        return lastRefusal;
    }

    public Uni<Void> announce(String match, ObjectNode announcement) {
        return send("PUT", "/matches/" + URLEncoder.encode(match, StandardCharsets.UTF_8), announcement);
    }

    public Uni<Void> define(String competition, ObjectNode definition) {
        return send("PUT", "/competitions/" + URLEncoder.encode(competition, StandardCharsets.UTF_8), definition);
    }

    /** Accepts an alias of a team or of a player. */
    public Uni<Void> accept(String competition, ObjectNode alias) {
        String path = "/competitions/" + URLEncoder.encode(competition, StandardCharsets.UTF_8) + "/aliases";
        return send("POST", path, alias);
    }

    public Uni<Void> report(ObjectNode event) {
        console.sent(event);
        return send("POST", "/events", event);
    }

    // Completes also if the report is refused. Fails only if all further reports would be refused.
    private Uni<Void> send(String method, String path, ObjectNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.uri().resolve(path))
                .timeout(config.requestTimeout())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        if (target.authorization() != null) {
            request.header("Authorization", target.authorization());
        }
        sent.incrementAndGet();
        return sendOnce(request.build(), System.nanoTime());
    }

    private Uni<Void> sendOnce(HttpRequest request, long startedAt) {
        return Uni.createFrom()
                .completionStage(() -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                .map(Outcome::of)
                .onFailure(IOException.class)
                .recoverWithItem(e -> new Outcome(0, PAUSE, e.toString()))
                .flatMap(outcome -> {
                    if (outcome.accepted()) {
                        accepted.incrementAndGet();
                        return Uni.createFrom().voidItem();
                    }
                    long waited = System.nanoTime() - startedAt;
                    if (isRejected(outcome, waited)) {
                        refused(request, outcome);
                        // One failure ends the simulation; Mutiny would log the others as dropped.
                        return failed.compareAndSet(false, true)
                                ? Uni.createFrom().failure(new TargetRejectedException(lastRefusal))
                                : Uni.createFrom().nothing();
                    }
                    if (!outcome.isTemporary() || waited > config.retryTimeout().toNanos()) {
                        refused(request, outcome);
                        return Uni.createFrom().voidItem();
                    }
                    retried.incrementAndGet();
                    Uni<Void> pause =
                            Uni.createFrom().voidItem().onItem().delayIt().by(outcome.pause());
                    return pause.flatMap(again -> sendOnce(request, startedAt));
                });
    }

    // Once a target has accepted a report, refusals concern single reports; but a token does not become valid again.
    private boolean isRejected(Outcome outcome, long waited) {
        Duration timeout = target.starting() ? config.retryTimeout() : config.unreachableTimeout();
        boolean rejected = outcome.status() == 0
                ? waited > timeout.toNanos()
                : outcome.redirects() || AGENT_REFUSALS.contains(outcome.status());
        return outcome.status() == UNAUTHORIZED || accepted.get() == 0 && rejected;
    }

    // Only the first refusal is logged: a simulation may have thousands.
    private void refused(HttpRequest request, Outcome outcome) {
        String refusal = outcome.status() == 0 ? outcome.body() : outcome.status() + " " + outcome.body();
        // Control characters of the target must not reach the log.
        String clean = refusal.replaceAll("\\p{Cntrl}", "?");
        lastRefusal = clean.length() > MAX_REFUSAL_LENGTH ? clean.substring(0, MAX_REFUSAL_LENGTH) : clean;
        if (refused.incrementAndGet() == 1) {
            LOG.warnf(
                    "%s %s%s was refused, further refusals are not logged: %s",
                    request.method(), target.shown(), request.uri().getPath(), lastRefusal);
        }
    }

    /** A response; status 0 if there was none. */
    private record Outcome(int status, Duration pause, String body) {

        static Outcome of(HttpResponse<String> response) {
            String retryAfter = response.headers().firstValue("Retry-After").orElse("");
            Duration wanted = retryAfter.matches("\\d{1,5}") ? Duration.ofSeconds(Long.parseLong(retryAfter)) : PAUSE;
            Duration pause = wanted.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : wanted;
            return new Outcome(response.statusCode(), pause, response.body());
        }

        boolean accepted() {
            return status == 202;
        }

        boolean redirects() {
            return status >= 300 && status < 400;
        }

        boolean isTemporary() {
            return status == 0 || status == 429 || status == 503;
        }
    }
}
