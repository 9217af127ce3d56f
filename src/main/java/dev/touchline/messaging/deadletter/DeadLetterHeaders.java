package dev.touchline.messaging.deadletter;

import com.rabbitmq.client.GetResponse;
import dev.touchline.messaging.connector.DeliveryMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The headers of dead letters: those of {@link DeadLetterPublisher}, or the broker's {@code x-death} on messages beyond
 * the delivery limit.
 */
final class DeadLetterHeaders {

    private static final String REASON = "x-touchline-reason";
    private static final String ATTEMPTS = "x-touchline-attempts";
    private static final String MESSAGE_ID = "x-touchline-message-id";
    private static final String EXCHANGE = "x-touchline-exchange";
    private static final String ROUTING_KEY = "x-touchline-routing-key";
    /** Milliseconds since the epoch; the timestamp property of AMQP has only seconds. */
    private static final String AT = "x-touchline-at";

    private static final int MAX_REASON_LENGTH = 1_000;

    private DeadLetterHeaders() {}

    static Map<String, Object> write(String reason, long attempts, DeliveryMetadata metadata) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(REASON, reason.length() > MAX_REASON_LENGTH ? reason.substring(0, MAX_REASON_LENGTH) : reason);
        headers.put(ATTEMPTS, attempts);
        headers.put(MESSAGE_ID, metadata.messageId());
        headers.put(EXCHANGE, metadata.exchange());
        headers.put(ROUTING_KEY, metadata.routingKey());
        headers.put(AT, System.currentTimeMillis());
        return headers;
    }

    /** Reads a message of the dead-letter queue, from whichever publisher. */
    static DeadLetter read(GetResponse message) {
        Map<String, Object> headers = message.getProps().getHeaders() == null
                ? Map.of()
                : message.getProps().getHeaders();
        Map<?, ?> death = headers.get("x-death") instanceof List<?> deaths
                        && !deaths.isEmpty()
                        && deaths.get(0) instanceof Map<?, ?> latest
                ? latest
                : Map.of();
        boolean isOurs = headers.containsKey(REASON);
        return new DeadLetter(
                id(message),
                isOurs
                        ? Objects.toString(headers.get(MESSAGE_ID), null)
                        : message.getProps().getMessageId(),
                isOurs ? text(headers.get(REASON)) : "dead-lettered by the broker: " + text(death.get("reason")),
                at(headers.get(AT), death.get("time"), message.getProps().getTimestamp()),
                number(isOurs ? headers.get(ATTEMPTS) : death.get("count")),
                text(isOurs ? headers.get(EXCHANGE) : death.get("exchange")),
                isOurs ? text(headers.get(ROUTING_KEY)) : routingKey(death, message),
                message.getProps().getContentType(),
                message.getBody());
    }

    private static Instant at(Object ours, Object brokers, Date published) {
        if (ours instanceof Number millis) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        Date at = brokers instanceof Date time ? time : published;
        return at == null ? null : at.toInstant();
    }

    // Messages of other publishers may have no id; the hash of the body replaces it.
    private static String id(GetResponse message) {
        String id = message.getProps().getMessageId();
        return id != null && id.matches("[A-Za-z0-9-]{1,100}")
                ? id
                : UUID.nameUUIDFromBytes(message.getBody()).toString();
    }

    private static String routingKey(Map<?, ?> death, GetResponse message) {
        return death.get("routing-keys") instanceof List<?> keys && !keys.isEmpty()
                ? text(keys.get(0))
                : message.getEnvelope().getRoutingKey();
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? "" : value.toString();
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 1;
    }
}
