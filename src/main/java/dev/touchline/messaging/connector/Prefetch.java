package dev.touchline.messaging.connector;

/**
 * How many messages a consumer holds. AMQP's prefetch counts messages, not bytes: at first as many as fit into the
 * memory if each has the maximum size, and more while they are small. If larger ones then exceed the memory, the
 * consumer returns all of its messages and begins again.
 *
 * <p>Messages of an earlier consumer may still be processed while those of the next one arrive. The first number is
 * therefore as many as fit beside them; a higher one is checked with each message.
 */
final class Prefetch {

    /** The largest message of the last checks may be followed by one of four times its size. */
    private static final int HEADROOM = 4;
    /** Checks that expect messages as large as returned ones: a return counts as a delivery, of which the broker allows 20. */
    private static final int CHECKS_AFTER_RETURN = 12;

    private final int min;
    private final int max;
    private final long bytes;
    private final long maxSize;
    private long held;
    private int largest;
    private int previousLargest;
    private int largestAtReturn;
    private int checksAfterReturn;
    /** To aim for. */
    private int number;
    /** Of the current consumer. */
    private int allotted;

    /**
     * @param min number that fits even if each message has the maximum size
     * @param max number above which it is never raised
     * @param bytes bound of the messages held, which only a single one may exceed
     * @param maxSize the maximum bytes of a message
     */
    Prefetch(int min, int max, long bytes, long maxSize) {
        this.min = min;
        this.max = max;
        this.bytes = bytes;
        this.maxSize = maxSize;
        this.number = min;
    }

    /** Whether each message of the next consumer has to be checked, so that it may begin before earlier ones end. */
    synchronized boolean isChecked() {
        return number > min;
    }

    /**
     * The number of unacknowledged messages to ask the broker for on behalf of the next consumer, whose first messages have
     * to wait for those of earlier ones if it is 0. Unless {@link #isChecked}, earlier consumers must have ended.
     */
    synchronized int allot() {
        allotted = isChecked() ? number : fitting();
        return allotted;
    }

    private int fitting() {
        long fitting = Math.min(number, (bytes - held) / maxSize);
        return fitting > 0 ? (int) fitting : held == 0 ? 1 : 0;
    }

    /** The number of the current consumer. */
    synchronized int allotted() {
        return allotted;
    }

    /** Adds a message of a checked consumer; false if it and all others have to be returned. */
    synchronized boolean addIfFits(int size) {
        if (held + size <= bytes) {
            add(size);
            return true;
        }
        largest = Math.max(largest, size);
        largestAtReturn = Math.max(largest, previousLargest);
        checksAfterReturn = CHECKS_AFTER_RETURN;
        number = min;
        return false;
    }

    /** Adds a message that has its place. */
    synchronized void add(int size) {
        largest = Math.max(largest, size);
        held += size;
    }

    /** Removes a message that was settled or returned. */
    synchronized void remove(int size) {
        held -= size;
    }

    /** Bytes of the messages held. */
    synchronized long held() {
        return held;
    }

    /** Adapts the number to the messages since the check before the last one; true if the next consumer is due. */
    synchronized boolean adjust() {
        int size = Math.max(Math.max(largest, previousLargest), checksAfterReturn > 0 ? largestAtReturn : 0);
        checksAfterReturn = Math.max(0, checksAfterReturn - 1);
        previousLargest = largest;
        largest = 0;
        if (size > 0) {
            int suitable = (int) Math.max(min, Math.min(max, bytes / HEADROOM / size));
            // Few changes: each registers the consumer again.
            if (suitable >= 2 * number || (long) number * size > bytes) {
                number = suitable;
            }
        }
        return isChecked() ? allotted != number : allotted > number || fitting() >= 2 * allotted;
    }
}
