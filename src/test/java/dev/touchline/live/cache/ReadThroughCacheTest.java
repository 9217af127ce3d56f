package dev.touchline.live.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadThroughCacheTest {

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void leastRecentlyUsedValueIsEvictedAboveTheSizeLimit() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(100, 10, String::length);
        get(cache, "a", "1234");
        get(cache, "b", "1234");
        get(cache, "a", "1234");
        get(cache, "c", "1234");
        assertEquals(Optional.of("1234"), cache.getIfPresent("a"));
        assertEquals(Optional.empty(), cache.getIfPresent("b"));
        assertEquals(Optional.of("1234"), cache.getIfPresent("c"));
        assertEquals(3, reads.get());
    }

    @Test
    void valueLargerThanTheCacheIsReadEachTime() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(100, 10, String::length);
        get(cache, "a", "12345678901");
        assertEquals(Optional.empty(), cache.getIfPresent("a"));
        get(cache, "b", "1");
        assertEquals(Optional.of("1"), cache.getIfPresent("b"));
    }

    @Test
    void invalidatedValuesFreeTheirBytes() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(100, 10, String::length);
        get(cache, "a", "1234567890");
        cache.invalidate("a");
        get(cache, "b", "1234567890");
        cache.invalidateAll();
        get(cache, "c", "12345");
        get(cache, "d", "12345");
        assertEquals(Optional.of("12345"), cache.getIfPresent("c"));
        assertEquals(Optional.of("12345"), cache.getIfPresent("d"));
    }

    @Test
    void valueInvalidatedDuringItsReadIsNotCached() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(100, 10, String::length);
        cache.get("a", () -> {
            cache.invalidate("a");
            return Optional.of("12345678");
        });
        assertEquals(Optional.empty(), cache.getIfPresent("a"));
        get(cache, "b", "12345678");
        assertEquals(Optional.of("12345678"), cache.getIfPresent("b"));
    }

    @Test
    void numberOfValuesIsLimited() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(2, 1_000, String::length);
        get(cache, "a", "1");
        get(cache, "b", "1");
        get(cache, "c", "1");
        assertEquals(Optional.empty(), cache.getIfPresent("a"));
    }

    @Test
    void refusedReadFailsAndIsNotCached() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(2, 1_000, String::length);
        CompletableFuture<Optional<String>> refused = cache.get("a", () -> Optional.of("1"), task -> {
            throw new RejectedExecutionException();
        });
        assertInstanceOf(
                RejectedExecutionException.class,
                assertThrows(CompletionException.class, refused::join).getCause());
        get(cache, "a", "1");
    }

    @Test
    void concurrentCallsShareAReadWithoutBlocking() {
        ReadThroughCache<String, String> cache = new ReadThroughCache<>(2, 1_000, String::length);
        List<Runnable> tasks = new ArrayList<>();
        CompletableFuture<Optional<String>> one = cache.get("a", () -> Optional.of("1"), tasks::add);
        CompletableFuture<Optional<String>> other = cache.get("a", () -> Optional.of("2"), tasks::add);
        assertEquals(1, tasks.size());
        assertFalse(one.isDone());
        tasks.get(0).run();
        assertEquals(Optional.of("1"), one.join());
        assertEquals(Optional.of("1"), other.join());
    }

    private void get(ReadThroughCache<String, String> cache, String key, String value) {
        assertEquals(Optional.of(value), cache.get(key, () -> {
            reads.incrementAndGet();
            return Optional.of(value);
        }));
    }
}
