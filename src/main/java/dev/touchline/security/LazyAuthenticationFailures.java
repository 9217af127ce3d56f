package dev.touchline.security;

import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Leaves a token that is not good to whoever asks whose it is. Quarkus has a handler for it, which REST removes again
 * from each request that comes to it, and in between looks up, from all paths of the application and for each request,
 * what the handler would need if it were called: a twentieth of what a report costs.
 */
@ApplicationScoped
class LazyAuthenticationFailures {

    /** Right after the handler has been set: of what has the same order, routes come before Quarkus's filters. */
    private static final int AFTER_AUTHENTICATION = 1 - SecurityHandlerPriorities.AUTHENTICATION;

    void register(@Observes Router router) {
        router.route().order(AFTER_AUTHENTICATION).handler(LazyAuthenticationFailures::keepFailure);
    }

    private static void keepFailure(RoutingContext context) {
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        context.next();
    }
}
