package dev.touchline.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether this process is draining: it accepts no new work, is not ready, and ends when the work in progress is done.
 */
@ApplicationScoped
public class Draining {

    private static final int PRIORITY_FIRST = 2000;

    private volatile boolean draining;

    /** Whether the process has been told to end. */
    public boolean isDraining() {
        return draining;
    }

    void start(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::closeConnection, PRIORITY_FIRST);
    }

    // Otherwise a request fails that is sent over an idle connection while the server closes it. Over HTTP/2, Quarkus
    // sends GOAWAY.
    private void closeConnection(RoutingContext context) {
        if (draining && context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            context.addEndHandler(end -> context.request().connection().close());
        }
        context.next();
    }
}
