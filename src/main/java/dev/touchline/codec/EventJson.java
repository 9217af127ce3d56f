package dev.touchline.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.Ids;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.event.Status;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Instants;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** An event as plain JSON: the object of {@code POST /events}, of the log, and of every answer. */
public final class EventJson {

    /** The source of an event whose agent names none. */
    static final String ANONYMOUS_SOURCE = "anonymous";

    private static final int MAX_ID_LENGTH = 200;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_DETAILS_SIZE = 16 * 1024;
    private static final int MAX_DETAILS_DEPTH = 8;
    /** What stands around a key. */
    private static final int SEPARATORS = 3;
    /** A control character, as JSON has it. */
    private static final int MAX_ESCAPE_LENGTH = 6;

    private static final int LAST_MINUTE = 999;
    private static final int LAST_STOPPAGE = 99;
    private static final String OWN_PREFIX = "touchline:";

    private EventJson() {}

    /**
     * Reads an event and checks all of it.
     *
     * @param index its place in the array, or null
     * @param agent the source of an event that names none
     * @param catalogue the sports
     * @param receivedAt the time of receipt
     * @param violations takes what is wrong
     * @return the event, or null if anything was wrong
     */
    static Event read(
            JsonNode node,
            Integer index,
            String agent,
            SportCatalogue catalogue,
            Instant receivedAt,
            List<Violation> violations) {
        return read(node, index, agent, catalogue, receivedAt, violations, true);
    }

    /**
     * Reads an event from the log, which accepted it when the catalogue may have asked for less.
     *
     * @param violations takes what makes it unreadable
     */
    static Event readFromLog(JsonNode node, SportCatalogue catalogue, Instant receivedAt, List<Violation> violations) {
        return read(node, null, ANONYMOUS_SOURCE, catalogue, receivedAt, violations, false);
    }

    private static Event read(
            JsonNode node,
            Integer index,
            String agent,
            SportCatalogue catalogue,
            Instant receivedAt,
            List<Violation> violations,
            boolean incoming) {
        if (!(node instanceof ObjectNode object)) {
            violations.add(new Violation(index, null, "must be a JSON object"));
            return null;
        }
        int before = violations.size();
        FieldReader fields = new FieldReader(object, index, violations);
        String id = fields.required("id", MAX_ID_LENGTH, "the agent's own identity for what happened");
        String source = source(fields, agent);
        Sport.Kind kind = null;
        EventType type = null;
        Sport sport = null;
        String typeText = fields.required("type", MAX_ID_LENGTH, "<sport>.<kind>, such as football.goal");
        if (typeText != null) {
            type = EventType.parse(typeText);
            sport = sport(fields, type, catalogue);
            kind = sport == null ? null : kind(fields, type, sport);
        }
        String match = matchId(fields);
        Long revision = fields.integer("revision", 1, Long.MAX_VALUE);
        Instant occurredAt = fields.instant("occurredAt");
        MatchClock clock = clock(fields, incoming ? sport : null);
        String team = fields.enumValue("team", List.of("home", "away"));
        String player = fields.string("player", MAX_NAME_LENGTH);
        String assist = fields.string("assist", MAX_NAME_LENGTH);
        String status = fields.enumValue("status", List.of("provisional", "confirmed", "cancelled"));
        Map<String, Object> details = details(fields);
        if (incoming && kind != null) {
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
                receivedAt);
    }

    private static String source(FieldReader fields, String agent) {
        if (!fields.has("source")) {
            if (!isValidSource(agent)) {
                fields.addViolation("source", "is required, because the name you go by cannot be one");
            }
            return agent;
        }
        String source = fields.string("source", MAX_NAME_LENGTH);
        if (source == null) {
            return null;
        }
        if (source.startsWith(OWN_PREFIX)) {
            fields.addViolation("source", "must not begin with " + OWN_PREFIX + ", which is Touchline's own");
        }
        if (!isUriReference(source)) {
            fields.addViolation("source", "must be a URI reference without spaces, such as camera-7");
        }
        return source;
    }

    private static boolean isValidSource(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME_LENGTH
                && !name.startsWith(OWN_PREFIX)
                && !FieldReader.isUnencodable(name)
                && isUriReference(name);
    }

    private static boolean isUriReference(String text) {
        if (text.chars().allMatch(Ids::isUnreserved)) {
            return true;
        }
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Sport sport(FieldReader fields, EventType type, SportCatalogue catalogue) {
        Sport sport = catalogue.find(type.sport()).orElse(null);
        if (sport == null) {
            fields.addViolation(
                    "type",
                    "must be <sport>.<kind>, and the sports are "
                            + String.join(", ", new TreeSet<>(catalogue.names())));
        }
        return sport;
    }

    private static Sport.Kind kind(FieldReader fields, EventType type, Sport sport) {
        Sport.Kind kind = sport.kinds().get(type.kind());
        if (kind == null) {
            fields.addViolation(
                    "type",
                    "is not a kind of " + sport.name() + "; its kinds are "
                            + String.join(", ", new TreeSet<>(sport.kinds().keySet())));
        }
        return kind;
    }

    private static String matchId(FieldReader fields) {
        String match = fields.required("match", MAX_ID_LENGTH, "the match's id");
        String wrong = match == null ? null : Ids.problem(match);
        if (wrong != null) {
            fields.addViolation("match", wrong);
        }
        return match;
    }

    private static MatchClock clock(FieldReader fields, Sport sport) {
        String period = sport == null
                ? fields.string("period", MAX_NAME_LENGTH)
                : fields.enumValue(
                        "period",
                        sport.periods().stream().map(Sport.Period::name).toList());
        JsonNode minuteValue = fields.value("minute");
        if (minuteValue != null && minuteValue.isTextual()) {
            MatchClock written = MatchClock.parse(minuteValue.textValue());
            Long stated = fields.integer("stoppage", 0, LAST_STOPPAGE);
            if (written == null || written.stoppage() > LAST_STOPPAGE) {
                fields.addViolation(
                        "minute",
                        "must be a whole number from 0 to " + LAST_MINUTE + ", or written like \"45+2\" with at most "
                                + LAST_STOPPAGE + " of stoppage time");
                return MatchClock.UNKNOWN;
            }
            if (stated != null && written.stoppage() != 0 && stated != written.stoppage()) {
                fields.addViolation("stoppage", "contradicts the stoppage time written in minute");
            }
            int stoppage = written.stoppage() == 0 && stated != null ? stated.intValue() : written.stoppage();
            return new MatchClock(period, written.minute(), stoppage);
        }
        Long minute = fields.integer("minute", 0, LAST_MINUTE);
        Long stoppage = fields.integer("stoppage", 0, LAST_STOPPAGE);
        if (stoppage != null && stoppage > 0 && minuteValue == null) {
            fields.addViolation("stoppage", "needs the minute it is added to");
        }
        return new MatchClock(
                period, minute == null ? null : minute.intValue(), stoppage == null ? 0 : stoppage.intValue());
    }

    private static Map<String, Object> details(FieldReader fields) {
        JsonNode details = fields.value("details");
        if (details == null) {
            return Map.of();
        }
        if (!details.isObject()) {
            fields.addViolation("details", "must be a JSON object");
            return Map.of();
        }
        if (details.isEmpty()) {
            return Map.of();
        }
        int size = maxBytes(details) <= MAX_DETAILS_SIZE ? 0 : Json.writeBytes(json -> json.writeTree(details)).length;
        if (size > MAX_DETAILS_SIZE) {
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

    // Never less than it is written; the exact number matters only to what is large.
    private static long maxBytes(JsonNode node) {
        long bytes = 2;
        if (node.isTextual()) {
            bytes += maxBytes(node.textValue());
        } else if (node.isValueNode()) {
            bytes += node.asText().length();
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            bytes += maxBytes(field.getKey()) + SEPARATORS;
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
        boolean divided = !sport.periods().isEmpty();
        if (divided && kind.needsPeriod() && !fields.has("period") && !fields.has("minute")) {
            fields.addViolation("period", "is required for " + type + ", unless minute tells it");
        }
        Sport.Share share = kind.share();
        boolean cancelled = Status.CANCELLED.code().equals(status);
        if (share != null && !cancelled) {
            Object value = details.get(share.detail());
            if (!(value instanceof Integer number) || number < 0 || number > share.of()) {
                fields.addViolation(
                        "details." + share.detail(),
                        "is required for " + type + ": the team's share, a whole number from 0 to " + share.of());
            }
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
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (isUnencodableInDetails(field.getKey())) {
                    return true;
                }
            }
        }
        for (JsonNode child : node) {
            if (containsUnencodableText(child)) {
                return true;
            }
        }
        return false;
    }

    // Free text may have line breaks; a NUL or half a surrogate pair can be stored nowhere.
    private static boolean isUnencodableInDetails(String text) {
        return text.indexOf('\0') >= 0 || text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    /**
     * Writes the event as its agent reported it: equal events write equal text. The time of receipt is not part of it.
     */
    static void write(Event event, JsonGenerator json) throws IOException {
        write(event, event.occurredAt(), json);
    }

    /** Writes the event as it is shown: with the time of receipt where the agent gave no time. */
    public static void writeView(Event event, JsonGenerator json) throws IOException {
        write(event, event.effectiveTime(), json);
    }

    private static void write(Event event, Instant occurredAt, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", event.incident().id());
        json.writeStringField("source", event.incident().source());
        json.writeStringField("type", event.type().toString());
        json.writeStringField("match", event.match());
        json.writeStringField("occurredAt", occurredAt == null ? null : Instants.write(occurredAt));
        writeData(event, json);
        json.writeEndObject();
    }

    /** Writes the fields that are not attributes of the CloudEvent. */
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
