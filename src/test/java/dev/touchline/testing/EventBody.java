package dev.touchline.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLong;

/** An event as an agent writes it: plain JSON, with an identity of its own unless the test chooses one. */
public final class EventBody {

    private static final AtomicLong NUMBER = new AtomicLong();

    private final ObjectNode fields;

    private EventBody(ObjectNode fields) {
        this.fields = fields;
    }

    /** An event of football with nothing but what is required. */
    public static EventBody of(String match, String kind) {
        return new EventBody(Api.JSON.createObjectNode())
                .with("id", "test-" + NUMBER.incrementAndGet())
                .with("type", "football." + kind)
                .with("match", match)
                // Distinct from whatever another incarnation of the application stored in the same database.
                .with("source", UniqueIds.SOURCE);
    }

    /** A goal for the team. */
    public static EventBody goal(String match, String team, int minute) {
        return of(match, "goal").with("team", team).with("minute", minute);
    }

    /** The same with the field set; null sets JSON's null. */
    public EventBody with(String field, Object value) {
        ObjectNode copy = fields.deepCopy();
        copy.set(field, Api.JSON.valueToTree(value));
        return new EventBody(copy);
    }

    /** The same without the field. */
    public EventBody without(String field) {
        ObjectNode copy = fields.deepCopy();
        copy.remove(field);
        return new EventBody(copy);
    }

    public String id() {
        return fields.path("id").asText();
    }

    /** The event as an object of its own. */
    public ObjectNode json() {
        return fields.deepCopy();
    }

    @Override
    public String toString() {
        return Api.text(fields);
    }
}
