package dev.touchline.live.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * An LRU cache, bounded by number and bytes. A call after {@link #invalidate} returns a value that was read after it;
 * concurrent calls for one key share a read.
 *
 * <p>Not Caffeine, which has one bound for a cache, may refuse a new value in favour of frequent ones, and waits in {@code
 * invalidate} for a pending read or logs each failed one.
 */
public final class ReadThroughCache<K, V> {

    private static final float LOAD_FACTOR = 0.75f;

    private final int maxValues;
    private final long maxBytes;
    private final ToLongFunction<V> size;
    // Least recently used first.
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long bytes;

    /** A value or its pending read. */
    private static final class Entry<V> {
        private final CompletableFuture<Optional<V>> value = new CompletableFuture<>();
        private long bytes;
    }

    /**
     * @param maxBytes of all values together; a larger value is never cached
     * @param size the bytes of a value with its overhead
     */
    public ReadThroughCache(int maxValues, long maxBytes, ToLongFunction<V> size) {
        this.maxValues = maxValues;
        this.maxBytes = maxBytes;
        this.size = size;
    }

    /** The cached value, or else that of the reader, which may block; an empty result is not cached. */
    public Optional<V> get(K key, Supplier<Optional<V>> reader) {
        return await(get(key, reader, Runnable::run));
    }

    /**
     * As {@link #get(Object, Supplier)} without blocking: the executor runs the reader. The result fails with the
     * reader, or with {@link RejectedExecutionException} if the executor refuses to run it.
     */
    public CompletableFuture<Optional<V>> get(K key, Supplier<Optional<V>> reader, Executor executor) {
        Entry<V> entry = new Entry<>();
        synchronized (entries) {
            Entry<V> existing = entries.get(key);
            if (existing != null) {
                return existing.value;
            }
            entries.put(key, entry);
            evict();
        }
        try {
            executor.execute(() -> read(key, entry, reader));
        } catch (RejectedExecutionException e) {
            fail(key, entry, e);
        }
        return entry.value;
    }

    private void read(K key, Entry<V> entry, Supplier<Optional<V>> reader) {
        try {
            Optional<V> found = reader.get();
            if (found.isEmpty()) {
                removeFailed(key, entry);
            } else {
                weigh(key, entry, size.applyAsLong(found.get()));
            }
            entry.value.complete(found);
        } catch (RuntimeException | Error e) {
            fail(key, entry, e);
        }
    }

    private void fail(K key, Entry<V> entry, Throwable cause) {
        removeFailed(key, entry);
        entry.value.completeExceptionally(cause);
    }

    /** The value if it is cached and its read has ended; never blocks. */
    public Optional<V> getIfPresent(K key) {
        Entry<V> found;
        synchronized (entries) {
            found = entries.get(key);
        }
        return found == null || !found.value.isDone() || found.value.isCompletedExceptionally()
                ? Optional.empty()
                : found.value.join();
    }

    private Optional<V> await(CompletableFuture<Optional<V>> entry) {
        try {
            return entry.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void weigh(K key, Entry<V> entry, long weight) {
        synchronized (entries) {
            // It may have been invalidated meanwhile.
            if (entries.get(key) == entry) {
                entry.bytes = weight;
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

    private void removeFailed(K key, Entry<V> entry) {
        synchronized (entries) {
            if (entries.remove(key, entry)) {
                bytes -= entry.bytes;
            }
        }
    }

    /** Removes a value; a pending read only serves the calls that wait for it. */
    public void invalidate(K key) {
        synchronized (entries) {
            Entry<V> removed = entries.remove(key);
            bytes -= removed == null ? 0 : removed.bytes;
        }
    }

    public void invalidateAll() {
        synchronized (entries) {
            entries.clear();
            bytes = 0;
        }
    }
}
