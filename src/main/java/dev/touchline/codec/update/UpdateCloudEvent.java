package dev.touchline.codec.update;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.codec.CloudEventMapping;
import dev.touchline.json.Json;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** An update as a CloudEvent (1.0, JSON), for webhooks and headlines. Equal updates yield equal text. */
public final class UpdateCloudEvent {

    /** The content type of a CloudEvent in structured mode. */
    public static final String CONTENT_TYPE = "application/cloudevents+json";

    private static final String SOURCE = "/matches/";
    private static final String UPDATE = CloudEventMapping.TYPE_PREFIX + "update.";
    private static final String PING = CloudEventMapping.TYPE_PREFIX + "ping";

    private UpdateCloudEvent() {}

    /** The id of an update: unique, and the same in every delivery. */
    public static String id(String match, long seq, long position) {
        // Unique, since a match's id has no slash. When a database lost an update, another one may have its seq.
        return match + "/" + seq + "-" + position;
    }

    /**
     * Writes an update.
     *
     * @param json its text from {@link UpdateJson#write}
     * @param position of the update in the feed
     */
    public static String write(String json, long position) {
        JsonNode update = Json.parse(json);
        String match = update.path("match").textValue();
        return Json.write(builder(UPDATE + update.path("kind").textValue(), SOURCE + match)
                .withId(id(match, update.path("seq").longValue(), position))
                .withSubject(match)
                .withTime(OffsetDateTime.parse(update.path("at").textValue()))
                .withData("application/json", JsonCloudEventData.wrap(update))
                .build());
    }

    /** Writes an event without an update, for testing a subscription. */
    public static String ping(String id, String subscription, Instant now) {
        JsonNode data = Json.MAPPER.createObjectNode().put("subscription", subscription);
        return Json.write(builder(PING, "/subscriptions/" + subscription)
                .withId(id)
                .withTime(now.atOffset(ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(data))
                .build());
    }

    private static CloudEventBuilder builder(String type, String source) {
        return new CloudEventBuilder().withType(type).withSource(URI.create(source));
    }
}
