package dev.touchline.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Event;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.JsonBounds;
import dev.touchline.json.TooManyEventsException;
import dev.touchline.json.Violation;
import dev.touchline.sport.SportCatalogue;
import io.cloudevents.CloudEvent;
import io.cloudevents.rw.CloudEventRWException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the events of a request, in all supported formats. All or nothing: if any item is invalid, an {@link
 * InvalidException} lists the violations of all items.
 */
public record EventsReader(SportCatalogue catalogue, int max, String agent, Reporter reporter) {

    /** Further items are not read: a hostile item may have thousands of unknown fields. */
    private static final int MAX_VIOLATIONS = 50_000;

    /** At most {@code max} events are read from one request. */
    public EventsReader(SportCatalogue catalogue, int max) {
        this(catalogue, max, EventJson.ANONYMOUS_SOURCE, Reporter.NONE);
    }

    /** A reader of events of this reporter, which gives events without a source this agent's name. */
    public EventsReader forAgent(String agent, Reporter reporter) {
        return new EventsReader(catalogue, max, agent, reporter);
    }

    /** Reads an event or an array of events as plain JSON. */
    public List<Event> readPlainJson(byte[] body, Instant receivedAt) {
        EventJson.Context context = context(receivedAt);
        return requireEvents(
                readAll(body, null, (item, index, violations) -> EventJson.read(item, index, context, violations)));
    }

    /**
     * Reads an array of events of one source in one match as plain JSON. It may be empty, and its events may leave out
     * match and source.
     */
    public List<Event> readFullList(byte[] body, String match, String source, Instant receivedAt) {
        EventJson.Context context = context(receivedAt);
        return readAll(body, "must be a JSON array of events", (item, index, violations) -> {
            if (item instanceof ObjectNode object) {
                complete(object, "match", match, index, violations);
                complete(object, "source", source, index, violations);
            }
            return EventJson.read(item, index, context, violations);
        });
    }

    private static void complete(
            ObjectNode item, String field, String value, Integer index, List<Violation> violations) {
        JsonNode stated = item.get(field);
        if (stated == null || stated.isNull()) {
            item.put(field, value);
        } else if (!value.equals(stated.textValue())) {
            violations.add(new Violation(index, field, "must be the " + field + " of the path, or absent"));
        }
    }

    /** Reads a CloudEvent in structured mode. */
    public List<Event> readStructured(byte[] body, Instant receivedAt) {
        JsonNode node = Json.parse(body);
        return readBinary(() -> toCloudEvent(node), receivedAt);
    }

    /** Reads a batch of CloudEvents. */
    public List<Event> readBatched(byte[] body, Instant receivedAt) {
        return requireEvents(readAll(
                body,
                "must be a JSON array of CloudEvents",
                (item, index, violations) -> read(() -> toCloudEvent(item), index, receivedAt, violations)));
    }

    /**
     * Checks the bounds of a body in one of the JSON formats before it is read.
     *
     * @return an upper bound of the memory that reading takes, in bytes
     * @throws RuntimeException as {@link JsonBounds#check}
     */
    public long checkBounds(byte[] body) {
        return new JsonBounds(max).check(body);
    }

    @FunctionalInterface
    private interface ItemReader {
        Event read(JsonNode item, Integer index, List<Violation> violations);
    }

    /** @param array the violation of a body that is no array, or null if it may be a single item */
    private List<Event> readAll(byte[] body, String array, ItemReader reader) {
        List<Violation> violations = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        Json.forEachItem(body, (index, item) -> {
            if (index == null && array != null) {
                violations.add(new Violation(null, null, array));
            } else if (index != null && index == max) {
                throw new TooManyEventsException(max);
            } else if (violations.size() < MAX_VIOLATIONS) {
                events.add(reader.read(item, index, violations));
            }
        });
        return requireValid(violations, events);
    }

    private static List<Event> requireEvents(List<Event> events) {
        if (events.isEmpty()) {
            throw new InvalidException(List.of(new Violation(null, null, "must hold at least one event")));
        }
        return events;
    }

    /**
     * Reads a CloudEvent in binary mode.
     *
     * @param event exceptions of the SDK become violations
     */
    public List<Event> readBinary(Supplier<CloudEvent> event, Instant receivedAt) {
        List<Violation> violations = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        events.add(read(event, null, receivedAt, violations));
        return requireValid(violations, events);
    }

    private static List<Event> requireValid(List<Violation> violations, List<Event> events) {
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
        return events;
    }

    private Event read(Supplier<CloudEvent> supplier, Integer index, Instant receivedAt, List<Violation> violations) {
        CloudEvent event;
        try {
            event = supplier.get();
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException e) {
            violations.add(new Violation(index, null, "is not a CloudEvent 1.0: " + reason(e)));
            return null;
        }
        ObjectNode plain = CloudEventMapping.fromCloudEvent(event, index, violations);
        return plain == null ? null : EventJson.read(plain, index, context(receivedAt), violations);
    }

    private EventJson.Context context(Instant receivedAt) {
        return new EventJson.Context(catalogue, agent, receivedAt, reporter, true);
    }

    private static CloudEvent toCloudEvent(JsonNode node) {
        try {
            if (!node.isObject()) {
                throw new IllegalArgumentException("must be a JSON object");
            }
            return Json.MAPPER.treeToValue(node, CloudEvent.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        return Violation.printable(message.lines().findFirst().orElse(""));
    }
}
