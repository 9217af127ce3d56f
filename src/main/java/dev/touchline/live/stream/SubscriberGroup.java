package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The subscribers of one event loop with the same filter and id scheme. Not thread-safe. */
final class SubscriberGroup {

    private final GroupKey key;
    private final Set<Subscriber> subscribers = new LinkedHashSet<>();
    private List<StreamUpdate> pending = new ArrayList<>();
    private FrameBatch batch;
    private Iterator<Subscriber> receivers;

    SubscriberGroup(GroupKey key) {
        this.key = key;
    }

    record GroupKey(EventIdScheme idScheme, StreamFilter filter) {

        static GroupKey of(StreamSource source) {
            return new GroupKey(source.idScheme(), source.filter());
        }
    }

    GroupKey key() {
        return key;
    }

    /** A copy. */
    List<Subscriber> subscribers() {
        return List.copyOf(subscribers);
    }

    boolean isEmpty() {
        return subscribers.isEmpty();
    }

    /** Adds a subscriber, which receives the batches that begin later: its start includes the current one. */
    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** Adds an update to the pending batch; returns true if the batch was empty. */
    boolean enqueue(StreamUpdate update) {
        pending.add(update);
        return pending.size() == 1;
    }

    /**
     * Continues to write the pending batch.
     *
     * @return the number of subscribers written to, at most {@code max}
     */
    int dispatch(int max) {
        if (batch == null) {
            batch = new FrameBatch(key.idScheme(), pending);
            pending = new ArrayList<>();
            receivers = subscribers().iterator();
        }
        int written = 0;
        while (written < max && receivers.hasNext()) {
            Subscriber subscriber = receivers.next();
            // It may have been removed since the batch began.
            if (subscribers.contains(subscriber)) {
                subscriber.onBatch(batch);
                written++;
            }
        }
        if (!receivers.hasNext()) {
            batch.release();
            batch = null;
        }
        return written;
    }

    /** Whether every update was dispatched to every subscriber. */
    boolean isDone() {
        return batch == null && pending.isEmpty();
    }
}
