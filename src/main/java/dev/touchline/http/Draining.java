package dev.touchline.http;

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

    private static final int PRIORITY_FIRST = 2000;

    private volatile boolean draining;

    /** Whether it has begun. */
    public boolean isDraining() {
        return draining;
    }

    void start(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::closeConnection, PRIORITY_FIRST);
    }

    // Else a request that comes over an idle connection just when the server closes it breaks. Over HTTP/2, whose
    // connections are told to go away, Quarkus sees to it.
    private void closeConnection(RoutingContext context) {
        if (draining && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            context.addEndHandler(end -> context.request().connection().close());
        }
        context.next();
    }
}
