package dev.touchline.http;

import dev.touchline.http.connection.NettyChannels;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of each request: its response is written, or its client has left. For whatever a request holds and has to give
 * back. A handler that is added to a routing context is never called if the client has left before, or is leaving meanwhile;
 * so this one is added when the request arrives.
 */
@ApplicationScoped
public class RequestEnd {

    private static final String KEY = RequestEnd.class.getName();
    /** Before all filters that hold something. */
    private static final int PRIORITY = 3000;

    void register(@Observes Filters filters) {
        filters.register(RequestEnd::watch, PRIORITY);
    }

    static void watch(RoutingContext context) {
        // The next one of several requests that were sent at once, after the client has left.
        if (NettyChannels.of(context.request()).isOpen()) {
            Actions actions = new Actions();
            context.put(KEY, actions);
            context.addEndHandler(end -> actions.end());
            context.next();
        }
    }

    /** Runs an action once at the end of the request, or at once if it has ended; from any thread, the action on any. */
    public static void then(RoutingContext context, Runnable action) {
        context.<Actions>get(KEY).add(action);
    }

    private static class Actions {

        private final List<Runnable> waiting = new ArrayList<>(2);
        private boolean ended;

        void add(Runnable action) {
            if (!waits(action)) {
                action.run();
            }
        }

        private synchronized boolean waits(Runnable action) {
            return !ended && waiting.add(action);
        }

        void end() {
            List<Runnable> all;
            synchronized (this) {
                ended = true;
                all = List.copyOf(waiting);
                waiting.clear();
            }
            all.forEach(Runnable::run);
        }
    }
}
