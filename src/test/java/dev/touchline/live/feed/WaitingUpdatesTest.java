package dev.touchline.live.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import org.junit.jupiter.api.Test;

class WaitingUpdatesTest {

    /** Three updates of this length fit, four do not. */
    private static final int LENGTH = 1_000;

    private final WaitingUpdates waiting = new WaitingUpdates(4 * 2 * LENGTH);

    private void add(long... positions) {
        for (long position : positions) {
            waiting.add(new PositionedUpdate(
                    position, new EncodedUpdate("m", position, null, null, null, "x".repeat(LENGTH))));
        }
    }

    @Test
    void firstUpdateIsTakenOnlyAtItsPosition() {
        add(5, 4);
        assertNull(waiting.pollFirstIf(3));
        assertEquals(4, waiting.pollFirstIf(4).position());
        assertEquals(5, waiting.pollFirstIf(5).position());
        assertNull(waiting.pollFirstIf(6));
        assertTrue(waiting.isEmpty());
    }

    @Test
    void latestUpdatesAreDroppedBeyondTheMemory() {
        add(3, 9, 2, 7);
        assertEquals(9, waiting.dropExcess());
        assertEquals(7, waiting.last());
        assertEquals(0, waiting.dropExcess());
        add(1, 8);
        assertEquals(8, waiting.dropExcess(), "the highest of those that are dropped");
        assertEquals(3, waiting.last());
    }

    @Test
    void removedAndRepeatedUpdatesTakeNoMemory() {
        add(1, 2, 3, 3, 2, 1);
        assertEquals(0, waiting.dropExcess(), "a repetition replaces its update");
        waiting.remove(0, 2);
        assertNull(waiting.pollFirstIf(2));
        add(4, 5);
        assertEquals(0, waiting.dropExcess());
        assertNotNull(waiting.pollFirstIf(3));
        add(6);
        assertEquals(0, waiting.dropExcess());
    }
}
