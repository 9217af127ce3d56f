package dev.touchline.notification.subscription;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.touchline.event.Ids;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.notification.webhook.Destination;
import dev.touchline.notification.webhook.DestinationPolicy;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Reads the request bodies about subscriptions; unknown fields are violations. Reads stored filters. */
final class SubscriptionJson {

    private static final int MAX_LENGTH = 200;
    private static final int MAX = 200;
    private static final int MIN_AGE_SECONDS = 60;
    private static final int MAX_AGE_SECONDS = 7 * 24 * 60 * 60;
    /** A filter that another version has stored may have more fields or fewer; an absent field matches every update. */
    private static final ObjectReader STORED_FILTER = Json.MAPPER
            .rebuild()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY))
            .build()
            .readerFor(UpdateFilter.class);

    private SubscriptionJson() {}

    /**
     * A new subscription or the changes of one; an absent field is null.
     *
     * @param hasDescription true if the description is present; null then deletes it
     * @param hasMaxAge true if the maximum age is present; null then deletes it
     */
    record SubscriptionPatch(
            Destination url,
            boolean hasDescription,
            String description,
            UpdateFilter filter,
            boolean hasMaxAge,
            Integer maxAgeSeconds,
            Boolean enabled) {}

    /**
     * Reads a new subscription or the changes of one.
     *
     * @param isNew true if the url is required
     * @throws InvalidException with all violations
     */
    static SubscriptionPatch read(
            JsonNode node, boolean isNew, SportCatalogue catalogue, DestinationPolicy destinationPolicy) {
        FieldReader fields = FieldReader.of(node);
        if (isNew) {
            fields.require("url", "the address of the receiver");
        } else if (node.path("url").isNull()) {
            fields.addViolation("url", "must not be null: a subscription needs a URL");
        }
        Destination destination = destination(fields, destinationPolicy);
        String description = fields.string("description", MAX_LENGTH);
        UpdateFilter filter = fields.object("filter", filterFields -> filter(filterFields, catalogue));
        Integer maxAge = fields.integer("maxAgeSeconds", MIN_AGE_SECONDS, MAX_AGE_SECONDS, null);
        Boolean enabled = isNew ? null : fields.bool("enabled");
        fields.requireValid();
        return new SubscriptionPatch(
                destination,
                node.has("description"),
                description,
                filter == null && node.has("filter") ? UpdateFilter.ALL : filter,
                node.has("maxAgeSeconds"),
                maxAge,
                enabled);
    }

    private static Destination destination(FieldReader fields, DestinationPolicy policy) {
        String url = fields.string("url", DestinationPolicy.MAX_URL_LENGTH);
        try {
            return url == null ? null : policy.parse(url);
        } catch (DestinationPolicy.RefusedException e) {
            fields.addViolation("url", e.getMessage());
            return null;
        }
    }

    /** Reads a recovery request; throws InvalidException with all violations. */
    static Recovery readRecovery(JsonNode node) {
        FieldReader fields = FieldReader.of(node);
        fields.require("since", "an instant such as 2022-12-18T15:23:10Z");
        Recovery recovery = new Recovery(fields.instant("since"), fields.flag("delivered"));
        fields.requireValid();
        return recovery;
    }

    /** A request to send updates since an instant again, with or without those delivered already. */
    record Recovery(Instant since, boolean delivered) {}

    private static UpdateFilter filter(FieldReader fields, SportCatalogue catalogue) {
        List<String> sports = fields.strings("sport", MAX_LENGTH, MAX, catalogue::problem);
        String kindDetail = "must be a kind of event of " + (sports.isEmpty() ? "a sport" : String.join(" or ", sports))
                + ", such as goal or football.goal; GET /sports lists them";
        return new UpdateFilter(
                sports,
                fields.strings("competition", MAX_LENGTH, MAX, Ids::problem),
                fields.strings("match", MAX_LENGTH, MAX, Ids::problem),
                fields.strings("team", MAX_LENGTH, MAX, team -> null),
                fields.strings(
                        "kinds", MAX_LENGTH, MAX, kind -> isKnownKind(kind, sports, catalogue) ? null : kindDetail),
                fields.flag("headlinesOnly"));
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

    /** Reads a stored filter. */
    static UpdateFilter readFilter(String json) {
        try {
            return STORED_FILTER.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored filter is invalid", e);
        }
    }
}
