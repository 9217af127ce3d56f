package dev.touchline.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.event.SportCatalogue;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import dev.touchline.notification.webhook.Destination;
import dev.touchline.notification.webhook.DestinationPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads the request bodies about subscriptions; unknown fields are violations. Reads and writes stored filters. */
final class SubscriptionJson {

    private static final int MAX_LENGTH = 200;
    private static final int MAX = 200;
    private static final String FILTER = "filter";

    private SubscriptionJson() {}

    /**
     * A new subscription or the changes of one; an absent field is null.
     *
     * @param hasDescription true if the description is present; null then deletes it
     */
    record SubscriptionPatch(
            Destination url, boolean hasDescription, String description, UpdateFilter filter, Boolean enabled) {}

    /**
     * Reads a new subscription or the changes of one.
     *
     * @param isNew true if the url is required
     * @throws InvalidException with all violations
     */
    static SubscriptionPatch read(
            JsonNode node, boolean isNew, SportCatalogue catalogue, DestinationPolicy destinationPolicy) {
        List<Violation> violations = new ArrayList<>();
        FieldReader fields = new FieldReader(object(node), null, violations);
        String url = isNew
                ? fields.required("url", DestinationPolicy.MAX_URL_LENGTH, "the address of the receiver")
                : fields.string("url", DestinationPolicy.MAX_URL_LENGTH);
        Destination destination = null;
        if (url != null) {
            try {
                destination = destinationPolicy.parse(url);
            } catch (DestinationPolicy.RefusedException e) {
                fields.addViolation("url", e.getMessage());
            }
        } else if (!isNew && node.has("url") && violations.isEmpty()) {
            fields.addViolation("url", "must not be null: a subscription needs a URL");
        }
        String description = fields.string("description", MAX_LENGTH);
        UpdateFilter filter = node.has(FILTER) ? filter(fields.value(FILTER), catalogue, violations) : null;
        Boolean enabled = isNew ? null : fields.bool("enabled");
        fields.rejectUnknownFields();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
        return new SubscriptionPatch(destination, node.has("description"), description, filter, enabled);
    }

    /** Reads a recovery request; throws InvalidException with all violations. */
    static Recovery readRecovery(JsonNode node) {
        List<Violation> violations = new ArrayList<>();
        FieldReader fields = new FieldReader(object(node), null, violations);
        if (!fields.has("since")) {
            fields.addViolation("since", "is required: an instant such as 2022-12-18T15:23:10Z");
        }
        Instant since = fields.instant("since");
        Boolean delivered = fields.bool("delivered");
        fields.rejectUnknownFields();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
        return new Recovery(since, Boolean.TRUE.equals(delivered));
    }

    /** A request to send updates since an instant again, with or without those delivered already. */
    record Recovery(Instant since, boolean delivered) {}

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidException(List.of(new Violation(null, null, "must be a JSON object")));
    }

    private static UpdateFilter filter(JsonNode node, SportCatalogue catalogue, List<Violation> violations) {
        if (node == null) {
            return UpdateFilter.ALL;
        }
        if (!(node instanceof ObjectNode object)) {
            violations.add(new Violation(null, FILTER, "must be a JSON object"));
            return null;
        }
        FieldReader fields = new FieldReader(object, null, FILTER, violations);
        List<String> sports = texts(fields, "sport", (field, sport) -> {
            if (catalogue.find(sport).isEmpty()) {
                fields.addViolation(field, "must be one of " + String.join(", ", new TreeSet<>(catalogue.names())));
            }
        });
        BiConsumer<String, String> id = (field, value) -> {
            String problem = Ids.problem(value);
            if (problem != null) {
                fields.addViolation(field, problem);
            }
        };
        List<String> competitions = texts(fields, "competition", id);
        List<String> matches = texts(fields, "match", id);
        List<String> teams = texts(fields, "team", (field, team) -> {});
        List<String> kinds = texts(fields, "kinds", (field, kind) -> {
            if (!isKnownKind(kind, sports, catalogue)) {
                fields.addViolation(
                        field,
                        "must be a kind of event of " + (sports.isEmpty() ? "a sport" : String.join(" or ", sports))
                                + ", such as goal or football.goal; GET /sports lists them");
            }
        });
        Boolean headlinesOnly = fields.bool("headlinesOnly");
        fields.rejectUnknownFields();
        return new UpdateFilter(sports, competitions, matches, teams, kinds, Boolean.TRUE.equals(headlinesOnly));
    }

    private static List<String> texts(FieldReader fields, String field, BiConsumer<String, String> check) {
        List<String> texts = fields.strings(field, MAX_LENGTH, MAX);
        for (int i = 0; i < texts.size(); i++) {
            check.accept(texts.size() == 1 ? field : field + "[" + i + "]", texts.get(i));
        }
        return texts;
    }

    private static boolean isKnownKind(String kind, List<String> sports, SportCatalogue catalogue) {
        int dot = kind.indexOf('.');
        String name = kind.substring(dot + 1);
        Stream<String> candidates = dot >= 0
                ? Stream.of(kind.substring(0, dot))
                : sports.isEmpty() ? catalogue.names().stream() : sports.stream();
        return candidates.flatMap(sport -> catalogue.find(sport).stream()).anyMatch(sport -> sport.kinds()
                .containsKey(name));
    }

    /** Writes a filter for the database. */
    static String write(UpdateFilter filter) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        write(object.putArray("sport"), filter.sport());
        write(object.putArray("competition"), filter.competition());
        write(object.putArray("match"), filter.match());
        write(object.putArray("team"), filter.team());
        write(object.putArray("kinds"), filter.kinds());
        object.put("headlinesOnly", filter.headlinesOnly());
        return Json.write(object);
    }

    private static void write(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** Reads the output of {@link #write(UpdateFilter)}. */
    static UpdateFilter readFilter(String json) {
        JsonNode node = Json.parse(json.getBytes(StandardCharsets.UTF_8));
        return new UpdateFilter(
                texts(node, "sport"),
                texts(node, "competition"),
                texts(node, "match"),
                texts(node, "team"),
                texts(node, "kinds"),
                node.path("headlinesOnly").booleanValue());
    }

    private static List<String> texts(JsonNode filter, String field) {
        List<String> texts = new ArrayList<>();
        filter.path(field).forEach(item -> texts.add(item.textValue()));
        return List.copyOf(texts);
    }
}
