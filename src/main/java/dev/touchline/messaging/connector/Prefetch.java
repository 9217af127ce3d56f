package dev.touchline.messaging.connector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many messages a consumer holds. AMQP's prefetch counts messages, not bytes: at first as many as fit into the
 * memory if each has the maximum size, and more while they are small. If larger ones then exceed the memory, the
 * consumer returns all of its messages and begins again.
 */
final class Prefetch {

    /** The largest message of the last checks may be followed by one of four times its size. */
    private static final int HEADROOM = 4;
    /** Each return counts as a delivery of every message, of which the broker allows 20. */
    private static final int CHECKS_AFTER_RETURN = 12;

    private final int min;
    private final int max;
    private final long bytes;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger largest = new AtomicInteger();
    private volatile int number;
    private volatile int checksUntilRaise;
    /** Confined to the thread of the checks. */
    private int previousLargest;

    /**
     * @param min number that fits even if each message has the maximum size
     * @param max number above which it is never raised
     * @param bytes bound of the messages held, unless the number is {@code min}
     */
    Prefetch(int min, int max, long bytes) {
        this.min = min;
        this.max = max;
        this.bytes = bytes;
        this.number = min;
    }

    /** The number of unacknowledged messages to ask the broker for. */
    int number() {
        return number;
    }

    /** Adds a message that has arrived; false if it and all others have to be returned, and the number is the minimum. */
    boolean add(int size) {
        largest.accumulateAndGet(size, Math::max);
        if (held.addAndGet(size) <= bytes || number == min) {
            return true;
        }
        held.addAndGet(-size);
        number = min;
        checksUntilRaise = CHECKS_AFTER_RETURN;
        return false;
    }

    /** Removes a message that was settled or returned. */
    void remove(int size) {
        held.addAndGet(-size);
    }

    /** Adapts the number to the messages since the check before the last one; true if it has changed. */
    boolean adjust() {
        int recent = largest.getAndSet(0);
        int size = Math.max(recent, previousLargest);
        previousLargest = recent;
        if (checksUntilRaise > 0) {
            checksUntilRaise--;
            return false;
        }
        int fitting = size == 0 ? number : (int) Math.max(min, Math.min(max, bytes / HEADROOM / size));
        // Few changes: each registers the consumer again.
        if (fitting < 2 * number && (long) number * size <= bytes || fitting == number) {
            return false;
        }
        number = fitting;
        return true;
    }
}
