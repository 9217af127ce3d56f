package dev.touchline.messaging.connector;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * AMQP properties of an outgoing message.
 *
 * @param contentType of the body
 * @param messageId equal if the same content is published again; null for a generated id
 * @param timestamp null for the time of publishing
 * @param headers for consumers that filter without reading the body
 */
public record MessageProperties(String contentType, String messageId, Instant timestamp, Map<String, Object> headers) {

    /** Properties with only a content type. */
    public static MessageProperties of(String contentType) {
        return new MessageProperties(contentType, null, null, Map.of());
    }

    MessageProperties with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(more);
        return new MessageProperties(contentType, messageId, timestamp, all);
    }
}
