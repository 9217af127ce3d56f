package dev.touchline.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers 404 to paths with the NUL character: no id has it, and PostgreSQL fails on it. Not to PUT, which says what is
 * wrong with a new id.
 */
@ApplicationScoped
class NulPaths {

    private static final int PRIORITY = 600;

    void register(@Observes Filters filters) {
        filters.register(NulPaths::check, PRIORITY);
    }

    private static void check(RoutingContext context) {
        if (context.request().method() != HttpMethod.PUT
                && context.request().path().contains("%00")) {
            Problem.of(Problem.Kind.NOT_FOUND, "There is no resource at this address.")
                    .send(context.response());
        } else {
            context.next();
        }
    }
}
