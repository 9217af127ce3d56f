package dev.touchline.ingest;

import dev.touchline.problem.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses a body that is too large, with a problem that says so; Quarkus's own limit closes without a word. */
@ApplicationScoped
class BodyLimit {

    private static final int BEFORE_EVERYTHING_ELSE = 1000;
    private static final int TOO_LARGE = Problem.Kind.TOO_LARGE.status();
    /** Up to this many times the limit, the body is read and thrown away, so that the client sees the answer. */
    private static final int PATIENCE = 8;

    private final long largest;
    private final BodyHandler upToTheLimit;

    BodyLimit(IngestConfig config) {
        this.largest = config.largestBody().asLongValue();
        this.upToTheLimit = BodyHandler.create(false).setBodyLimit(largest);
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING_ELSE);
    }

    void answerFailures(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == TOO_LARGE && !context.response().ended()) {
                context.response().putHeader(HttpHeaders.CONNECTION, "close");
                answer(context);
            } else {
                context.next();
            }
        });
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        long length = announced(request);
        if (length > largest * PATIENCE) {
            context.fail(TOO_LARGE);
        } else if (length > largest) {
            request.handler(chunk -> {}).endHandler(end -> answer(context)).resume();
        } else if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            // Its length shows only as it comes.
            upToTheLimit.handle(context);
        } else {
            context.next();
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
                .setStatusCode(TOO_LARGE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem.json());
    }
}
