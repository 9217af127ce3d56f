package dev.touchline.messaging.deadletter;

import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * A message that could not be processed, or one event of it.
 *
 * @param id by which it is redriven or deleted
 * @param reason why it was set aside
 * @param at when it was set aside; null if whoever put it there did not say
 * @param attempts how often it had been tried
 * @param exchange where it had been published
 * @param routingKey with what routing key
 * @param contentType the content type of the body, or null
 * @param body as it was
 */
public record DeadLetter(
        String id,
        String reason,
        Instant at,
        long attempts,
        String exchange,
        String routingKey,
        String contentType,
        byte[] body) {

    /** By when they were set aside, those that do not say it first; then by the number that their ids end with. */
    static final Comparator<DeadLetter> ORDER = Comparator.comparing(
                    DeadLetter::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(DeadLetter::id, DeadLetter::compareIds);

    /** The same by another id. */
    DeadLetter withId(String other) {
        return new DeadLetter(other, reason, at, attempts, exchange, routingKey, contentType, body);
    }

    /**
     * Whether it comes after one that had this time and id, which may be gone.
     *
     * @param time null if that one did not say when it was set aside
     */
    public boolean isAfter(Instant time, String otherId) {
        if (!Objects.equals(at, time)) {
            return at != null && (time == null || at.isAfter(time));
        }
        return compareIds(id, otherId) > 0;
    }

    // What one channel publishes has the same id up to the number.
    private static int compareIds(String one, String other) {
        int length = Integer.compare(one.length(), other.length());
        return length != 0 ? length : one.compareTo(other);
    }
}
