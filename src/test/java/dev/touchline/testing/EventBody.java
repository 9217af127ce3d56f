package dev.touchline.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLong;

/** The plain JSON of an event, with a unique id unless the test sets one. */
public final class EventBody {

    private static final AtomicLong NUMBER = new AtomicLong();

    private final ObjectNode fields;

    private EventBody(ObjectNode fields) {
        this.fields = fields;
    }

    /** A football event with the required fields only. */
    public static EventBody of(String match, String kind) {
        return new EventBody(Api.JSON.createObjectNode())
                .with("id", "test-" + NUMBER.incrementAndGet())
                .with("type", "football." + kind)
                .with("match", match)
                // Tests of other classes store events in the same database.
                .with("source", UniqueIds.SOURCE);
    }

    /** A goal for the team. */
    public static EventBody goal(String match, String team, int minute) {
        return of(match, "goal").with("team", team).with("minute", minute);
    }

    /** A copy with the field set; null sets JSON's null. */
    public EventBody with(String field, Object value) {
        ObjectNode copy = fields.deepCopy();
        copy.set(field, Api.JSON.valueToTree(value));
        return new EventBody(copy);
    }

    /** A copy without the field. */
    public EventBody without(String field) {
        ObjectNode copy = fields.deepCopy();
        copy.remove(field);
        return new EventBody(copy);
    }

    public String id() {
        return fields.path("id").asText();
    }

    public ObjectNode json() {
        return fields.deepCopy();
    }

    @Override
    public String toString() {
        return Api.text(fields);
    }
}
