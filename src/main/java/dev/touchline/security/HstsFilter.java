package dev.touchline.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Adds Strict-Transport-Security to responses over TLS; without TLS, RFC 6797 forbids it. */
@ApplicationScoped
class HstsFilter {

    private static final int FILTER_PRIORITY = 900;
    private static final String ONE_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(HstsFilter::addHeader, FILTER_PRIORITY);
    }

    // From the connection, or from a trusted proxy's headers.
    private static void addHeader(RoutingContext context) {
        if ("https".equals(context.request().scheme())) {
            context.response().putHeader("Strict-Transport-Security", ONE_YEAR);
        }
        context.next();
    }
}
