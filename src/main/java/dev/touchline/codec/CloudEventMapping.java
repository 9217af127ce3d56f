package dev.touchline.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.codec.field.EventFields;
import dev.touchline.codec.statement.StatementJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.json.Violation;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonCloudEventData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Maps reports to CloudEvents 1.0: {@code type} has a prefix, {@code subject} is the match or the competition, {@code
 * time} is {@code occurredAt}; all other fields are in the data.
 */
public final class CloudEventMapping {

    public static final String TYPE_PREFIX = "dev.touchline.";
    // Names of extension attributes consist of lower-case letters and digits.
    static final String RECEIVED_AT = "receivedat";
    static final String ACCOUNT = "account";
    static final String ADMIN = "admin";

    private static final String SPEC_VERSION = "1.0";
    private static final String DATA_CONTENT_TYPE = "application/json";
    private static final String REVISION = "revision";
    // Empty for attributes without a field of their own.
    private static final Map<String, String> FIELD_BY_ATTRIBUTE = Map.ofEntries(
            Map.entry("specversion", ""),
            Map.entry("id", "id"),
            Map.entry("source", "source"),
            Map.entry("type", "type"),
            Map.entry("datacontenttype", ""),
            Map.entry("subject", "match"),
            Map.entry("time", "occurredAt"),
            Map.entry(RECEIVED_AT, ""),
            Map.entry(ACCOUNT, ""),
            Map.entry(ADMIN, ""),
            Map.entry("data", ""));
    private static final List<String> ATTRIBUTES = List.of("id", "source", "type", "match", "occurredAt");

    private CloudEventMapping() {}

    /**
     * Writes a report as a CloudEvent in structured mode, without the SDK, which would first create an object per
     * attribute of every report.
     */
    static void write(Report report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("specversion", SPEC_VERSION);
        json.writeStringField("id", report.incident().id());
        json.writeStringField("source", source(report));
        json.writeStringField("type", TYPE_PREFIX + report.type());
        json.writeStringField("datacontenttype", DATA_CONTENT_TYPE);
        json.writeStringField("subject", subject(report));
        if (report instanceof Event event && event.occurredAt() != null) {
            json.writeStringField("time", event.occurredAt().toString());
        }
        json.writeStringField(RECEIVED_AT, report.receivedAt().toString());
        if (report.reporter().account() != null) {
            json.writeStringField(ACCOUNT, report.reporter().account());
            json.writeBooleanField(ADMIN, report.reporter().admin());
        }
        json.writeFieldName("data");
        if (report instanceof Event event) {
            json.writeStartObject();
            EventJson.writeData(event, json);
            json.writeEndObject();
        } else if (report instanceof Announcement announcement) {
            json.writeTree(AnnouncementJson.write(announcement).put(REVISION, report.revision()));
        } else if (report instanceof MatchStatement statement) {
            json.writeTree(StatementJson.write(statement));
        } else {
            json.writeTree(CompetitionDefinitionJson.write((CompetitionDefinition) report)
                    .put(REVISION, report.revision()));
        }
        json.writeEndObject();
    }

    // The account may not be a part of a URI.
    private static String source(Report report) {
        if (report instanceof Event event) {
            return event.incident().source();
        }
        if (report instanceof MatchStatement) {
            return EventFields.OWN_PREFIX + report.type().kind();
        }
        return report instanceof Announcement ? Announcement.SOURCE : CompetitionDefinition.SOURCE;
    }

    private static String subject(Report report) {
        return report instanceof MatchReport ofMatch ? ofMatch.match() : ((CompetitionDefinition) report).competition();
    }

    /**
     * Converts a CloudEvent that {@link #write} wrote to plain JSON; returns null for any other, which is left to the
     * SDK.
     */
    static ObjectNode fromOwnCloudEvent(JsonNode item) {
        if (!(item.get("data") instanceof ObjectNode data)
                || !item.path("specversion").asText().equals(SPEC_VERSION)
                || !item.path("datacontenttype").asText().equals(DATA_CONTENT_TYPE)
                || ATTRIBUTES.stream().anyMatch(data::has)) {
            return null;
        }
        ObjectNode plain = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> attribute : item.properties()) {
            String field = FIELD_BY_ATTRIBUTE.get(attribute.getKey());
            if (field == null) {
                return null;
            }
            if (!field.isEmpty()) {
                plain.set(field, attribute.getValue());
            }
        }
        String type = plain.path("type").textValue();
        if (type == null || !type.startsWith(TYPE_PREFIX)) {
            return null;
        }
        plain.put("type", type.substring(TYPE_PREFIX.length()));
        plain.setAll(data);
        return plain;
    }

    /** Reads who sent a report that {@link #write} wrote, or adds a violation. */
    static Reporter reporter(JsonNode item, List<Violation> violations) {
        if (!item.hasNonNull(ACCOUNT)) {
            return Reporter.NONE;
        }
        String account = item.path(ACCOUNT).asText();
        if (!item.path(ACCOUNT).isTextual()
                || account.isEmpty()
                || account.length() > Reporter.MAX_LENGTH
                || FieldReader.isUnencodable(account)) {
            violations.add(
                    new Violation(null, ACCOUNT, "must be a name of up to " + Reporter.MAX_LENGTH + " characters"));
        }
        return new Reporter(account, item.path(ADMIN).asBoolean());
    }

    /** Converts a CloudEvent to plain JSON; returns null after adding a violation. */
    static ObjectNode fromCloudEvent(CloudEvent event, Integer index, List<Violation> violations) {
        ObjectNode plain = data(event, index, violations);
        if (plain == null) {
            return null;
        }
        for (String attribute : ATTRIBUTES) {
            if (plain.has(attribute)) {
                String detail = "is an attribute of the CloudEvent and does not belong in its data";
                violations.add(new Violation(index, "data." + attribute, detail));
                return null;
            }
        }
        if (!event.getType().startsWith(TYPE_PREFIX)) {
            violations.add(new Violation(index, "type", "must begin with " + TYPE_PREFIX));
            return null;
        }
        plain.put("id", event.getId());
        plain.put("source", event.getSource().toString());
        plain.put("type", event.getType().substring(TYPE_PREFIX.length()));
        plain.put("match", event.getSubject());
        plain.put("occurredAt", Objects.toString(event.getTime(), null));
        return plain;
    }

    /** The data, empty if the event has none; returns null after adding a violation if it is not an object. */
    static ObjectNode data(CloudEvent event, Integer index, List<Violation> violations) {
        if (event.getData() == null) {
            return Json.MAPPER.createObjectNode();
        }
        JsonNode node;
        try {
            node = event.getData() instanceof JsonCloudEventData json
                    ? json.getNode()
                    : Json.parse(event.getData().toBytes());
        } catch (MalformedException e) {
            violations.add(new Violation(index, "data", e.getMessage()));
            return null;
        }
        if (node instanceof ObjectNode object) {
            return object.deepCopy();
        }
        violations.add(new Violation(index, "data", "must be a JSON object"));
        return null;
    }
}
