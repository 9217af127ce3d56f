package dev.touchline.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * A cache of values that are read from the database and forgotten when they change. A caller that asks after a change
 * gets a value that was read after it, and a value that several callers ask for at once is read once. The least recently
 * used values are dropped beyond a number of values or of bytes.
 */
final class Memory<K, V> {

    private static final float USUAL_LOAD = 0.75f;

    private final int maxValues;
    private final long maxBytes;
    private final ToLongFunction<V> size;
    // Least recently used first.
    private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, USUAL_LOAD, true);
    private long bytes;

    /** A value that is being read or has been read. */
    private static final class Kept<V> {
        private final CompletableFuture<Optional<V>> value = new CompletableFuture<>();
        private long bytes;
    }

    /**
     * @param maxValues how many values are kept
     * @param maxBytes how many bytes they may have together; a value larger than that is read each time
     * @param size the bytes of a value, its overhead included
     */
    Memory(int maxValues, long maxBytes, ToLongFunction<V> size) {
        this.maxValues = maxValues;
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /** The value as it is kept, else as the reader finds it; that there is none is not kept. The reader may block. */
    Optional<V> get(K key, Supplier<Optional<V>> reader) {
        Kept<V> reading = new Kept<>();
        Kept<V> before;
        synchronized (kept) {
            before = kept.get(key);
            if (before == null) {
                kept.put(key, reading);
                evict();
            }
        }
        if (before != null) {
            return join(before.value);
        }
        try {
            Optional<V> found = reader.get();
            if (found.isEmpty()) {
                drop(key, reading);
            } else {
                weigh(key, reading, size.applyAsLong(found.get()));
            }
            reading.value.complete(found);
            return found;
        } catch (RuntimeException e) {
            drop(key, reading);
            reading.value.completeExceptionally(e);
            throw e;
        }
    }

    /** The value, if it is kept and has been read already; never blocks. */
    Optional<V> kept(K key) {
        Kept<V> found;
        synchronized (kept) {
            found = kept.get(key);
        }
        return found == null || !found.value.isDone() || found.value.isCompletedExceptionally()
                ? Optional.empty()
                : found.value.join();
    }

    private Optional<V> join(CompletableFuture<Optional<V>> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void weigh(K key, Kept<V> reading, long weight) {
        synchronized (kept) {
            // It may have been forgotten meanwhile.
            if (kept.get(key) == reading) {
                reading.bytes = weight;
                bytes += weight;
                evict();
            }
        }
    }

    private void evict() {
        Iterator<Kept<V>> leastRecentlyUsed = kept.values().iterator();
        while (kept.size() > maxValues || bytes > maxBytes) {
            bytes -= leastRecentlyUsed.next().bytes;
            leastRecentlyUsed.remove();
        }
    }

    private void drop(K key, Kept<V> reading) {
        synchronized (kept) {
            if (kept.remove(key, reading)) {
                bytes -= reading.bytes;
            }
        }
    }

    /** The value has changed. A caller that is reading it began before that, and nobody else gets what it reads. */
    void forget(K key) {
        synchronized (kept) {
            Kept<V> gone = kept.remove(key);
            bytes -= gone == null ? 0 : gone.bytes;
        }
    }

    /** All values may have changed. */
    void forgetAll() {
        synchronized (kept) {
            kept.clear();
            bytes = 0;
        }
    }
}
