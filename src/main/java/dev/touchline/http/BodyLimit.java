package dev.touchline.http;

import dev.touchline.http.connection.RequestBody;
import dev.touchline.network.ClientAddresses;
import io.micrometer.core.instrument.Counter;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the size of a request body, the time it may take to arrive, and the memory of all bodies together. A client may
 * hold as much of that memory as is free: half of it alone, a third while another does the same, so that there is always
 * room for the others. Responds with a problem, whereas the limit of Quarkus closes the connection without a response.
 */
@ApplicationScoped
class BodyLimit {

    private static final int PRIORITY_FIRST = 1000;
    private static final int STATUS_TOO_LARGE = Problem.Kind.TOO_LARGE.status();
    /** Up to this multiple of the limit, a body is read and discarded so that its connection stays open. */
    private static final int DISCARD_FACTOR = 8;
    /** Reserved for a body of unknown length. */
    private static final long RESERVED_FOR_UNKNOWN_LENGTH = 256 * 1024;

    /** The paths whose bodies may be large; all others are small. */
    private static final List<String> LARGE = List.of("/events", "/simulations");

    /** The full list of a source's reports is large, too: {@code /matches/{id}/reports/{source}}. */
    private static final String MATCHES = "/matches/";

    private static final String REPORTS = "/reports/";

    private static final String CHUNKED = "chunked";

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
    private final ClientAddresses addresses;
    private final AtomicLong buffered = new AtomicLong();
    private final Map<String, Long> bufferedByClient = new ConcurrentHashMap<>();
    private final Counter refused;
    private final Set<PendingBody> pendingBodies = ConcurrentHashMap.newKeySet();

    private record PendingBody(RoutingContext request, Context context, long deadline) {}

    BodyLimit(BodyLimitConfig config, ClientAddresses addresses, MeterRegistry metrics, Vertx vertx) {
        this.maxBodySize = config.maxBodySize().asLongValue();
        this.maxBuffered = Math.max(config.maxBufferedSize().bytes(), 2 * maxBodySize);
        this.bodyTimeout = config.bodyTimeout();
        this.addresses = addresses;
        this.refused = metrics.counter("touchline.ingest.buffered.refused");
        metrics.gauge("touchline.ingest.buffered.bytes", List.of(), buffered);
        vertx.setPeriodic(DEADLINE_CHECK_MILLIS, tick -> failOverdueBodies());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY_FIRST);
    }

    void registerFailureHandler(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == STATUS_TOO_LARGE && !context.response().ended()) {
                respondAndClose(context, tooLarge(maxSize(context.request())));
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (hasAmbiguousLength(request)) {
            respondAndClose(context, Problem.of(Problem.Kind.MALFORMED, "Transfer-Encoding must be chunked."));
            return;
        }
        long maxSize = maxSize(request);
        long length = contentLength(request);
        if (length > maxSize * DISCARD_FACTOR) {
            context.fail(STATUS_TOO_LARGE);
        } else if (length > maxSize) {
            tooLarge(maxSize).send(context.response());
        } else if (length > 0) {
            readBody(context, length);
        } else if (hasUnknownLength(request)) {
            String client = addresses.of(request);
            limitLength(context, client, maxSize);
            readBody(context, Math.min(RESERVED_FOR_UNKNOWN_LENGTH, maxSize));
        } else {
            context.next();
        }
    }

    private long maxSize(HttpServerRequest request) {
        String path = request.path();
        boolean large = path != null
                && (LARGE.stream().anyMatch(path::startsWith)
                        || path.startsWith(MATCHES) && path.indexOf(REPORTS, MATCHES.length()) > 0);
        return large ? maxBodySize : Math.min(maxBodySize, LargeBodies.MAX_SIZE_ON_EVENT_LOOP);
    }

    // Netty refuses Transfer-Encoding beside Content-Length, but decodes "gzip, chunked" and ignores "identity".
    private static boolean hasAmbiguousLength(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2 || !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return false;
        }
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.size() > 1 || !codings.get(0).equalsIgnoreCase(CHUNKED);
    }

    private void readBody(RoutingContext context, long weight) {
        String client = addresses.of(context.request());
        boolean admitted = reserve(client, weight);
        PendingBody request =
                new PendingBody(context, Vertx.currentContext(), System.nanoTime() + bodyTimeout.toNanos());
        pendingBodies.add(request);
        RequestEnd.then(context, () -> {
            reserve(client, -weight);
            pendingBodies.remove(request);
        });
        if (!admitted) {
            refused.increment();
            String detail = "Too many request bodies are in memory; send the request again later.";
            Problem.temporary(Problem.Kind.TOO_MANY_REQUESTS, detail, RETRY_AFTER)
                    .send(context.response());
        } else {
            context.next();
        }
    }

    private boolean reserve(String client, long weight) {
        if (weight == 0) {
            return true;
        }
        long free = maxBuffered - buffered.addAndGet(weight);
        Long own = bufferedByClient.merge(client, weight, (before, more) -> before + more == 0 ? null : before + more);
        return own == null || own <= free;
    }

    // Quarkus REST reads the body itself, so the received bytes are counted beside it. A Vert.x BodyHandler in front of
    // REST does not work: chunked bodies of more than 16 kB reached REST as zeros, and over HTTP/2 REST reads anyway.
    private void limitLength(RoutingContext context, String client, long maxSize) {
        HttpServerRequest request = context.request();
        RequestBody.limitOverHttp1(request, maxSize, () -> {
            if (!context.response().ended()) {
                respondAndClose(context, tooLarge(maxSize));
            }
        });
        AtomicLong excess = new AtomicLong();
        long timer = context.vertx().setPeriodic(CHECK_MILLIS, tick -> {
            long size = Math.max(excess.get(), request.bytesRead() - RESERVED_FOR_UNKNOWN_LENGTH);
            reserve(client, size - excess.getAndSet(size));
            if (request.bytesRead() > maxSize
                    && !request.isEnded()
                    && !context.response().ended()) {
                respondAndClose(context, tooLarge(maxSize));
            }
        });
        RequestEnd.then(context, () -> {
            context.vertx().cancelTimer(timer);
            reserve(client, -excess.get());
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

    static Problem tooLarge(long maxSize) {
        return Problem.of(Problem.Kind.TOO_LARGE, "A body may have at most " + maxSize + " bytes here.");
    }
}
