package dev.touchline.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * What was read, kept until it changes; what was not asked for longest makes room. Whoever asks after a change was told
 * gets what was read after it, and however many ask at once, it is read once.
 */
final class Memory<K, V> {

    private static final float USUAL_LOAD = 0.75f;

    private final Map<K, CompletableFuture<Optional<V>>> kept;

    /** @param most how many are kept */
    Memory(int most) {
        kept = new LinkedHashMap<>(16, USUAL_LOAD, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, CompletableFuture<Optional<V>>> eldest) {
                return size() > most;
            }
        };
    }

    /** What is kept, or else what the reader finds; of what there is not, nothing is kept. The reader may block. */
    Optional<V> get(K key, Supplier<Optional<V>> reader) {
        CompletableFuture<Optional<V>> reading = new CompletableFuture<>();
        CompletableFuture<Optional<V>> before;
        synchronized (kept) {
            before = kept.putIfAbsent(key, reading);
        }
        if (before != null) {
            return join(before);
        }
        try {
            Optional<V> found = reader.get();
            if (found.isEmpty()) {
                drop(key, reading);
            }
            reading.complete(found);
            return found;
        } catch (RuntimeException e) {
            drop(key, reading);
            reading.completeExceptionally(e);
            throw e;
        }
    }

    /** What is kept and has been read already; never blocks. */
    Optional<V> kept(K key) {
        CompletableFuture<Optional<V>> found;
        synchronized (kept) {
            found = kept.get(key);
        }
        return found == null || !found.isDone() || found.isCompletedExceptionally() ? Optional.empty() : found.join();
    }

    private Optional<V> join(CompletableFuture<Optional<V>> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void drop(K key, CompletableFuture<Optional<V>> reading) {
        synchronized (kept) {
            kept.remove(key, reading);
        }
    }

    /** It has changed. Who is reading it began before that, and nobody else gets what they read. */
    void forget(K key) {
        synchronized (kept) {
            kept.remove(key);
        }
    }

    /** All of it may have changed. */
    void forgetAll() {
        synchronized (kept) {
            kept.clear();
        }
    }
}
