package dev.touchline.messaging.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.touchline.messaging.connector.DeliveryMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The headers of dead letters: those of {@link DeadLetterPublisher}, or the broker's {@code x-death} on messages beyond
 * the delivery limit.
 */
public final class DeadLetterHeaders {

    private static final String REASON = "x-touchline-reason";
    private static final String ATTEMPTS = "x-touchline-attempts";
    private static final String MESSAGE_ID = "x-touchline-message-id";
    private static final String EXCHANGE = "x-touchline-exchange";
    private static final String ROUTING_KEY = "x-touchline-routing-key";
    private static final String REPORT = "x-touchline-report";
    /** Bytes of the body before it was cut. */
    private static final String SIZE = "x-touchline-size";
    /** Milliseconds since the epoch; the timestamp property of AMQP has only seconds. */
    private static final String AT = "x-touchline-at";

    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_HEADERS = 30;
    private static final int MAX_DEPTH = 3;
    /** The first instant of the year 10000: the database would refuse times that are far beyond. */
    private static final long MAX_MILLIS = 253_402_300_800_000L;

    private DeadLetterHeaders() {}

    static Map<String, Object> write(String reason, long attempts, DeliveryMetadata metadata, int size, String report) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(REASON, bounded(reason));
        headers.put(ATTEMPTS, attempts);
        headers.put(MESSAGE_ID, metadata.messageId());
        headers.put(EXCHANGE, metadata.exchange());
        headers.put(ROUTING_KEY, metadata.routingKey());
        headers.put(SIZE, size);
        if (report != null) {
            headers.put(REPORT, report);
        }
        headers.put(AT, System.currentTimeMillis());
        return headers;
    }

    /** Reads a message of the dead-letter queue, from whichever publisher and with whichever headers. */
    public static DeadLetter read(Message<byte[]> message) {
        DeliveryMetadata metadata = message.getMetadata(DeliveryMetadata.class).orElseThrow();
        return read(metadata.properties(), metadata.routingKey(), metadata.size(), message.getPayload());
    }

    static DeadLetter read(BasicProperties properties, String routingKey, int size, byte[] body) {
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        Map<?, ?> death = headers.get("x-death") instanceof List<?> deaths
                        && !deaths.isEmpty()
                        && deaths.get(0) instanceof Map<?, ?> latest
                ? latest
                : Map.of();
        boolean isOurs = headers.containsKey(REASON);
        Object messageId = isOurs ? headers.get(MESSAGE_ID) : properties.getMessageId();
        return new DeadLetter(
                messageId == null ? null : text(messageId),
                isOurs ? text(headers.get(REASON)) : "dead-lettered by the broker: " + text(death.get("reason")),
                at(headers.get(AT), death.get("time"), properties.getTimestamp()),
                number(isOurs ? headers.get(ATTEMPTS) : death.get("count"), 1),
                text(isOurs ? headers.get(EXCHANGE) : death.get("exchange")),
                isOurs ? text(headers.get(ROUTING_KEY)) : routingKey(death, routingKey),
                properties.getContentType() == null ? null : text(properties.getContentType()),
                (int) Math.min(Integer.MAX_VALUE, Math.max(size, number(headers.get(SIZE), size))),
                body,
                texts(headers),
                isOurs && headers.containsKey(REPORT) ? text(headers.get(REPORT)) : null);
    }

    private static Instant at(Object ours, Object brokers, Date published) {
        Date date = brokers instanceof Date time ? time : published;
        long millis = ours instanceof Number number ? number.longValue() : date == null ? -1 : date.getTime();
        return millis >= 0 && millis < MAX_MILLIS ? Instant.ofEpochMilli(millis) : Instant.now();
    }

    private static String routingKey(Map<?, ?> death, String current) {
        return text(death.get("routing-keys") instanceof List<?> keys && !keys.isEmpty() ? keys.get(0) : current);
    }

    private static Map<String, String> texts(Map<String, Object> headers) {
        Map<String, String> texts = new TreeMap<>();
        headers.entrySet().stream()
                .limit(MAX_HEADERS)
                .forEach(header -> texts.put(bounded(header.getKey()), text(header.getValue())));
        return texts;
    }

    private static String text(Object value) {
        return bounded(text(value, MAX_DEPTH));
    }

    // Not toString, which could be as deep as a frame allows.
    private static String text(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            return depth == 0
                    ? "{…}"
                    : map.entrySet().stream()
                            .map(field -> field.getKey() + "=" + text(field.getValue(), depth - 1))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return depth == 0
                    ? "[…]"
                    : list.stream().map(item -> text(item, depth - 1)).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? "" : value.toString();
    }

    // PostgreSQL's text has no NUL.
    private static String bounded(String text) {
        String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        return cut.replace('\0', '\uFFFD');
    }

    private static long number(Object value, long absent) {
        return value instanceof Number number ? number.longValue() : absent;
    }
}
