package dev.touchline.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Tells browsers that came over TLS to do so from now on (RFC 6797). Without TLS, the header must not be there. */
@ApplicationScoped
class HstsFilter {

    private static final int FILTER_PRIORITY = 900;
    private static final String ONE_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(HstsFilter::addHeader, FILTER_PRIORITY);
    }

    // The scheme is the client's word only where a proxy is believed that says so.
    private static void addHeader(RoutingContext context) {
        if ("https".equals(context.request().scheme())) {
            context.response().putHeader("Strict-Transport-Security", ONE_YEAR);
        }
        context.next();
    }
}
