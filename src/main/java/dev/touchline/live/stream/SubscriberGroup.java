package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The connections of one event loop that are told the same. Not thread-safe. */
final class SubscriberGroup {

    private final GroupKey key;
    /** Who left is null until nobody is being told: nobody else may change places meanwhile. */
    private List<Subscriber> subscribers = new ArrayList<>();

    private int removed;
    private List<StreamUpdate> pending = new ArrayList<>();
    private FrameBatch batch;
    private int next;

    SubscriberGroup(GroupKey key) {
        this.key = key;
    }

    /** What they are told. */
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

    /** The next update that they are to be told; whether it is the first that they have not been. */
    boolean enqueue(StreamUpdate update) {
        pending.add(update);
        return pending.size() == 1;
    }

    /**
     * Goes on to tell them what they have heard of, in one write to each connection.
     *
     * @param max how many connections are written to
     * @return how many have been
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

    /** Whether everyone has been told what was heard of. */
    boolean isDone() {
        return batch == null && pending.isEmpty();
    }

    /** All of them, at this moment. */
    List<Subscriber> subscribers() {
        return subscribers.stream().filter(Objects::nonNull).toList();
    }
}
