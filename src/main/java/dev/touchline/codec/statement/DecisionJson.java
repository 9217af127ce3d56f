package dev.touchline.codec.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.field.EventFields;
import dev.touchline.event.Coded;
import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.EventType;
import dev.touchline.event.Ids;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A decision of an operator as plain JSON, in {@code POST /matches/{id}/decisions}, in messages and in the event log. */
public final class DecisionJson {

    private static final List<String> SIDES = List.of("home", "away");

    private DecisionJson() {}

    /**
     * Reads the body of the request.
     *
     * @param match the id from the path
     * @param newId the id of a decision without one
     * @throws InvalidException with all violations
     */
    public static Decision read(
            JsonNode node,
            String match,
            String newId,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        fields.checked("match", match, Ids::problem);
        String stated = fields.checked("id", fields.string("id", EventFields.MAX_LENGTH), Ids::problem);
        String id = stated == null ? newId : stated;
        fields.require("reason", "a line for people");
        Action action = action(fields);
        if (action == Action.TAKE_BACK) {
            fields.addViolation("action", "is DELETE /matches/{id}/decisions/{decision}");
        }
        Decision decision = read(fields, action, new StatementJson.Context(match, id, catalogue, receivedAt, reporter));
        fields.requireValid();
        return decision;
    }

    static Decision read(FieldReader fields, StatementJson.Context context) {
        fields.checked("id", context.id(), Ids::problem);
        return read(fields, action(fields), context);
    }

    /**
     * The decision that takes another one back.
     *
     * @param id the id of its own
     * @param takesBack the id of the other one
     * @param reason a line, or null
     * @throws InvalidException if the id of the match or of the other decision is not valid
     */
    public static Decision takeBack(
            String match, String id, String takesBack, String reason, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(Json.MAPPER.createObjectNode());
        fields.checked("id", match, Ids::problem);
        fields.checked("decision", takesBack, Ids::problem);
        fields.requireValid();
        return new Decision(
                match, id, Action.TAKE_BACK, List.of(), Map.of(), null, takesBack, reason, receivedAt, reporter);
    }

    private static Action action(FieldReader fields) {
        List<String> codes = Stream.of(Action.values()).map(Coded::code).toList();
        fields.require("action", "one of " + String.join(", ", codes));
        String code = fields.enumValue("action", codes);
        return code == null ? null : Action.values()[codes.indexOf(code)];
    }

    private static Decision read(FieldReader fields, Action action, StatementJson.Context context) {
        List<IncidentId> incidents = fields.objects("incidents", DecisionJson::incident).stream()
                .sorted()
                .toList();
        Map<String, Object> values = fields.object("values", of -> values(of, context));
        String leader = fields.has("leader") ? EventFields.requiredSource(fields, "leader") : null;
        String takesBack =
                fields.checked("takesBack", fields.string("takesBack", EventFields.MAX_LENGTH), Ids::problem);
        if (action != null) {
            requireFields(fields, action, incidents);
        }
        return new Decision(
                context.match(),
                context.id(),
                action,
                incidents,
                values == null ? Map.of() : values,
                leader,
                takesBack,
                StatementJson.reason(fields),
                context.receivedAt(),
                context.reporter());
    }

    private static IncidentId incident(FieldReader fields) {
        String source = EventFields.requiredSource(fields, "source");
        String id = fields.required("id", EventFields.MAX_LENGTH, "the agent's identity of the incident");
        return source == null || id == null ? null : new IncidentId(source, id);
    }

    private static void requireFields(FieldReader fields, Action action, List<IncidentId> incidents) {
        int needed =
                switch (action) {
                    case MERGE, SEPARATE -> 2;
                    case VETO, ACCEPT, OVERRULE -> 1;
                    case LEADER, RESTORE, TAKE_BACK -> 0;
                };
        JsonNode stated = fields.value("incidents");
        if (needed > 0 && (stated == null || stated.size() != needed)) {
            String number = needed == 1 ? "one incident" : "two incidents";
            fields.addViolation("incidents", "must have " + number + ": {\"source\": …, \"id\": …}");
        } else if (needed == 2 && incidents.stream().distinct().count() < incidents.size()) {
            fields.addViolation("incidents", "must be two different incidents");
        }
        requireIf(needed > 0, "incidents", action, fields);
        requireIf(action == Action.OVERRULE, "values", action, fields);
        requireIf(action == Action.LEADER, "leader", action, fields);
        requireIf(action == Action.TAKE_BACK, "takesBack", action, fields);
    }

    private static void requireIf(boolean used, String field, Action action, FieldReader fields) {
        if (used && !field.equals("incidents")) {
            fields.require(field, "of the action " + action.code());
        } else if (!used && fields.has(field)) {
            fields.addViolation(field, "is not a field of the action " + action.code());
        }
    }

    // The values are those of an event: a minute has its stoppage time, and no field contradicts the kind. Whether a
    // field
    // fits the kind that was reported shows only where the report is known.
    private static Map<String, Object> values(FieldReader fields, StatementJson.Context context) {
        Map<String, Object> values = new TreeMap<>();
        String typeText = fields.string("type", EventFields.MAX_LENGTH);
        EventType type = typeText == null ? null : EventType.parse(typeText);
        if (type != null) {
            values.put("type", typeText);
        } else if (fields.isNull("type")) {
            fields.addViolation("type", "cannot be removed");
        }
        Sport sport = type == null || context.catalogue() == null ? null : sport(fields, type, context.catalogue());
        MatchClock clock =
                EventFields.clock(fields, context.catalogue() != null ? periods(sport, context.catalogue()) : null);
        putClock(fields, clock, values);
        put(fields, "team", fields.enumValue("team", SIDES), values);
        put(fields, "player", fields.string("player", EventFields.MAX_LENGTH), values);
        put(fields, "assist", fields.string("assist", EventFields.MAX_LENGTH), values);
        if (Decision.FIELDS.stream().noneMatch(field -> fields.has(field) || fields.isNull(field))) {
            fields.addViolation(null, "must have at least one of " + String.join(", ", Decision.FIELDS));
        }
        if (context.catalogue() != null) {
            checkKind(fields, type, sport);
        }
        return Collections.unmodifiableMap(values);
    }

    private static void putClock(FieldReader fields, MatchClock clock, Map<String, Object> values) {
        put(fields, "period", clock.period(), values);
        put(fields, "minute", clock.minute(), values);
        if (values.containsKey("minute")) {
            values.put("stoppage", clock.stoppage());
        } else if (fields.has("stoppage") || fields.isNull("stoppage")) {
            fields.addViolation("stoppage", "needs the minute it is added to");
        }
    }

    private static void put(FieldReader fields, String field, Object value, Map<String, Object> values) {
        if (value != null || fields.isNull(field)) {
            values.put(field, value);
        }
    }

    private static Sport sport(FieldReader fields, EventType type, SportCatalogue catalogue) {
        Sport sport = catalogue.find(type.sport()).orElse(null);
        if (sport == null) {
            String sports = String.join(", ", catalogue.names());
            fields.addViolation("type", "must be <sport>.<kind>, and the sports are " + sports);
        } else if (!sport.kinds().containsKey(type.kind())) {
            String kinds = String.join(", ", new TreeSet<>(sport.kinds().keySet()));
            fields.addViolation("type", "is not a kind of " + sport.name() + "; its kinds are " + kinds);
        }
        return sport;
    }

    private static List<String> periods(Sport sport, SportCatalogue catalogue) {
        return sport != null
                ? sport.periodNames()
                : catalogue.all().stream()
                        .flatMap(any -> any.periodNames().stream())
                        .distinct()
                        .toList();
    }

    private static void checkKind(FieldReader fields, EventType type, Sport sport) {
        Sport.Kind kind = sport == null ? null : sport.kinds().get(type.kind());
        if (kind != null && (kind.awards() || kind.share() != null)) {
            fields.addViolation("type", "must not be " + type + ", which needs details: report it as an event");
        }
        if (fields.isNull("team") && (kind == null || kind.needsTeam())) {
            fields.addViolation("team", "can be removed only together with a type that needs none");
        }
    }

    static ObjectNode write(Decision decision) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("action", decision.action().code());
        if (!decision.incidents().isEmpty()) {
            ArrayNode incidents = object.putArray("incidents");
            decision.incidents().stream().sorted().forEach(incident -> incidents
                    .addObject()
                    .put("source", incident.source())
                    .put("id", incident.id()));
        }
        if (!decision.values().isEmpty()) {
            object.set("values", Json.MAPPER.valueToTree(new TreeMap<>(decision.values())));
        }
        putUnlessNull(object, "leader", decision.leader());
        putUnlessNull(object, "takesBack", decision.takesBack());
        return object.put("reason", decision.reason());
    }

    private static void putUnlessNull(ObjectNode object, String field, String value) {
        if (value != null) {
            object.put(field, value);
        }
    }
}
