package dev.touchline.live;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/** The latest updates, in the order of their positions; bounded by number and by weight. Not thread-safe. */
final class Recent {

    private final int most;
    private final long mostBytes;
    private final ArrayDeque<Told> updates = new ArrayDeque<>();
    private long before;
    private long bytes;

    /**
     * @param most how many updates are kept
     * @param mostBytes about how much memory they may take together
     */
    Recent(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Forgets everything; the next update comes after this position. */
    void begin(long position) {
        updates.clear();
        bytes = 0;
        before = position;
    }

    /** Adds the next update. */
    void add(Told update) {
        updates.addLast(update);
        bytes += update.weight();
        while (updates.size() > most || bytes > mostBytes) {
            Told oldest = updates.removeFirst();
            bytes -= oldest.weight();
            before = oldest.position();
        }
    }

    /** Whether every update past this position is here. */
    boolean reachesBackTo(long position) {
        return position >= before;
    }

    /** At most that many updates that fit, of those past the position. */
    List<Told> after(long position, Predicate<Told> fits, int limit) {
        ArrayDeque<Told> missed = new ArrayDeque<>();
        // From the latest back: who comes back has mostly missed little.
        Iterator<Told> latestFirst = updates.descendingIterator();
        while (latestFirst.hasNext()) {
            Told update = latestFirst.next();
            if (update.position() <= position) {
                break;
            }
            if (fits.test(update)) {
                missed.addFirst(update);
            }
        }
        return missed.stream().limit(limit).toList();
    }
}
