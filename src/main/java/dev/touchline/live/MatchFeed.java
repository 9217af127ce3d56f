package dev.touchline.live;

import dev.touchline.format.UpdateJson.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The updates of one match on their way to the connections of this process, in their order and without gaps, in
 * whatever order and however often they arrive. Updates that come early wait until those before them are there; how
 * many may wait is bounded, since what is dropped here is in the database.
 */
final class MatchFeed {

    private static final int MOST_WAITING = 1000;
    private static final long UNKNOWN = -1;

    private final List<Consumer<Written>> followers = new CopyOnWriteArrayList<>();
    private final TreeMap<Long, Written> waiting = new TreeMap<>();
    private long last = UNKNOWN;

    /** Adds someone who wants every update from now on. */
    void follow(Consumer<Written> follower) {
        followers.add(follower);
    }

    void leave(Consumer<Written> follower) {
        followers.remove(follower);
    }

    boolean followed() {
        return !followers.isEmpty();
    }

    /** Where the feed begins, as read from the database after the first follower came; later calls say nothing new. */
    synchronized void begin(long seq) {
        if (last == UNKNOWN) {
            last = seq;
            waiting.headMap(seq, true).clear();
            passOn();
        }
    }

    /**
     * Takes an update from wherever it comes.
     *
     * @return whether one before it is missing
     */
    synchronized boolean take(Written update) {
        if (last != UNKNOWN && update.seq() <= last) {
            return false;
        }
        waiting.put(update.seq(), update);
        if (waiting.size() > MOST_WAITING) {
            waiting.pollLastEntry();
        }
        if (last != UNKNOWN) {
            passOn();
        }
        return last != UNKNOWN && !waiting.isEmpty();
    }

    /** The number of the last update that was passed on, or a negative number before the feed has begun. */
    synchronized long last() {
        return last;
    }

    private void passOn() {
        List<Written> next = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.firstKey() == last + 1) {
            next.add(waiting.pollFirstEntry().getValue());
            last++;
        }
        next.forEach(update -> followers.forEach(follower -> follower.accept(update)));
    }
}
