package dev.touchline.live.feed;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The latest updates, in the order of their positions; bounded by number and by weight. Not thread-safe. */
final class RecentUpdates {

    private final int max;
    private final long maxBytes;
    private final ArrayDeque<StreamUpdate> updates = new ArrayDeque<>();
    private long startPosition;
    private long bytes;

    /**
     * @param max how many updates are kept
     * @param maxBytes about how much memory they may take together
     */
    RecentUpdates(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** Forgets everything; the next update comes after this position. */
    void reset(long position) {
        updates.clear();
        bytes = 0;
        startPosition = position;
    }

    /** Adds the next update. */
    void add(StreamUpdate update) {
        updates.addLast(update);
        bytes += update.weight();
        while (updates.size() > max || bytes > maxBytes) {
            StreamUpdate oldest = updates.removeFirst();
            bytes -= oldest.weight();
            startPosition = oldest.position();
        }
    }

    /** Whether every update past this position is here. */
    boolean reachesBackTo(long position) {
        return position >= startPosition;
    }

    /** At most that many updates that fit, of those past the position. */
    List<StreamUpdate> after(long position, Predicate<StreamUpdate> filter, int limit) {
        ArrayDeque<StreamUpdate> missed = new ArrayDeque<>();
        // From the latest back: who comes back has mostly missed little.
        Iterator<StreamUpdate> latestFirst = updates.descendingIterator();
        while (latestFirst.hasNext()) {
            StreamUpdate update = latestFirst.next();
            if (update.position() <= position) {
                break;
            }
            if (filter.test(update)) {
                missed.addFirst(update);
            }
        }
        return missed.stream().limit(limit).toList();
    }
}
