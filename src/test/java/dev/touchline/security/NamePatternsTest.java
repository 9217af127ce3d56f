package dev.touchline.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NamePatternsTest {

    @Property(tries = 2_000)
    void nameIsMatchedIfOnePatternMatches(@ForAll("patterns") List<String> patterns, @ForAll("names") String name) {
        boolean expected = patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
        assertEquals(expected, new NamePatterns(patterns).matches(name));
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        return Arbitraries.strings().withChars("ab/*").ofMaxLength(4).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab/*").ofMaxLength(5);
    }

    @Test
    void missingNameIsMatchedOnlyByAll() {
        assertTrue(NamePatterns.ANY.matches(null));
        assertFalse(new NamePatterns(List.of("cup", "league-*")).matches(null));
        assertFalse(new NamePatterns(List.of()).matches(null));
    }
}
