package dev.touchline.ingest;

import dev.touchline.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body that is announced as too large, with a problem that says so. A body of unknown length is cut off by
 * Quarkus's own limit instead.
 */
@ApplicationScoped
class BodyLimit {

    private static final int BEFORE_EVERYTHING_ELSE = 1000;
    /** Up to this many times the limit, the body is read and thrown away, so that the client sees the answer. */
    private static final int PATIENCE = 8;

    private final long largest;

    BodyLimit(IngestConfig config) {
        this.largest = config.largestBody().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING_ELSE);
    }

    private void check(RoutingContext context) {
        long length = announced(context.request());
        if (length <= largest) {
            context.next();
            return;
        }
        if (length > largest * PATIENCE) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            answer(context);
        } else {
            context.request()
                    .handler(chunk -> {})
                    .endHandler(end -> answer(context))
                    .resume();
        }
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void answer(RoutingContext context) {
        Problem problem = Problem.of(Problem.Kind.TOO_LARGE, "A body may have at most " + largest + " bytes.");
        context.response()
                .setStatusCode(problem.kind().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem.json());
    }
}
