package dev.touchline.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void leastRecentlyUsedValueIsDroppedBeyondTheBytes() {
        Memory<String, String> memory = new Memory<>(100, 10, String::length);
        get(memory, "a", "1234");
        get(memory, "b", "1234");
        get(memory, "a", "1234");
        get(memory, "c", "1234");
        assertEquals(Optional.of("1234"), memory.kept("a"));
        assertEquals(Optional.empty(), memory.kept("b"));
        assertEquals(Optional.of("1234"), memory.kept("c"));
        assertEquals(3, reads.get());
    }

    @Test
    void valueLargerThanAllBytesIsReadEachTime() {
        Memory<String, String> memory = new Memory<>(100, 10, String::length);
        get(memory, "a", "12345678901");
        assertEquals(Optional.empty(), memory.kept("a"));
        get(memory, "b", "1");
        assertEquals(Optional.of("1"), memory.kept("b"));
    }

    @Test
    void bytesOfForgottenValuesAreFree() {
        Memory<String, String> memory = new Memory<>(100, 10, String::length);
        get(memory, "a", "1234567890");
        memory.forget("a");
        get(memory, "b", "1234567890");
        memory.forgetAll();
        get(memory, "c", "12345");
        get(memory, "d", "12345");
        assertEquals(Optional.of("12345"), memory.kept("c"));
        assertEquals(Optional.of("12345"), memory.kept("d"));
    }

    @Test
    void valueForgottenWhileItIsReadIsNotKept() {
        Memory<String, String> memory = new Memory<>(100, 10, String::length);
        memory.get("a", () -> {
            memory.forget("a");
            return Optional.of("12345678");
        });
        assertEquals(Optional.empty(), memory.kept("a"));
        get(memory, "b", "12345678");
        assertEquals(Optional.of("12345678"), memory.kept("b"));
    }

    @Test
    void numberOfValuesIsBoundedToo() {
        Memory<String, String> memory = new Memory<>(2, 1_000, String::length);
        get(memory, "a", "1");
        get(memory, "b", "1");
        get(memory, "c", "1");
        assertEquals(Optional.empty(), memory.kept("a"));
    }

    private void get(Memory<String, String> memory, String key, String value) {
        assertEquals(Optional.of(value), memory.get(key, () -> {
            reads.incrementAndGet();
            return Optional.of(value);
        }));
    }
}
