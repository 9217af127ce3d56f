package dev.touchline.live.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * The latest updates in the order of their positions, bounded by number and bytes. Written by one thread at a time; read
 * by any thread without a lock, so that many resuming clients do not hold up the feed.
 */
final class RecentUpdates {

    private final int max;
    private final long maxBytes;
    private final ConcurrentNavigableMap<Long, StreamUpdate> updates = new ConcurrentSkipListMap<>();
    private int size;
    private long bytes;
    /** Set before the update at this position is removed: a reader that misses an update sees why. */
    private volatile long startPosition;

    RecentUpdates(int max, long maxBytes) {
        this.max = max;
        this.maxBytes = maxBytes;
    }

    /** Removes all updates; the next one follows this position. */
    void reset(long position) {
        startPosition = position;
        updates.clear();
        size = 0;
        bytes = 0;
    }

    void add(StreamUpdate update) {
        updates.put(update.position(), update);
        size++;
        bytes += update.weight();
        while (size > max || bytes > maxBytes) {
            startPosition = updates.firstKey();
            bytes -= updates.pollFirstEntry().getValue().weight();
            size--;
        }
    }

    /** Whether it contains every update after the position. */
    boolean reachesBackTo(long position) {
        return position >= startPosition;
    }

    /**
     * The first updates after the position that the filter selects, at most {@code max} and {@code maxBytes} of JSON, but
     * at least one; null if not all of them are in memory.
     */
    UpdatePage after(long position, Predicate<StreamUpdate> filter, int max, long maxBytes) {
        List<StreamUpdate> selected = new ArrayList<>();
        long read = position;
        long length = 0;
        boolean more = false;
        for (StreamUpdate update : updates.tailMap(position, false).values()) {
            if (filter.test(update)) {
                length += update.update().json().length();
                more = selected.size() == max || !selected.isEmpty() && length > maxBytes;
                if (more) {
                    break;
                }
                selected.add(update);
            }
            read = update.position();
        }
        return reachesBackTo(position) ? new UpdatePage(selected, read, more) : null;
    }

    /** All updates in memory after the position. */
    List<StreamUpdate> after(long position) {
        return List.copyOf(updates.tailMap(position, false).values());
    }

    /** Whether the update at the position is in memory and is that change of the match. */
    boolean has(String match, long seq, long position) {
        StreamUpdate update = updates.get(position);
        return update != null
                && update.update().seq() == seq
                && update.update().match().equals(match);
    }

    /** The position of the change of a match, if it is in memory. */
    OptionalLong position(String match, long seq) {
        for (StreamUpdate update : updates.values()) {
            if (update.update().seq() == seq && update.update().match().equals(match)) {
                return OptionalLong.of(update.position());
            }
        }
        return OptionalLong.empty();
    }
}
