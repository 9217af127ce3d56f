package dev.touchline.live.cache;

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
public final class ReadThroughCache<K, V> {

    private static final float LOAD_FACTOR = 0.75f;

    private final int maxValues;
    private final long maxBytes;
    private final ToLongFunction<V> size;
    // Least recently used first.
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long bytes;

    /** A value that is being read or has been read. */
    private static final class Entry<V> {
        private final CompletableFuture<Optional<V>> value = new CompletableFuture<>();
        private long bytes;
    }

    /**
     * @param maxValues how many values are kept
     * @param maxBytes how many bytes they may have together; a value larger than that is read each time
     * @param size the bytes of a value, its overhead included
     */
    public ReadThroughCache(int maxValues, long maxBytes, ToLongFunction<V> size) {
        this.maxValues = maxValues;
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /** The value as it is kept, else as the reader finds it; that there is none is not kept. The reader may block. */
    public Optional<V> get(K key, Supplier<Optional<V>> reader) {
        Entry<V> load = new Entry<>();
        Entry<V> running;
        synchronized (entries) {
            running = entries.get(key);
            if (running == null) {
                entries.put(key, load);
                evict();
            }
        }
        if (running != null) {
            return await(running.value);
        }
        try {
            Optional<V> found = reader.get();
            if (found.isEmpty()) {
                removeFailed(key, load);
            } else {
                weigh(key, load, size.applyAsLong(found.get()));
            }
            load.value.complete(found);
            return found;
        } catch (RuntimeException e) {
            removeFailed(key, load);
            load.value.completeExceptionally(e);
            throw e;
        }
    }

    /** The value, if it is kept and has been read already; never blocks. */
    public Optional<V> getIfPresent(K key) {
        Entry<V> found;
        synchronized (entries) {
            found = entries.get(key);
        }
        return found == null || !found.value.isDone() || found.value.isCompletedExceptionally()
                ? Optional.empty()
                : found.value.join();
    }

    private Optional<V> await(CompletableFuture<Optional<V>> load) {
        try {
            return load.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void weigh(K key, Entry<V> load, long weight) {
        synchronized (entries) {
            // It may have been forgotten meanwhile.
            if (entries.get(key) == load) {
                load.bytes = weight;
                bytes += weight;
                evict();
            }
        }
    }

    private void evict() {
        Iterator<Entry<V>> leastRecentlyUsed = entries.values().iterator();
        while (entries.size() > maxValues || bytes > maxBytes) {
            bytes -= leastRecentlyUsed.next().bytes;
            leastRecentlyUsed.remove();
        }
    }

    private void removeFailed(K key, Entry<V> load) {
        synchronized (entries) {
            if (entries.remove(key, load)) {
                bytes -= load.bytes;
            }
        }
    }

    /** The value has changed. A caller that is reading it began before that, and nobody else gets what it reads. */
    public void invalidate(K key) {
        synchronized (entries) {
            Entry<V> gone = entries.remove(key);
            bytes -= gone == null ? 0 : gone.bytes;
        }
    }

    /** All values may have changed. */
    public void invalidateAll() {
        synchronized (entries) {
            entries.clear();
            bytes = 0;
        }
    }
}
