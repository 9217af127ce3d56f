package dev.touchline.http;

import dev.touchline.http.connection.RequestBody;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
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
 * Bounds what bodies may cost: how large one is, how long it takes to arrive, and how much of all of them is in memory.
 * What is past a bound is refused with a problem that says so; Quarkus's own limit closes without a word.
 */
@ApplicationScoped
class BodyLimit {

    private static final int PRIORITY_FIRST = 1000;
    private static final int STATUS_TOO_LARGE = Problem.Kind.TOO_LARGE.status();
    /** A body that announces up to this many times the limit is discarded and its connection kept. */
    private static final int DISCARDED = 8;
    /** What a body counts for whose length shows only as it comes. */
    private static final long RESERVED_FOR_UNKNOWN_LENGTH = 256 * 1024;

    /** Where nothing reads a body. Some of these are streams, which go on for hours and cost no memory here. */
    private static final Set<HttpMethod> METHODS_WITHOUT_BODY =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);
    /** RFC 9113, section 8.1: the answer is complete, and what is left of the request is of no use. */
    private static final long NO_ERROR = 0;

    /** Between two looks at how much has come of a body whose length is not known. */
    private static final long CHECK_MILLIS = 20;
    /** Between two looks for bodies that are late: a timer for each would take 3 % of the event loops' time. */
    private static final long DEADLINE_CHECK_MILLIS = 200;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long maxBodySize;
    private final long maxBuffered;
    private final Duration bodyTimeout;
    private final AtomicLong buffered = new AtomicLong();
    private final Set<PendingBody> pendingBodies = ConcurrentHashMap.newKeySet();

    /** A request that is under way. */
    private record PendingBody(RoutingContext request, Context thread, long deadline) {}

    BodyLimit(BodyLimitConfig config, MeterRegistry metrics, Vertx vertx) {
        this.maxBodySize = config.maxBodySize().asLongValue();
        this.maxBuffered = Math.max(config.maxBufferedSize().bytes(), maxBodySize);
        this.bodyTimeout = config.bodyTimeout();
        metrics.gauge("touchline.ingest.buffered.bytes", List.of(), buffered);
        vertx.setPeriodic(DEADLINE_CHECK_MILLIS, sweep -> failOverdueBodies());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY_FIRST);
    }

    void answerFailures(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == STATUS_TOO_LARGE && !context.response().ended()) {
                answerAndClose(context, tooLarge());
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        long length = contentLength(request);
        if (length > maxBodySize * DISCARDED) {
            context.fail(STATUS_TOO_LARGE);
        } else if (length > maxBodySize) {
            tooLarge().send(context.response());
        } else if (length > 0) {
            readBody(context, length);
        } else if (isChunked(request) || hasUnknownLength(request)) {
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
            Problem.temporary(
                            Problem.Kind.TOO_MANY_REQUESTS,
                            "Too much is arriving at once; send it again later.",
                            RETRY_AFTER)
                    .send(context.response());
        } else {
            context.next();
        }
    }

    // Quarkus REST reads the body itself, up to its own limit, which is above ours and closes without a problem;
    // received
    // bytes are counted beside it. A BodyHandler of Vert.x in front of it is no way: chunked bodies of more than 16 kB
    // reached REST as zeros, and over HTTP/2 REST insists on reading.
    private void limitLength(RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestBody.limitOverHttp1(request, maxBodySize, () -> {
            if (!context.response().ended()) {
                answerAndClose(context, tooLarge());
            }
        });
        AtomicLong more = new AtomicLong();
        long looks = context.vertx().setPeriodic(CHECK_MILLIS, look -> {
            long grown = Math.max(more.get(), request.bytesRead() - RESERVED_FOR_UNKNOWN_LENGTH);
            buffered.addAndGet(grown - more.getAndSet(grown));
            if (request.bytesRead() > maxBodySize
                    && !request.isEnded()
                    && !context.response().ended()) {
                answerAndClose(context, tooLarge());
            }
        });
        context.addEndHandler(end -> {
            context.vertx().cancelTimer(looks);
            buffered.addAndGet(-more.get());
        });
    }

    private void failOverdueBodies() {
        long now = System.nanoTime();
        for (PendingBody request : pendingBodies) {
            if (request.deadline() - now <= 0) {
                request.thread().runOnContext(late -> failOverdue(request));
            }
        }
    }

    // A body that drips in would keep its connection and its share of the memory for as long as it likes. One that has
    // arrived is not late, however long its request takes.
    private void failOverdue(PendingBody late) {
        RoutingContext context = late.request();
        if (context.response().ended() || RequestBody.hasArrived(context.request())) {
            pendingBodies.remove(late);
        } else if (RequestBody.awaitsClient(context.request())) {
            answerAndClose(
                    context,
                    Problem.of(
                            Problem.Kind.TIMEOUT,
                            "The body did not arrive within " + bodyTimeout.toSeconds() + " s. None of it was taken."));
        }
    }

    // Over HTTP/2 the connection has other requests on it, which are not to blame.
    private static void answerAndClose(RoutingContext context, Problem problem) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            problem.send(context.response())
                    .onComplete(sent -> context.response().reset(NO_ERROR));
        } else {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            problem.send(context.response())
                    .onComplete(sent -> request.connection().close());
        }
    }

    private static boolean isChunked(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean hasUnknownLength(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2
                && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && !METHODS_WITHOUT_BODY.contains(request.method());
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
