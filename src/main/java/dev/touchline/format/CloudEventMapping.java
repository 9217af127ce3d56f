package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Announcement;
import dev.touchline.event.Declaration;
import dev.touchline.event.Event;
import dev.touchline.event.Report;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Which attribute of a CloudEvent (1.0) carries which field: {@code type} with a prefix, {@code subject} is the match
 * or the competition, and {@code time} is {@code occurredAt}; everything else is in the data.
 */
final class CloudEventMapping {

    static final String TYPE_PREFIX = "dev.touchline.";
    /** Extension attributes may only have lower-case letters and digits. */
    static final String RECEIVED_AT = "receivedat";

    private static final String REVISION = "revision";
    private static final List<String> ATTRIBUTES = List.of("id", "source", "type", "match", "occurredAt");

    private CloudEventMapping() {}

    static CloudEvent fromReport(Report report) {
        ObjectNode data;
        String subject;
        OffsetDateTime time = null;
        if (report instanceof Event event) {
            data = Json.MAPPER.createObjectNode();
            EventJson.writeData(event, data);
            subject = event.match();
            time = event.occurredAt() == null ? null : event.occurredAt().atOffset(ZoneOffset.UTC);
        } else if (report instanceof Announcement announcement) {
            data = AnnouncementJson.write(announcement).put(REVISION, report.revision());
            subject = announcement.match();
        } else {
            Declaration declaration = (Declaration) report;
            data = DeclarationJson.write(declaration).put(REVISION, report.revision());
            subject = declaration.competition();
        }
        return CloudEventBuilder.v1()
                .withId(report.incident().id())
                .withSource(URI.create(report.incident().source()))
                .withType(TYPE_PREFIX + report.type())
                .withSubject(subject)
                .withTime(time)
                .withExtension(RECEIVED_AT, report.receivedAt().atOffset(ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(data))
                .build();
    }

    /** The plain form of an event that arrived as a CloudEvent, or null if it has none. */
    static ObjectNode toPlain(CloudEvent event, Integer index, List<Violation> violations) {
        ObjectNode plain = data(event, index, violations);
        if (plain == null) {
            return null;
        }
        for (String attribute : ATTRIBUTES) {
            if (plain.has(attribute)) {
                violations.add(new Violation(
                        index,
                        "data." + attribute,
                        "is an attribute of the CloudEvent and does not belong in its data"));
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
        plain.put("occurredAt", event.getTime() == null ? null : event.getTime().toString());
        return plain;
    }

    /** The data as an object, empty where there is none; null if it is anything else. */
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
