package dev.touchline.http;

import dev.touchline.http.connection.RequestBody;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the size of a request body, the time it may take to arrive, and the memory of all bodies together. Responds
 * with a problem, whereas the limit of Quarkus closes the connection without a response.
 */
@ApplicationScoped
class BodyLimit {

    private static final int PRIORITY_FIRST = 1000;
    private static final int STATUS_TOO_LARGE = Problem.Kind.TOO_LARGE.status();
    /** Up to this multiple of the limit, a body is read and discarded so that its connection stays open. */
    private static final int DISCARD_FACTOR = 8;
    /** Reserved for a body of unknown length. */
    private static final long RESERVED_FOR_UNKNOWN_LENGTH = 256 * 1024;

    /** Some of these requests are streams, which last for hours. */
    private static final Set<HttpMethod> METHODS_WITHOUT_BODY =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);
    /** RFC 9113, section 8.1: the response is complete, the rest of the request is not needed. */
    private static final long NO_ERROR = 0;

    /** Between two checks of the received size of a body of unknown length. */
    private static final long CHECK_MILLIS = 20;
    /** Between two checks for overdue bodies: a timer per body would take 3 % of the event loops' time. */
    private static final long DEADLINE_CHECK_MILLIS = 200;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long maxBodySize;
    private final long maxBuffered;
    private final Duration bodyTimeout;
    private final AtomicLong buffered = new AtomicLong();
    private final Set<PendingBody> pendingBodies = ConcurrentHashMap.newKeySet();

    private record PendingBody(RoutingContext request, Context context, long deadline) {}

    BodyLimit(BodyLimitConfig config, MeterRegistry metrics, Vertx vertx) {
        this.maxBodySize = config.maxBodySize().asLongValue();
        this.maxBuffered = Math.max(config.maxBufferedSize().bytes(), maxBodySize);
        this.bodyTimeout = config.bodyTimeout();
        metrics.gauge("touchline.ingest.buffered.bytes", List.of(), buffered);
        vertx.setPeriodic(DEADLINE_CHECK_MILLIS, tick -> failOverdueBodies());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY_FIRST);
    }

    void registerFailureHandler(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == STATUS_TOO_LARGE && !context.response().ended()) {
                respondAndClose(context, tooLarge());
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        long length = contentLength(request);
        if (length > maxBodySize * DISCARD_FACTOR) {
            context.fail(STATUS_TOO_LARGE);
        } else if (length > maxBodySize) {
            tooLarge().send(context.response());
        } else if (length > 0) {
            readBody(context, length);
        } else if (hasUnknownLength(request)) {
            limitLength(context);
            readBody(context, RESERVED_FOR_UNKNOWN_LENGTH);
        } else {
            context.next();
        }
    }

    private void readBody(RoutingContext context, long weight) {
        boolean full = buffered.addAndGet(weight) > maxBuffered;
        PendingBody request =
                new PendingBody(context, Vertx.currentContext(), System.nanoTime() + bodyTimeout.toNanos());
        pendingBodies.add(request);
        context.addEndHandler(end -> {
            buffered.addAndGet(-weight);
            pendingBodies.remove(request);
        });
        if (full) {
            String detail = "Too many request bodies are in memory; send the request again later.";
            Problem.temporary(Problem.Kind.TOO_MANY_REQUESTS, detail, RETRY_AFTER)
                    .send(context.response());
        } else {
            context.next();
        }
    }

    // Quarkus REST reads the body itself, so the received bytes are counted beside it. A Vert.x BodyHandler in front of
    // REST does not work: chunked bodies of more than 16 kB reached REST as zeros, and over HTTP/2 REST reads anyway.
    private void limitLength(RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestBody.limitOverHttp1(request, maxBodySize, () -> {
            if (!context.response().ended()) {
                respondAndClose(context, tooLarge());
            }
        });
        AtomicLong excess = new AtomicLong();
        long timer = context.vertx().setPeriodic(CHECK_MILLIS, tick -> {
            long size = Math.max(excess.get(), request.bytesRead() - RESERVED_FOR_UNKNOWN_LENGTH);
            buffered.addAndGet(size - excess.getAndSet(size));
            if (request.bytesRead() > maxBodySize
                    && !request.isEnded()
                    && !context.response().ended()) {
                respondAndClose(context, tooLarge());
            }
        });
        context.addEndHandler(end -> {
            context.vertx().cancelTimer(timer);
            buffered.addAndGet(-excess.get());
        });
    }

    private void failOverdueBodies() {
        long now = System.nanoTime();
        for (PendingBody request : pendingBodies) {
            if (request.deadline() - now <= 0) {
                request.context().runOnContext(overdue -> failOverdue(request));
            }
        }
    }

    // A body that arrived in time is not overdue, however long its request takes.
    private void failOverdue(PendingBody overdue) {
        RoutingContext context = overdue.request();
        if (context.response().ended() || RequestBody.hasArrived(context.request())) {
            pendingBodies.remove(overdue);
        } else if (RequestBody.awaitsClient(context.request())) {
            String detail = "The body did not arrive within " + bodyTimeout.toSeconds() + " s. Nothing was published.";
            respondAndClose(context, Problem.of(Problem.Kind.TIMEOUT, detail));
        }
    }

    // Over HTTP/2 the connection carries other requests, so only the stream is reset.
    private static void respondAndClose(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        if (request.version() == HttpVersion.HTTP_2) {
            problem.send(response).onComplete(sent -> response.reset(NO_ERROR));
        } else {
            response.putHeader(HttpHeaders.CONNECTION, "close");
            problem.send(response).onComplete(sent -> request.connection().close());
        }
    }

    private static boolean hasUnknownLength(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                ? !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && !METHODS_WITHOUT_BODY.contains(request.method())
                : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static long contentLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private Problem tooLarge() {
        return Problem.of(Problem.Kind.TOO_LARGE, "A body may have at most " + maxBodySize + " bytes.");
    }
}
