package dev.touchline.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.codec.directory.DirectoryJson;
import dev.touchline.codec.statement.StatementJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Instants;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.JsonBounds;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import dev.touchline.json.Violation;
import dev.touchline.sport.SportCatalogue;
import io.cloudevents.CloudEvent;
import io.cloudevents.rw.CloudEventRWException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The body of an AMQP message: a CloudEvents JSON batch of reports of one sport, or of statements about matches. */
public final class ReportBatch {

    /** The content type of the message (CloudEvents JSON Event Format 1.0, section 4). */
    public static final String CONTENT_TYPE = "application/cloudevents-batch+json";

    /** The maximum size of a message in bytes. */
    public static final int MAX_SIZE = 1024 * 1024;

    /** Each invalid item becomes a dead letter. */
    private static final JsonBounds BOUNDS = new JsonBounds(10_000);

    private static final int MAX_REASONS = 20;
    private static final String STATEMENTS = CloudEventMapping.TYPE_PREFIX + MatchStatement.SPORT + ".";

    private ReportBatch() {}

    /** Writes a batch. */
    public static byte[] write(List<? extends Report> reports) {
        return join(List.of(encodeItems(reports)));
    }

    /** Writes at least one report as items for {@link #join}. */
    public static byte[] encodeItems(List<? extends Report> reports) {
        return encodeItems(reports, reports.size(), Integer.MAX_VALUE).get(0).json();
    }

    /** The items of some reports for {@link #join}, and their number. */
    public record EncodedItems(byte[] json, int count) {}

    /**
     * Writes at least one report as items for {@link #join}, in parts.
     *
     * @param maxCount of items in a part
     * @param maxSize of a part in bytes, unless a single report has more
     */
    public static List<EncodedItems> encodeItems(List<? extends Report> reports, int maxCount, int maxSize) {
        int[] ends = new int[reports.size()];
        byte[] array = Json.writeBytes(json -> {
            ByteArrayOutputStream written = (ByteArrayOutputStream) json.getOutputTarget();
            json.writeStartArray();
            for (int i = 0; i < ends.length; i++) {
                CloudEventMapping.write(reports.get(i), json);
                ends[i] = written.size() + json.getOutputBuffered();
            }
            json.writeEndArray();
        });
        List<EncodedItems> parts = new ArrayList<>();
        for (int first = 0, start = 1, last = 0; last < ends.length; last++) {
            boolean full = last + 1 == ends.length || last + 1 - first == maxCount || ends[last + 1] - start > maxSize;
            if (full) {
                parts.add(new EncodedItems(Arrays.copyOfRange(array, start, ends[last]), last + 1 - first));
                first = last + 1;
                // After the comma.
                start = ends[last] + 1;
            }
        }
        return parts;
    }

    /** Joins the results of {@link #encodeItems} to one batch. */
    public static byte[] join(List<byte[]> items) {
        int size = items.stream().mapToInt(item -> item.length + 1).sum() + 1;
        ByteBuffer batch = ByteBuffer.allocate(size);
        byte separator = '[';
        for (byte[] item : items) {
            batch.put(separator).put(item);
            separator = ',';
        }
        return batch.put((byte) ']').array();
    }

    /** The content of a message. */
    public record DecodedBatch(List<Report> reports, List<RejectedItem> rejected) {}

    /** An invalid item of a batch. */
    public record RejectedItem(String item, String reason) {}

    /**
     * Reads a batch. All items are validated again, since others may publish to the exchange; invalid items do not
     * affect the valid ones.
     *
     * @throws MalformedException if the body is larger than {@link #MAX_SIZE}, or not a JSON array, or one with too many
     *     items
     */
    public static DecodedBatch read(byte[] body, SportCatalogue catalogue) {
        checkBounds(body);
        List<Report> reports = new ArrayList<>();
        List<RejectedItem> rejected = new ArrayList<>();
        Json.forEachItem(body, (index, item) -> {
            if (index == null) {
                throw new MalformedException("not a batch of CloudEvents");
            }
            List<Violation> violations = new ArrayList<>();
            Report report = report(item, catalogue, violations);
            if (violations.isEmpty()) {
                reports.add(report);
            } else {
                rejected.add(new RejectedItem(Json.write(item), reason(violations)));
            }
        });
        return new DecodedBatch(reports, rejected);
    }

    private static void checkBounds(byte[] body) {
        if (body.length > MAX_SIZE) {
            throw new MalformedException("larger than " + MAX_SIZE + " bytes");
        }
        try {
            BOUNDS.check(body);
        } catch (TooManyEventsException e) {
            throw new MalformedException("has more than " + BOUNDS.maxItems() + " reports");
        }
    }

    private static String reason(List<Violation> violations) {
        return violations.stream()
                .limit(MAX_REASONS)
                .map(violation -> (violation.field() == null ? "it" : violation.field()) + " " + violation.detail())
                .collect(Collectors.joining("; "));
    }

    private static Report report(JsonNode node, SportCatalogue catalogue, List<Violation> violations) {
        if (!node.isObject()) {
            violations.add(new Violation(null, null, "must be a JSON object"));
            return null;
        }
        CloudEvent event;
        Instant receivedAt;
        Reporter reporter = CloudEventMapping.reporter(node, violations);
        try {
            ObjectNode own = CloudEventMapping.fromOwnCloudEvent(node);
            if (own != null && isEvent(own)) {
                String received = node.path(CloudEventMapping.RECEIVED_AT).asText();
                return event(own, catalogue, Instants.parse(received), reporter, violations);
            }
            event = Json.MAPPER.treeToValue(node, CloudEvent.class);
            Object received = event.getExtension(CloudEventMapping.RECEIVED_AT);
            receivedAt = Instants.parse(String.valueOf(received));
        } catch (JsonProcessingException | CloudEventRWException | IllegalArgumentException | DateTimeException e) {
            String cause = e.getClass().getSimpleName();
            violations.add(new Violation(null, null, "is not a report: " + cause));
            return null;
        }
        EventType type = EventType.parse(event.getType()
                .substring(
                        event.getType().startsWith(CloudEventMapping.TYPE_PREFIX)
                                ? CloudEventMapping.TYPE_PREFIX.length()
                                : 0));
        if (DirectoryJson.isEntry(type)) {
            RevisionedReader reader = (data, id, revision, sports, received, sender) ->
                    DirectoryJson.read(data, type, id, revision, sports, received, sender);
            return readRevisioned(event, catalogue, receivedAt, reporter, violations, reader);
        }
        if (event.getType().startsWith(STATEMENTS)) {
            return statement(event, catalogue, receivedAt, reporter, violations);
        }
        if (event.getType().equals(CloudEventMapping.TYPE_PREFIX + CompetitionDefinition.TYPE)) {
            return readRevisioned(event, catalogue, receivedAt, reporter, violations, CompetitionDefinitionJson::read);
        }
        if (event.getType().endsWith("." + EventType.ANNOUNCEMENT)) {
            return readRevisioned(event, catalogue, receivedAt, reporter, violations, AnnouncementJson::read);
        }
        ObjectNode plain = CloudEventMapping.fromCloudEvent(event, null, violations);
        return plain == null ? null : event(plain, catalogue, receivedAt, reporter, violations);
    }

    private static boolean isEvent(ObjectNode plain) {
        String type = plain.path("type").textValue();
        return !type.equals(CompetitionDefinition.TYPE.toString())
                && !DirectoryJson.isEntry(EventType.parse(type))
                && !type.endsWith("." + EventType.ANNOUNCEMENT)
                && !type.startsWith(MatchStatement.SPORT + ".");
    }

    private static Event event(
            ObjectNode plain,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter,
            List<Violation> violations) {
        EventJson.Context context =
                new EventJson.Context(catalogue, EventJson.ANONYMOUS_SOURCE, receivedAt, reporter, true);
        return EventJson.read(plain, null, context, violations);
    }

    // The revision of a statement follows from its kind and from the time of receipt.
    private static Report statement(
            CloudEvent event,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter,
            List<Violation> violations) {
        ObjectNode data = CloudEventMapping.data(event, null, violations);
        if (data == null || event.getSubject() == null) {
            violations.add(new Violation(null, null, "has no subject or no data"));
            return null;
        }
        EventType type = EventType.parse(event.getType().substring(CloudEventMapping.TYPE_PREFIX.length()));
        try {
            return StatementJson.read(
                    data,
                    type,
                    new StatementJson.Context(event.getSubject(), event.getId(), catalogue, receivedAt, reporter));
        } catch (InvalidException e) {
            violations.addAll(e.violations());
            return null;
        }
    }

    @FunctionalInterface
    private interface RevisionedReader {
        Report read(
                JsonNode data,
                String id,
                long revision,
                SportCatalogue catalogue,
                Instant receivedAt,
                Reporter reporter);
    }

    // The revision of announcements and definitions is in the data, since it is not a field of their JSON.
    private static Report readRevisioned(
            CloudEvent event,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter,
            List<Violation> violations,
            RevisionedReader reader) {
        ObjectNode data = CloudEventMapping.data(event, null, violations);
        if (data == null || event.getSubject() == null) {
            violations.add(new Violation(null, null, "has no subject or no data"));
            return null;
        }
        Long revision = new FieldReader(data, null, violations).integer("revision", 1, Long.MAX_VALUE);
        if (revision == null) {
            violations.add(new Violation(null, "revision", "is required, and a whole number"));
            return null;
        }
        data.remove("revision");
        try {
            return reader.read(data, event.getSubject(), revision, catalogue, receivedAt, reporter);
        } catch (InvalidException e) {
            violations.addAll(e.violations());
            return null;
        }
    }
}
