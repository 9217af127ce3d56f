package dev.touchline.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.Rules.HeadToHead;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {

    private static final Rules ICE_HOCKEY = new Rules(
            3,
            1,
            0,
            2,
            1,
            List.of(TieBreaker.HEAD_TO_HEAD_POINTS),
            HeadToHead.RESTARTED,
            List.of("Riga", "Porto"),
            Map.of());

    private static Rules points(Integer win, Integer draw, Integer loss, Integer overtimeWin, Integer overtimeLoss) {
        return new Rules(win, draw, loss, overtimeWin, overtimeLoss, null, null, null, null);
    }

    @Test
    void unspecifiedRulesAreInherited() {
        assertEquals(ICE_HOCKEY, Rules.UNSPECIFIED.orElse(ICE_HOCKEY));
        assertEquals(Rules.DEFAULT, Rules.UNSPECIFIED.orElse(Rules.DEFAULT));
    }

    @Test
    void specifiedRulesReplaceInheritedOnes() {
        Rules own = new Rules(2, 7, -1, 5, 4, List.of(), HeadToHead.ONCE, List.of(), Map.of());
        assertEquals(own, own.orElse(ICE_HOCKEY));
    }

    @Test
    void eachRuleIsInheritedSeparately() {
        Rules tieBreakers = new Rules(null, null, null, null, null, List.of(TieBreaker.WINS), null, null, null);
        assertEquals(
                new Rules(
                        3,
                        1,
                        0,
                        2,
                        1,
                        List.of(TieBreaker.WINS),
                        HeadToHead.RESTARTED,
                        List.of("Riga", "Porto"),
                        Map.of()),
                tieBreakers.orElse(ICE_HOCKEY));
        Rules mode = new Rules(null, null, null, null, null, null, HeadToHead.REAPPLIED, List.of(), Map.of());
        assertEquals(
                new Rules(
                        3,
                        1,
                        0,
                        2,
                        1,
                        List.of(TieBreaker.HEAD_TO_HEAD_POINTS),
                        HeadToHead.REAPPLIED,
                        List.of(),
                        Map.of()),
                mode.orElse(ICE_HOCKEY));
    }

    @Test
    void specifiedPointsDropInheritedOvertimePoints() {
        Rules two = points(2, null, null, null, null).orElse(ICE_HOCKEY);
        assertEquals(2, two.win());
        assertEquals(1, two.draw());
        assertEquals(0, two.loss());
        assertEquals(null, two.overtimeWin());
        assertEquals(null, two.overtimeLoss());
        assertEquals(1, points(2, null, null, null, 1).orElse(ICE_HOCKEY).overtimeLoss());
        assertEquals(null, points(2, null, null, null, 1).orElse(ICE_HOCKEY).overtimeWin());
    }

    @Test
    void specifiedOvertimePointsKeepInheritedPoints() {
        Rules rules = points(null, null, null, 3, null).orElse(ICE_HOCKEY);
        assertEquals(points(3, 1, 0, 3, 1).orElse(ICE_HOCKEY), rules);
    }

    @Test
    void modesAreWrittenInLowerCase() {
        assertEquals("once", HeadToHead.ONCE.code());
        assertEquals("reapplied", HeadToHead.REAPPLIED.code());
        assertEquals("restarted", HeadToHead.RESTARTED.code());
    }
}
