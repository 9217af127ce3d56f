package dev.touchline.live.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadThroughCacheTest {

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void leastRecentlyUsedValueIsDroppedBeyondTheBytes() {
        ReadThroughCache<String, String> memory = new ReadThroughCache<>(100, 10, String::length);
        get(memory, "a", "1234");
        get(memory, "b", "1234");
        get(memory, "a", "1234");
        get(memory, "c", "1234");
        assertEquals(Optional.of("1234"), memory.getIfPresent("a"));
        assertEquals(Optional.empty(), memory.getIfPresent("b"));
        assertEquals(Optional.of("1234"), memory.getIfPresent("c"));
        assertEquals(3, reads.get());
    }

    @Test
    void valueLargerThanAllBytesIsReadEachTime() {
        ReadThroughCache<String, String> memory = new ReadThroughCache<>(100, 10, String::length);
        get(memory, "a", "12345678901");
        assertEquals(Optional.empty(), memory.getIfPresent("a"));
        get(memory, "b", "1");
        assertEquals(Optional.of("1"), memory.getIfPresent("b"));
    }

    @Test
    void bytesOfForgottenValuesAreFree() {
        ReadThroughCache<String, String> memory = new ReadThroughCache<>(100, 10, String::length);
        get(memory, "a", "1234567890");
        memory.invalidate("a");
        get(memory, "b", "1234567890");
        memory.invalidateAll();
        get(memory, "c", "12345");
        get(memory, "d", "12345");
        assertEquals(Optional.of("12345"), memory.getIfPresent("c"));
        assertEquals(Optional.of("12345"), memory.getIfPresent("d"));
    }

    @Test
    void valueForgottenWhileItIsReadIsNotKept() {
        ReadThroughCache<String, String> memory = new ReadThroughCache<>(100, 10, String::length);
        memory.get("a", () -> {
            memory.invalidate("a");
            return Optional.of("12345678");
        });
        assertEquals(Optional.empty(), memory.getIfPresent("a"));
        get(memory, "b", "12345678");
        assertEquals(Optional.of("12345678"), memory.getIfPresent("b"));
    }

    @Test
    void numberOfValuesIsBoundedToo() {
        ReadThroughCache<String, String> memory = new ReadThroughCache<>(2, 1_000, String::length);
        get(memory, "a", "1");
        get(memory, "b", "1");
        get(memory, "c", "1");
        assertEquals(Optional.empty(), memory.getIfPresent("a"));
    }

    private void get(ReadThroughCache<String, String> memory, String key, String value) {
        assertEquals(Optional.of(value), memory.get(key, () -> {
            reads.incrementAndGet();
            return Optional.of(value);
        }));
    }
}
