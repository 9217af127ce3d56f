package dev.touchline.ingest;

import dev.touchline.event.Event;
import dev.touchline.http.Problem;
import dev.touchline.json.Violation;
import dev.touchline.security.Producer;
import java.util.ArrayList;
import java.util.List;

/** Nobody reports in the name of another. */
final class SourceAuthorization {

    private SourceAuthorization() {}

    /**
     * Insists that a producer may report all of the events.
     *
     * @throws dev.touchline.http.ProblemException listing those that it may not
     */
    static void requireAuthorized(List<Event> events, Producer producer) {
        List<Violation> foreign = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!producer.mayReportAs(events.get(i).incident().source())) {
                foreign.add(new Violation(events.size() == 1 ? null : i, "source", "is not yours to report under"));
            }
        }
        if (!foreign.isEmpty()) {
            String detail =
                    "Nothing of the request was taken; report under your own name, under one that begins with it"
                            + " and a slash, or under those that you were given.";
            throw new Problem(Problem.Kind.FORBIDDEN, detail, foreign, null).exception();
        }
    }
}
