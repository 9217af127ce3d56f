package dev.touchline.messaging.connector;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What is said of a message beside its body.
 *
 * @param contentType the content type of the body
 * @param messageId the same whenever the same is published again, or null for one that is made up
 * @param timestamp the instant it is about, or null for that of publishing
 * @param headers what it can be told apart by without its body being read
 */
public record MessageProperties(String contentType, String messageId, Instant timestamp, Map<String, Object> headers) {

    /** Nothing but the content type. */
    public static MessageProperties of(String contentType) {
        return new MessageProperties(contentType, null, null, Map.of());
    }

    /** The same with more headers. */
    MessageProperties with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(more);
        return new MessageProperties(contentType, messageId, timestamp, all);
    }
}
