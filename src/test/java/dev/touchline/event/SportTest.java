package dev.touchline.event;

import static dev.touchline.Football.SPORT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SportTest {

    private static Sport.Position position(String minute) {
        return SPORT.position(MatchClock.parse(minute));
    }

    private static Sport.Position position(String minute, String period) {
        return SPORT.position(MatchClock.parse(minute).in(period));
    }

    @ParameterizedTest
    @CsvSource({
        "0, first-half",
        "45, first-half",
        "45+2, first-half",
        "46, second-half",
        "90, second-half",
        "90+7, second-half",
        "91, extra-time-first-half",
        "105+1, extra-time-first-half",
        "106, extra-time-second-half",
        "120, extra-time-second-half",
        "120+3, extra-time-second-half"
    })
    void infersThePeriodFromTheMinute(String minute, String period) {
        assertEquals(period, SPORT.complete(MatchClock.parse(minute), null).period());
    }

    @Test
    void prefersThePeriodTheAgentStatedToTheMinute() {
        assertEquals(
                "first-half",
                SPORT.complete(MatchClock.parse("47").in("first-half"), "second-half")
                        .period());
    }

    @Test
    void prefersTheFallbackToTheMinute() {
        assertEquals(new MatchClock("second-half", 45, 0), SPORT.complete(MatchClock.parse("45"), "second-half"));
    }

    @Test
    void knowsNoPeriodWithoutAMinuteOrPastTheLast() {
        assertNull(SPORT.complete(MatchClock.UNKNOWN, null).period());
        assertNull(SPORT.complete(MatchClock.parse("121"), null).period());
    }

    @Test
    void putsStoppageTimeBeforeTheNextPeriod() {
        assertThat(position("45+2"), lessThan(position("46")));
        assertThat(position("45+15"), lessThan(position("46")));
        assertThat(position("90+9"), lessThan(position("91")));
        assertThat(position("105+2"), lessThan(position("106")));
    }

    @Test
    void putsStoppageTimeAfterItsMinute() {
        assertThat(position("45+2"), greaterThan(position("45")));
        assertThat(position("45+2"), greaterThan(position("45+1")));
        assertThat(position("45+10"), greaterThan(position("45+2")));
    }

    @Test
    void doesNotCareWhetherThePeriodWasStatedOrInferred() {
        assertThat(position("45+2"), comparesEqualTo(position("45+2", "first-half")));
        assertEquals(position("45+2"), position("45+2", "first-half"));
    }

    @Test
    void putsTheFirstMinuteOfAPeriodAfterStoppageTimeOfTheOneBefore() {
        assertThat(position("45", "second-half"), greaterThan(position("45+4", "first-half")));
    }

    @Test
    void putsTheShootOutAfterEveryMinute() {
        assertThat(SPORT.position(MatchClock.UNKNOWN.in("shoot-out")), greaterThan(position("120+9")));
    }

    @Test
    void putsAnUnknownTimeAfterEverythingElse() {
        assertThat(SPORT.position(MatchClock.UNKNOWN), greaterThan(SPORT.position(MatchClock.UNKNOWN.in("shoot-out"))));
        assertThat(
                SPORT.position(MatchClock.UNKNOWN.in("half-time-show")),
                greaterThan(SPORT.position(MatchClock.UNKNOWN.in("shoot-out"))));
    }

    @Test
    void sortsAMatchIntoPlayingOrder() {
        List<String> played = List.of("0", "1", "45", "45+1", "45+2", "46", "90", "90+4", "91", "105+1", "106", "120");
        List<String> sorted = new ArrayList<>(played);
        Collections.shuffle(sorted, new Random(7));
        sorted.sort(Comparator.comparing(SportTest::position));
        assertEquals(played, sorted);
    }

    @Test
    void needsTheTeamOfWhateverCounts() {
        for (String kind : List.of("goal", "own-goal", "shootout-miss", "corner", "yellow-card")) {
            assertTrue(SPORT.kinds().get(kind).needsTeam(), kind);
        }
        for (String kind : List.of("kick-off", "full-time", "suspended")) {
            assertFalse(SPORT.kinds().get(kind).needsTeam(), kind);
        }
    }

    @Test
    void splitsATypeAtItsFirstDot() {
        assertEquals(new EventType("football", "goal"), EventType.parse("football.goal"));
        assertEquals(new EventType("football", "goal.great"), EventType.parse("football.goal.great"));
        assertEquals(new EventType("football", ""), EventType.parse("football"));
        assertEquals("football.goal", EventType.parse("football.goal").toString());
    }
}
