package dev.touchline.messaging.deadletter;

import dev.touchline.messaging.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
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
 * @param report equal for repetitions of a report that could not be processed for the same reason, which are one dead
 *     letter; null if it is not known which report the letter has
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
        Map<String, String> headers,
        String report) {

    /**
     * Exchanges that a dead letter may be redriven to. Reports are validated again wherever they come from. Updates are
     * not redriven: the roles read what they missed from the database, and headers could name any exchange.
     */
    public static final Set<String> REDRIVE_EXCHANGES = Set.of(Topology.EVENTS_EXCHANGE);

    private static final String REDRIVEN = "redriven-";

    /** The message id of the letter with this id in the table when it is redriven. */
    public static String redrivenId(long id) {
        return REDRIVEN + id;
    }

    /**
     * The text by which repetitions of a report are recognised. A report that was redriven is another one: its letter is
     * deleted, and the new one must stay.
     *
     * @param content of the report, its key included
     * @param messageId of the message that contained it
     */
    public static String reportOf(String content, String reason, String messageId) {
        String redriven = messageId.startsWith(REDRIVEN) ? messageId : "";
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(content, reason, redriven)) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The letter without the texts that the publisher chose. */
    public DeadLetter withoutTexts(String otherReason) {
        return new DeadLetter(null, otherReason, at, attempts, "", "", null, size, body, Map.of(), null);
    }
}
