package dev.touchline.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {

    private final List<String> admitted = new ArrayList<>();
    private final AdmissionQueue queue = new AdmissionQueue(2, 4);

    private void enter(String caller, String work) {
        queue.enter(caller, () -> admitted.add(work));
    }

    @Test
    void workBeyondTheMaximumWaitsUntilOtherWorkLeaves() {
        enter("a", "1");
        enter("a", "2");
        enter("a", "3");
        assertEquals(List.of("1", "2"), admitted);
        assertEquals(1, queue.waiting());
        queue.leave();
        assertEquals(List.of("1", "2", "3"), admitted);
        assertFalse(queue.tryEnter());
        queue.leave();
        assertTrue(queue.tryEnter());
    }

    @Test
    void waitingCallersTakeTurns() {
        assertTrue(queue.tryEnter() && queue.tryEnter());
        for (String work : List.of("a1", "a2", "a3", "b1", "c1", "c2")) {
            enter(work.substring(0, 1), work);
        }
        IntStream.range(0, 6).forEach(i -> queue.leave());
        assertEquals(List.of("a1", "b1", "c1", "a2", "c2", "a3"), admitted);
    }

    @Test
    void workThatIsNotWantedAnyMoreTakesNoPlace() {
        assertTrue(queue.tryEnter() && queue.tryEnter());
        IntStream.range(0, 100_000).forEach(i -> queue.enter("gone", () -> false));
        enter("a", "1");
        queue.leave();
        queue.leave();
        assertEquals(List.of("1"), admitted);
        assertEquals(0, queue.waiting());
        assertTrue(queue.tryEnter());
        assertFalse(queue.tryEnter());
    }

    @Test
    void callerMayTakeHalfOfTheWaitingPlaces() {
        assertTrue(queue.tryEnter() && queue.tryEnter());
        assertFalse(queue.isFull("a"));
        enter("a", "1");
        enter("a", "2");
        assertTrue(queue.isFull("a"));
        assertFalse(queue.isFull("b"));
        enter("b", "3");
        enter("b", "4");
        assertTrue(queue.isFull("c"));
    }
}
