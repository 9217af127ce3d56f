package dev.touchline.security;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Validates tokens lazily, only where an identity is required. The failure handler of Quarkus, which REST removes again
 * from each of its requests, costs a look-up over all paths per request: 5 % of the cost of a report.
 */
@ApplicationScoped
class LazyAuthenticationFailures {

    /** Directly after the handler was set: in the same order, routes precede the filters of Quarkus. */
    private static final int AFTER_AUTHENTICATION = 1 - SecurityHandlerPriorities.AUTHENTICATION;

    void register(@Observes Router router) {
        router.route().order(AFTER_AUTHENTICATION).handler(LazyAuthenticationFailures::keepFailure);
    }

    private static void keepFailure(RoutingContext context) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.next();
    }
}
