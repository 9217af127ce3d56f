package dev.touchline.testing;

import dev.touchline.http.Problem;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Answers 429 and 503 before anything of the body is read, for tests: this application gives these answers early only
 * for a moment, while too much is arriving or keys cannot be fetched.
 */
@ApplicationScoped
class EarlyAnswer {

    void register(@Observes Router router) {
        answer(router, Problem.Kind.TOO_MANY_REQUESTS);
        answer(router, Problem.Kind.UNAVAILABLE);
    }

    private static void answer(Router router, Problem.Kind kind) {
        router.post("/early/" + kind.status())
                .handler(context -> Problem.of(kind, "for a test").send(context.response()));
    }
}
