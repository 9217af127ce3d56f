package dev.touchline.testing;

import dev.touchline.http.Problem;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Routes for tests that answer 429 and 503 before the body has been read. The application itself answers so only in
 * situations that a test cannot hold: while too many bodies are buffered or the keys cannot be fetched. Large bodies
 * are allowed below /events.
 */
@ApplicationScoped
class EarlyAnswer {

    void register(@Observes Router router) {
        answer(router, Problem.Kind.TOO_MANY_REQUESTS);
        answer(router, Problem.Kind.UNAVAILABLE);
    }

    private static void answer(Router router, Problem.Kind kind) {
        router.post("/events/early/" + kind.status())
                .handler(context -> Problem.of(kind, "for a test").send(context.response()));
    }
}
