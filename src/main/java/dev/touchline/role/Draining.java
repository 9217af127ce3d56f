package dev.touchline.role;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether this process has been told to end. From then on it takes nothing new and is not ready, and it ends when
 * what is under way has been done.
 */
@ApplicationScoped
public class Draining {

    private static final int BEFORE_EVERYTHING_ELSE = 2000;

    private volatile boolean begun;

    /** Whether it has begun. */
    public boolean begun() {
        return begun;
    }

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        begun = true;
    }

    void letGo(@Observes Filters filters) {
        filters.register(this::letGo, BEFORE_EVERYTHING_ELSE);
    }

    // Else a request that comes over an idle connection just when the server closes it breaks. Over HTTP/2, whose
    // connections are told to go away, Quarkus sees to it.
    private void letGo(RoutingContext context) {
        if (begun && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            context.addEndHandler(end -> context.request().connection().close());
        }
        context.next();
    }
}
