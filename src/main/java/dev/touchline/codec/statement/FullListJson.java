package dev.touchline.codec.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.field.EventFields;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.Ids;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The complete list of a source's incidents as plain JSON, in messages and in the event log. */
public final class FullListJson {

    /** The maximum size of a list as a message, in bytes. */
    public static final int MAX_SIZE = 512 * 1024;

    private FullListJson() {}

    /**
     * The list of these events, of each incident in its highest revision.
     *
     * @throws InvalidException if the id of the match, or the source, is not valid
     */
    public static FullList of(
            List<Event> events, String match, String source, Instant asOf, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(Json.MAPPER.createObjectNode());
        fields.checked("id", match, Ids::problem);
        if (!EventFields.isValidSource(source)) {
            fields.addViolation("source", "must be the name of an agent, such as camera-7");
        }
        fields.requireValid();
        SortedMap<String, Long> revisions = new TreeMap<>();
        events.forEach(event -> revisions.merge(event.incident().id(), event.revision(), Math::max));
        return new FullList(match, source, asOf, Collections.unmodifiableSortedMap(revisions), receivedAt, reporter);
    }

    static FullList read(FieldReader fields, StatementJson.Context context) {
        String source = EventFields.requiredSource(fields, "source");
        fields.require("asOf", "the time of the list");
        fields.require("revisions", "the listed incidents by their ids, with their revisions");
        return new FullList(
                context.match(),
                source,
                fields.instant("asOf"),
                revisions(fields),
                context.receivedAt(),
                context.reporter());
    }

    private static SortedMap<String, Long> revisions(FieldReader fields) {
        SortedMap<String, Long> revisions = new TreeMap<>();
        JsonNode stated = fields.value("revisions");
        if (stated != null && (!stated.isObject() || stated.size() > FullList.MAX_INCIDENTS)) {
            fields.addViolation(
                    "revisions", "must be an object of at most " + FullList.MAX_INCIDENTS + " revisions by their ids");
        } else if (stated != null) {
            for (Map.Entry<String, JsonNode> revision : stated.properties()) {
                String id = revision.getKey();
                JsonNode number = revision.getValue();
                if (id.isBlank() || id.length() > EventFields.MAX_LENGTH || FieldReader.isUnencodable(id)) {
                    fields.addViolation("revisions", "has an id that no event can have");
                } else if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 1) {
                    fields.addViolation("revisions", "has a revision that is not a whole number from 1");
                }
                revisions.put(id, number.longValue());
            }
        }
        return Collections.unmodifiableSortedMap(revisions);
    }

    static ObjectNode write(FullList list) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("source", list.source());
        object.put("asOf", list.asOf().toString());
        ObjectNode revisions = object.putObject("revisions");
        list.revisions().forEach(revisions::put);
        return object;
    }
}
