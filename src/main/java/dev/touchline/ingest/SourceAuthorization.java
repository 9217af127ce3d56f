package dev.touchline.ingest;

import dev.touchline.event.Event;
import dev.touchline.http.Problem;
import dev.touchline.json.Violation;
import dev.touchline.security.Producer;
import java.util.ArrayList;
import java.util.List;

/** Restricts producers to their own sources. */
final class SourceAuthorization {

    private SourceAuthorization() {}

    /**
     * @throws dev.touchline.http.ProblemException 403 with the events whose source is not the producer's
     */
    static void requireAuthorized(List<Event> events, Producer producer) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!producer.mayReportAs(events.get(i).incident().source())) {
                violations.add(new Violation(events.size() == 1 ? null : i, "source", "must be one of your sources"));
            }
        }
        if (!violations.isEmpty()) {
            String detail =
                    "Nothing was published. Your sources are your own name, names that begin with it and a slash, and"
                            + " those that your token lists.";
            throw new Problem(Problem.Kind.FORBIDDEN, detail, violations, null).exception();
        }
    }
}
