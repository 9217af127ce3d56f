package dev.touchline.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers requests whose heads the resources cannot read: 415 to an empty Content-Type; 404 to paths with the NUL character,
 * since no id has it, and PostgreSQL fails on it. The latter not to PUT, which says what is wrong with a new id.
 */
@ApplicationScoped
class UnreadableHeads {

    private static final int PRIORITY = 600;

    void register(@Observes Filters filters) {
        filters.register(UnreadableHeads::check, PRIORITY);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (contentType != null && contentType.isBlank()) {
            Problem.of(
                            Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type is empty: it must be a media type such as application/json.")
                    .send(context.response());
        } else if (request.method() != HttpMethod.PUT && request.path().contains("%00")) {
            Problem.of(Problem.Kind.NOT_FOUND, "There is no resource at this address.")
                    .send(context.response());
        } else {
            context.next();
        }
    }
}
