package dev.touchline.live.feed;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The latest updates in the order of their positions, bounded by number and bytes. Not thread-safe. */
final class RecentUpdates {

    private final int max;
    private final long maxBytes;
    private final ArrayDeque<StreamUpdate> updates = new ArrayDeque<>();
    private long startPosition;
    private long bytes;

    RecentUpdates(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** Removes all updates; the next one follows this position. */
    void reset(long position) {
        updates.clear();
        bytes = 0;
        startPosition = position;
    }

    void add(StreamUpdate update) {
        updates.addLast(update);
        bytes += update.weight();
        while (updates.size() > max || bytes > maxBytes) {
            StreamUpdate oldest = updates.removeFirst();
            bytes -= oldest.weight();
            startPosition = oldest.position();
        }
    }

    /** Whether it contains every update after the position. */
    boolean reachesBackTo(long position) {
        return position >= startPosition;
    }

    /** The first updates after the position that the filter selects. */
    List<StreamUpdate> after(long position, Predicate<StreamUpdate> filter, int limit) {
        ArrayDeque<StreamUpdate> selected = new ArrayDeque<>();
        // Backwards, because most clients missed few updates.
        Iterator<StreamUpdate> latestFirst = updates.descendingIterator();
        while (latestFirst.hasNext()) {
            StreamUpdate update = latestFirst.next();
            if (update.position() <= position) {
                break;
            }
            if (filter.test(update)) {
                selected.addFirst(update);
            }
        }
        return selected.stream().limit(limit).toList();
    }
}
