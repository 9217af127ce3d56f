package dev.touchline.live.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastEventIdTest {

    @Test
    void idOfAMatchHasSeqAndPosition() {
        assertEquals(new LastEventId(58, 1_234), LastEventId.ofMatch("58-1234"));
        assertEquals(new LastEventId(0, 0), LastEventId.ofMatch("0-0"));
        assertEquals(new LastEventId(58, LastEventId.ANY), LastEventId.ofMatch("58"));
        assertNull(LastEventId.ofMatch(null));
    }

    @Test
    void idOfManyMatchesIsAPosition() {
        assertEquals(new LastEventId(1_795_910_400_000_001L, LastEventId.ANY), LastEventId.ofFeed("1795910400000001"));
        assertNull(LastEventId.ofFeed(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "5-", "-5", "05", "5-06", "5-6-7", "5 -6", "1e3", "9223372036854775808", "garbage"})
    void anyOtherIdIsBeyondTheFeed(String id) {
        assertEquals(Long.MAX_VALUE, LastEventId.ofMatch(id).number());
        assertEquals(Long.MAX_VALUE, LastEventId.ofFeed(id).number());
    }

    @Test
    void positionOfAMatchIsNoneOfTheFeed() {
        assertEquals(Long.MAX_VALUE, LastEventId.ofFeed("58-1234").number());
    }
}
