package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import java.util.Map;
import java.util.TreeMap;

/** Updates that wait for earlier ones, in the order of their positions, bounded by bytes. Not thread-safe. */
final class WaitingUpdates {

    /** Text may take two bytes for each character, beside the objects. */
    private static final int BYTES_OF_CHARACTER = 2;

    private static final int OVERHEAD = 300;

    private final long maxBytes;
    private final TreeMap<Long, PositionedUpdate> updates = new TreeMap<>();
    private long bytes;

    WaitingUpdates(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(PositionedUpdate update) {
        PositionedUpdate before = updates.put(update.position(), update);
        bytes += weight(update) - (before == null ? 0 : weight(before));
    }

    private static long weight(PositionedUpdate update) {
        return (long) BYTES_OF_CHARACTER * update.update().json().length() + OVERHEAD;
    }

    /** Removes and returns the first update if it has the position; otherwise returns null. */
    PositionedUpdate pollFirstIf(long position) {
        return isEmpty() || updates.firstKey() != position ? null : removed(updates.pollFirstEntry());
    }

    private PositionedUpdate removed(Map.Entry<Long, PositionedUpdate> entry) {
        bytes -= weight(entry.getValue());
        return entry.getValue();
    }

    /** Removes the last updates while there are too many bytes; returns the highest position removed, or 0. */
    long dropExcess() {
        long highest = 0;
        while (bytes > maxBytes) {
            highest = Math.max(highest, removed(updates.pollLastEntry()).position());
        }
        return highest;
    }

    /** Removes the updates after a position and up to another. */
    void remove(long after, long upTo) {
        Map<Long, PositionedUpdate> range = updates.subMap(after, false, upTo, true);
        range.values().forEach(update -> bytes -= weight(update));
        range.clear();
    }

    boolean isEmpty() {
        return updates.isEmpty();
    }

    /** The highest position; throws NoSuchElementException if there is none. */
    long last() {
        return updates.lastKey();
    }
}
