package dev.touchline.codec.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.field.EventFields;
import dev.touchline.event.Decision;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.Ids;
import dev.touchline.event.LineUp;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Reporter;
import dev.touchline.event.SignOfLife;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;

/** A statement about a match as plain JSON, in messages and in the event log. */
public final class StatementJson {

    private StatementJson() {}

    /**
     * The properties of a statement that are not in its content.
     *
     * @param id the id of its incident
     * @param catalogue the sports by which overruled values are checked, or null for a logged decision, which may have been
     *     accepted by others
     * @param receivedAt the time of receipt, by which statements are ordered
     */
    public record Context(String match, String id, SportCatalogue catalogue, Instant receivedAt, Reporter reporter) {}

    /**
     * Reads the content of a statement.
     *
     * @throws InvalidException with all violations
     */
    public static MatchStatement read(JsonNode content, EventType type, Context context) {
        FieldReader fields = FieldReader.of(content);
        fields.checked("match", context.match(), Ids::problem);
        MatchStatement statement = statement(fields, type, context);
        fields.requireValid();
        return statement;
    }

    private static MatchStatement statement(FieldReader fields, EventType type, Context context) {
        if (type.equals(Decision.TYPE)) {
            return DecisionJson.read(fields, context);
        } else if (type.equals(FullList.TYPE)) {
            return FullListJson.read(fields, context);
        } else if (type.equals(LineUp.TYPE)) {
            return LineUpJson.read(fields, context);
        } else if (type.equals(Handover.TYPE)) {
            return handover(fields, context);
        } else if (type.equals(SignOfLife.TYPE)) {
            return new SignOfLife(
                    context.match(),
                    EventFields.requiredSource(fields, "source"),
                    context.receivedAt(),
                    context.reporter());
        } else if (type.equals(MatchDeletion.TYPE)) {
            return new MatchDeletion(context.match(), reason(fields), context.receivedAt(), context.reporter());
        }
        fields.addViolation("type", "is not a kind of statement");
        throw fields.invalid();
    }

    private static Handover handover(FieldReader fields, Context context) {
        String from = EventFields.requiredSource(fields, "from");
        String to = EventFields.requiredSource(fields, "to");
        if (from != null && from.equals(to)) {
            fields.addViolation("to", "must be another source than from");
        }
        MatchClock place = EventFields.clock(fields, null);
        fields.require("since", "the time after which it leads");
        return new Handover(
                context.match(), from, to, place, fields.instant("since"), context.receivedAt(), context.reporter());
    }

    static String reason(FieldReader fields) {
        return fields.string("reason", EventFields.MAX_LENGTH);
    }

    /**
     * Writes a statement's content, without the times of receipt and the reporter; equal statements yield equal JSON.
     */
    public static ObjectNode write(MatchStatement statement) {
        if (statement instanceof Decision decision) {
            return DecisionJson.write(decision);
        } else if (statement instanceof FullList list) {
            return FullListJson.write(list);
        } else if (statement instanceof LineUp lineUp) {
            return LineUpJson.write(lineUp);
        } else if (statement instanceof Handover handover) {
            ObjectNode object = Json.MAPPER.createObjectNode();
            object.put("from", handover.from());
            object.put("to", handover.to());
            object.put("period", handover.place().period());
            object.put("minute", handover.place().minute());
            object.put("stoppage", handover.place().stoppage());
            return object.put("since", handover.since().toString());
        } else if (statement instanceof SignOfLife sign) {
            return Json.MAPPER.createObjectNode().put("source", sign.source());
        }
        return Json.MAPPER.createObjectNode().put("reason", ((MatchDeletion) statement).reason());
    }

    /**
     * Reads the body of {@code POST /matches/{id}/alive}.
     *
     * @param body may be null
     * @param agent the source if the body has none
     * @throws InvalidException with all violations
     */
    public static SignOfLife readSignOfLife(
            JsonNode body, String match, String agent, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(body == null ? Json.MAPPER.createObjectNode() : body);
        fields.checked("id", match, Ids::problem);
        String source = agent;
        if (fields.has("source")) {
            source = EventFields.requiredSource(fields, "source");
        } else if (!EventFields.isValidSource(agent)) {
            fields.addViolation("source", "is required, because the producer's name is not a valid source");
        }
        fields.requireValid();
        return new SignOfLife(match, source, receivedAt, reporter);
    }

    /**
     * The deletion of a match.
     *
     * @param reason a line, or null
     * @throws InvalidException if the id of the match is not valid
     */
    public static MatchDeletion deletion(String match, String reason, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(Json.MAPPER.createObjectNode());
        fields.checked("id", match, Ids::problem);
        fields.requireValid();
        return new MatchDeletion(match, reason, receivedAt, reporter);
    }
}
