package dev.touchline.messaging.deadletter;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A message, or one report of a message, that could not be processed.
 *
 * @param id the key for redriving and deleting
 * @param messageId of the message that contained it; null if its headers do not say
 * @param at when the message was dead-lettered; null if its headers do not say
 * @param attempts number of attempts before that
 * @param exchange the original exchange
 * @param routingKey the original routing key
 * @param contentType of the body, or null
 */
public record DeadLetter(
        String id,
        String messageId,
        String reason,
        Instant at,
        long attempts,
        String exchange,
        String routingKey,
        String contentType,
        byte[] body) {

    /** By time, null first; then by the number at the end of the id. */
    static final Comparator<DeadLetter> ORDER = Comparator.comparing(
                    DeadLetter::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(DeadLetter::id, DeadLetter::compareIds);

    DeadLetter withId(String other) {
        return new DeadLetter(other, messageId, reason, at, attempts, exchange, routingKey, contentType, body);
    }

    /** Equal for copies of one report: those of the same message with the same body. */
    List<String> origin() {
        return messageId == null
                ? List.of(id)
                : List.of(messageId, UUID.nameUUIDFromBytes(body).toString());
    }

    /** Compares with the time, which may be null, and the id of a dead letter that may be deleted by now. */
    public boolean isAfter(Instant time, String otherId) {
        if (!Objects.equals(at, time)) {
            return at != null && (time == null || at.isAfter(time));
        }
        return compareIds(id, otherId) > 0;
    }

    // Ids of one publishing channel differ only in the number at their end, so the shorter one is the earlier one.
    private static int compareIds(String one, String other) {
        int length = Integer.compare(one.length(), other.length());
        return length != 0 ? length : one.compareTo(other);
    }
}
