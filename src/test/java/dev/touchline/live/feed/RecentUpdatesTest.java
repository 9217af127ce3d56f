package dev.touchline.live.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentUpdatesTest {

    private static final int LENGTH = 100;

    private final RecentUpdates recent = new RecentUpdates(6, Long.MAX_VALUE);

    /** Two matches in turn: a has the odd positions. */
    private void add(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(position -> recent.add(update(position)));
    }

    private static StreamUpdate update(long position) {
        String match = position % 2 == 1 ? "a" : "b";
        long seq = (position + 1) / 2;
        return new StreamUpdate(
                new PositionedUpdate(position, new EncodedUpdate(match, seq, null, null, null, "x".repeat(LENGTH))));
    }

    private static List<Long> positions(UpdatePage page) {
        return page.updates().stream().map(StreamUpdate::position).toList();
    }

    private UpdatePage ofA(long position, int max, long maxBytes) {
        return recent.after(position, update -> update.update().match().equals("a"), max, maxBytes);
    }

    @Test
    void pageEndsWithItsRowsOrItsBytesAndTheNextContinues() {
        add(1, 6);
        UpdatePage rows = ofA(0, 2, Long.MAX_VALUE);
        assertEquals(List.of(1L, 3L), positions(rows));
        assertEquals(4, rows.position());
        UpdatePage bytes = ofA(0, 10, 2 * LENGTH + 1);
        assertEquals(List.of(1L, 3L), positions(bytes));
        UpdatePage last = ofA(bytes.position(), 10, 1);
        assertEquals(new UpdatePage(last.updates(), 6, false), last);
        assertEquals(List.of(5L), positions(last));
    }

    @Test
    void evictedUpdatesAreNotSkipped() {
        add(1, 8);
        assertNull(ofA(1, 10, Long.MAX_VALUE));
        assertEquals(List.of(3L, 5L, 7L), positions(ofA(2, 10, Long.MAX_VALUE)));
        assertEquals(OptionalLong.empty(), recent.position("a", 1));
        assertEquals(OptionalLong.of(5), recent.position("a", 3));
    }

    @Test
    void changeIsFoundOnlyAtItsPosition() {
        add(1, 6);
        assertTrue(recent.has("a", 2, 3));
        assertFalse(recent.has("a", 2, 5));
        assertFalse(recent.has("b", 2, 3));
        assertFalse(recent.has("a", 3, 7));
        assertEquals(
                List.of(5L, 6L),
                recent.after(4).stream().map(StreamUpdate::position).toList());
    }

    @Test
    void updatesAreBoundedByTheirBytes() {
        RecentUpdates two = new RecentUpdates(100, 2 * update(1).weight());
        LongStream.rangeClosed(1, 5).forEach(position -> two.add(update(position)));
        assertNull(two.after(2, update -> true, 10, Long.MAX_VALUE));
        assertEquals(List.of(4L, 5L), positions(two.after(3, update -> true, 10, Long.MAX_VALUE)));
    }

    @Test
    void pageAtTheEndOrAheadIsEmpty() {
        add(1, 3);
        assertEquals(new UpdatePage(List.of(), 3, false), ofA(3, 10, 10));
        assertEquals(new UpdatePage(List.of(), 9, false), ofA(9, 10, 10));
    }
}
