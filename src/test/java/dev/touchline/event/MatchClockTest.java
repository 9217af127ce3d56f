package dev.touchline.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchClockTest {

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "45, 45, 0", "45', 45, 0", "120, 120, 0", "999, 999, 0", "007, 7, 0"})
    void minuteIsParsed(String text, int minute, int stoppage) {
        assertEquals(new MatchClock(null, minute, stoppage), MatchClock.parse(text.replace('’', '\'')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"45+2", "45+2'", "45 + 2", "45 +2", "  45+2  ", "45+02", "45'+2'", "45'+2", "45' + 2'"})
    void stoppageTimeIsSeparateFromTheMinute(String text) {
        assertEquals(new MatchClock(null, 45, 2), MatchClock.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "+2", "45+", "45+2+1", "-1", "45.5", "1000", "45-2", "HT", "45''", "45+2''", "'", "٤٥"})
    void invalidMinuteIsNotParsed(String text) {
        assertNull(MatchClock.parse(text));
    }

    @Test
    void clockIsWrittenInTheUsualNotation() {
        assertEquals("23'", MatchClock.parse("23").format());
        assertEquals("0'", MatchClock.parse("0").format());
        assertEquals("45+2'", MatchClock.parse("45+2").format());
    }

    @Test
    void clockWithoutAMinuteIsNotWritten() {
        assertEquals("", MatchClock.UNKNOWN.format());
        assertEquals("", MatchClock.UNKNOWN.withPeriod("shoot-out").format());
    }

    @Test
    void timeIsKeptInAnotherPeriod() {
        assertEquals(
                new MatchClock("first-half", 45, 2), MatchClock.parse("45+2").withPeriod("first-half"));
    }
}
