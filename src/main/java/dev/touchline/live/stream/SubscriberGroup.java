package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.FrameBatch;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The subscribers of one event loop with the same filter and id scheme. Not thread-safe. */
final class SubscriberGroup {

    private final GroupKey key;
    /** Removed subscribers are null while a dispatch is running, so that indexes stay stable. */
    private List<Subscriber> subscribers = new ArrayList<>();

    private int removed;
    private List<StreamUpdate> pending = new ArrayList<>();
    private FrameBatch batch;
    private int next;

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

    boolean isEmpty() {
        return subscribers.size() == removed;
    }

    void add(Subscriber subscriber) {
        subscriber.setIndex(subscribers.size());
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.set(subscriber.index(), null);
        removed++;
        if (batch == null && removed > subscribers.size() / 2) {
            compact();
        }
    }

    private void compact() {
        List<Subscriber> rest = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            if (subscriber != null) {
                subscriber.setIndex(rest.size());
                rest.add(subscriber);
            }
        }
        subscribers = rest;
        removed = 0;
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
            next = 0;
        }
        int written = 0;
        while (written < max && next < subscribers.size()) {
            Subscriber subscriber = subscribers.get(next++);
            if (subscriber != null) {
                subscriber.onBatch(batch);
                written++;
            }
        }
        if (next == subscribers.size()) {
            batch.release();
            batch = null;
        }
        return written;
    }

    /** Whether every update was dispatched to every subscriber. */
    boolean isDone() {
        return batch == null && pending.isEmpty();
    }

    /** A copy without the removed subscribers. */
    List<Subscriber> subscribers() {
        return subscribers.stream().filter(Objects::nonNull).toList();
    }
}
