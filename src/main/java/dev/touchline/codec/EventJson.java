package dev.touchline.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.field.EventFields;
import dev.touchline.event.Award;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.Ids;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** An event as plain JSON, in {@code POST /events}, in the event log and in responses. */
public final class EventJson {

    /** The source of events without one from an agent without a name. */
    static final String ANONYMOUS_SOURCE = "anonymous";

    private static final int MAX_ID_LENGTH = 200;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_DETAILS_SIZE = 16 * 1024;
    private static final int MAX_DETAILS_DEPTH = 8;
    /** Two quotes and a colon per key. */
    private static final int KEY_PUNCTUATION = 3;
    /** A control character: {@code \\u0000}. */
    private static final int MAX_ESCAPE_LENGTH = 6;

    private EventJson() {}

    /**
     * The properties that all events of one request or message share.
     *
     * @param agent the source of events without one
     * @param incoming whether kinds are checked; their checks may be stricter than when a logged event was accepted
     */
    record Context(SportCatalogue catalogue, String agent, Instant receivedAt, Reporter reporter, boolean incoming) {}

    /** Reads and validates an event with its index in the array, or null; returns null after adding violations. */
    static Event read(JsonNode node, Integer index, Context context, List<Violation> violations) {
        if (!(node instanceof ObjectNode object)) {
            violations.add(new Violation(index, null, "must be a JSON object"));
            return null;
        }
        int before = violations.size();
        FieldReader fields = new FieldReader(object, index, violations);
        String id = fields.required("id", MAX_ID_LENGTH, "the agent's identity of the incident");
        String source = source(fields, context.agent());
        String typeText = fields.required("type", MAX_ID_LENGTH, "<sport>.<kind>, such as football.goal");
        EventType type = typeText == null ? null : EventType.parse(typeText);
        Sport sport = type == null ? null : sport(fields, type, context.catalogue());
        Sport.Kind kind = sport == null ? null : kind(fields, type, sport);
        String match = matchId(fields);
        Long revision = fields.integer("revision", 1, Long.MAX_VALUE);
        Instant occurredAt = fields.instant("occurredAt");
        MatchClock clock = EventFields.clock(fields, context.incoming() && sport != null ? sport.periodNames() : null);
        String team = fields.enumValue("team", List.of("home", "away"));
        String player = fields.string("player", MAX_NAME_LENGTH);
        String assist = fields.string("assist", MAX_NAME_LENGTH);
        String status = fields.enumValue("status", List.of("provisional", "confirmed", "cancelled"));
        Map<String, Object> details = details(fields);
        if (context.incoming() && kind != null) {
            checkRequiredByKind(fields, type, sport, status, details);
        }
        fields.rejectUnknownFields();
        if (violations.size() > before) {
            return null;
        }
        return new Event(
                new IncidentId(source, id),
                revision == null ? 1 : revision,
                type,
                match,
                occurredAt,
                clock,
                team == null ? null : Side.valueOf(team.toUpperCase(Locale.ROOT)),
                player,
                assist,
                status == null ? Status.CONFIRMED : Status.valueOf(status.toUpperCase(Locale.ROOT)),
                details,
                context.receivedAt(),
                context.reporter());
    }

    private static String source(FieldReader fields, String agent) {
        if (!fields.has("source")) {
            if (!EventFields.isValidSource(agent)) {
                fields.addViolation("source", "is required, because the producer's name is not a valid source");
            }
            return agent;
        }
        return fields.checked("source", fields.string("source", MAX_NAME_LENGTH), EventFields::sourceProblem);
    }

    private static Sport sport(FieldReader fields, EventType type, SportCatalogue catalogue) {
        Sport sport = catalogue.find(type.sport()).orElse(null);
        if (sport == null) {
            String sports = String.join(", ", catalogue.names());
            fields.addViolation("type", "must be <sport>.<kind>, and the sports are " + sports);
        }
        return sport;
    }

    private static Sport.Kind kind(FieldReader fields, EventType type, Sport sport) {
        Sport.Kind kind = sport.kinds().get(type.kind());
        if (kind == null) {
            String kinds = String.join(", ", new TreeSet<>(sport.kinds().keySet()));
            fields.addViolation("type", "is not a kind of " + sport.name() + "; its kinds are " + kinds);
        }
        return kind;
    }

    private static String matchId(FieldReader fields) {
        String match = fields.required("match", MAX_ID_LENGTH, "the match's id");
        return fields.checked("match", match, Ids::problem);
    }

    private static Map<String, Object> details(FieldReader fields) {
        JsonNode details = fields.value("details");
        if (details == null || details.isObject() && details.isEmpty()) {
            return Map.of();
        }
        int size = maxBytes(details) <= MAX_DETAILS_SIZE ? 0 : Json.writeBytes(json -> json.writeTree(details)).length;
        if (!details.isObject()) {
            fields.addViolation("details", "must be a JSON object");
        } else if (size > MAX_DETAILS_SIZE) {
            fields.addViolation("details", "must be at most " + MAX_DETAILS_SIZE + " bytes of JSON, and is " + size);
        } else if (depth(details) > MAX_DETAILS_DEPTH) {
            fields.addViolation("details", "must be nested at most " + MAX_DETAILS_DEPTH + " deep");
        } else if (containsUnencodableText(details)) {
            fields.addViolation("details", "must not contain the NUL character or broken Unicode");
        } else {
            return Json.map(details);
        }
        return Map.of();
    }

    // An upper bound, which spares small details the exact measurement.
    private static long maxBytes(JsonNode node) {
        long bytes = 2;
        if (node.isTextual()) {
            bytes += maxBytes(node.textValue());
        } else if (node.isValueNode()) {
            bytes += node.asText().length();
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            bytes += maxBytes(field.getKey()) + KEY_PUNCTUATION;
        }
        for (JsonNode child : node) {
            bytes += 1 + maxBytes(child);
        }
        return bytes;
    }

    private static long maxBytes(String text) {
        return (long) MAX_ESCAPE_LENGTH * text.length();
    }

    private static void checkRequiredByKind(
            FieldReader fields, EventType type, Sport sport, String status, Map<String, Object> details) {
        Sport.Kind kind = sport.kinds().get(type.kind());
        if (kind.needsTeam() && !fields.has("team")) {
            fields.addViolation("team", "is required for " + type + ": home or away");
        }
        boolean hasPeriods = !sport.periods().isEmpty();
        if (hasPeriods && kind.needsPeriod() && !fields.has("period") && !fields.has("minute")) {
            fields.addViolation("period", "is required for " + type + ", unless minute is given");
        }
        Sport.Share share = kind.share();
        boolean cancelled = Status.CANCELLED.code().equals(status);
        if (kind.awards() && !cancelled) {
            checkAward(fields, type, details);
        }
        if (share != null && !cancelled) {
            Object value = details.get(share.detail());
            if (!(value instanceof Integer number) || number < 0 || number > share.of()) {
                String meaning = ": the team's share, a whole number from 0 to " + share.of();
                fields.addViolation("details." + share.detail(), "is required for " + type + meaning);
            }
        }
    }

    private static void checkAward(FieldReader fields, EventType type, Map<String, Object> details) {
        for (Side side : Side.values()) {
            if (!Award.isGoals(details.get(side.code()))) {
                String meaning = ": the team's goals that count, a whole number from 0 to " + Award.MAX_GOALS;
                fields.addViolation("details." + side.code(), "is required for " + type + meaning);
            }
        }
        Object reason = details.get("reason");
        if (reason != null && !(reason instanceof String text && Award.isReason(text))) {
            fields.addViolation("details.reason", "must be a line of 1 to " + Award.MAX_REASON + " characters");
        }
        Object against = details.get("against");
        if (against != null && !"home".equals(against) && !"away".equals(against)) {
            fields.addViolation("details.against", "must be one of home, away");
        }
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    private static boolean containsUnencodableText(JsonNode node) {
        if (node.isTextual()) {
            return isUnencodableInDetails(node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (isUnencodableInDetails(field.getKey())) {
                return true;
            }
        }
        for (JsonNode child : node) {
            if (containsUnencodableText(child)) {
                return true;
            }
        }
        return false;
    }

    // Line breaks are allowed; PostgreSQL cannot store NUL or half a surrogate pair.
    private static boolean isUnencodableInDetails(String text) {
        return text.indexOf('\0') >= 0 || text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    /** Writes the event as reported, without the time of receipt; equal events yield equal text. */
    static void write(Event event, JsonGenerator json) throws IOException {
        write(event, event.occurredAt(), json);
    }

    /** Writes the event for readers: with the time of receipt if the agent gave no time. */
    public static void writeView(Event event, JsonGenerator json) throws IOException {
        write(event, event.effectiveTime(), json);
    }

    private static void write(Event event, Instant occurredAt, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", event.incident().id());
        json.writeStringField("source", event.incident().source());
        json.writeStringField("type", event.type().toString());
        json.writeStringField("match", event.match());
        json.writeStringField("occurredAt", occurredAt == null ? null : occurredAt.toString());
        writeData(event, json);
        json.writeEndObject();
    }

    /** Writes the fields that are not CloudEvents attributes. */
    static void writeData(Event event, JsonGenerator json) throws IOException {
        json.writeStringField("period", event.clock().period());
        if (event.clock().minute() == null) {
            json.writeNullField("minute");
        } else {
            json.writeNumberField("minute", event.clock().minute());
        }
        json.writeNumberField("stoppage", event.clock().stoppage());
        json.writeStringField("team", event.team() == null ? null : event.team().code());
        json.writeStringField("player", event.player());
        json.writeStringField("assist", event.assist());
        json.writeStringField("status", event.status().code());
        json.writeNumberField("revision", event.revision());
        json.writeFieldName("details");
        Json.write(event.details(), json);
    }
}
