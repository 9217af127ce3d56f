package dev.touchline.messaging.deadletter;

import dev.touchline.messaging.topology.Topology;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A message, or one report of a message, that could not be processed. No text has more than 1,000 characters or a NUL.
 *
 * @param messageId of the message that contained it; null if its headers do not say
 * @param at when the message was dead-lettered, or was read if its headers do not say
 * @param attempts number of attempts before that
 * @param exchange the original exchange
 * @param routingKey the original routing key
 * @param contentType of the body, or null
 * @param size of the body in bytes when it was published
 * @param body its beginning if it was too large
 * @param headers of the message, as text
 */
public record DeadLetter(
        String messageId,
        String reason,
        Instant at,
        long attempts,
        String exchange,
        String routingKey,
        String contentType,
        int size,
        byte[] body,
        Map<String, String> headers) {

    /**
     * Exchanges that a dead letter may be redriven to. Reports are validated again wherever they come from. Updates are
     * not redriven: the roles read what they missed from the database, and headers could name any exchange.
     */
    public static final Set<String> REDRIVE_EXCHANGES = Set.of(Topology.EVENTS_EXCHANGE);

    /** The letter without the texts that the publisher chose. */
    public DeadLetter withoutTexts(String otherReason) {
        return new DeadLetter(null, otherReason, at, attempts, "", "", null, size, body, Map.of());
    }
}
