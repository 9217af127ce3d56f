package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BranchTest {

    private static final long START = 1_795_910_400_000_000L;
    private static final Instant BEGUN = Instant.ofEpochMilli(START / 1_000);

    private final Branch first = new Branch(1, BEGUN.minusSeconds(60), 0, 0);
    private final Branch second = new Branch(2, BEGUN, 70, START);

    @Test
    void positionsBetweenTwoBranchesDoNotCount() {
        assertEquals(0, second.between(70, START));
        assertEquals(5, second.between(70, START + 5));
        assertEquals(8, second.between(67, START + 5));
        assertEquals(3, second.between(67, 70));
        assertEquals(4, second.between(START + 1, START + 5));
        assertEquals(70, first.between(0, 70));
    }

    @Test
    void positionThatMayBeLostIsTooFarBehind() {
        assertTrue(second.between(71, START + 5) > 1_000_000);
        assertTrue(second.between(1_000, START) > 1_000_000);
    }

    @Test
    void laterBranchIsTheOneThatWasBegunLater() {
        assertTrue(second.isAfter(first));
        assertFalse(first.isAfter(second));
        assertFalse(second.isAfter(second));
        assertTrue(first.isAfter(Branch.NONE));
    }
}
