package dev.touchline.sport;

import static dev.touchline.Football.SPORT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Sports;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.MatchClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SportTest {

    private static final Sport BASKETBALL = Sports.sport("basketball");
    private static final Sport NBA = BASKETBALL.variant("nba");

    private static Sport.Position position(String minute) {
        return SPORT.position(MatchClock.parse(minute));
    }

    private static Sport.Position position(String minute, String period) {
        return SPORT.position(MatchClock.parse(minute).withPeriod(period));
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
    void periodIsInferredFromTheMinute(String minute, String period) {
        assertEquals(period, SPORT.withPeriod(MatchClock.parse(minute), null).period());
    }

    @Test
    void reportedPeriodPrecedesTheMinute() {
        assertEquals(
                "first-half",
                SPORT.withPeriod(MatchClock.parse("47").withPeriod("first-half"), "second-half")
                        .period());
    }

    @Test
    void fallbackPeriodPrecedesTheMinute() {
        assertEquals(new MatchClock("second-half", 45, 0), SPORT.withPeriod(MatchClock.parse("45"), "second-half"));
    }

    @Test
    void periodIsUnknownWithoutAMinuteOrPastTheLast() {
        assertNull(SPORT.withPeriod(MatchClock.UNKNOWN, null).period());
        assertNull(SPORT.withPeriod(MatchClock.parse("121"), null).period());
    }

    @ParameterizedTest
    @CsvSource({
        "basketball, nba, 47, fourth-quarter",
        "basketball, nba, 52, first-overtime",
        "basketball, college, 19, first-half",
        "basketball, college, 39, second-half",
        "basketball, , 39, fourth-quarter",
        "basketball, unknown, 39, fourth-quarter",
        "ice-hockey, nhl, 64, first-overtime",
        "ice-hockey, nhl, 66, ",
        "ice-hockey, ten-minute-overtime, 66, first-overtime",
        "ice-hockey, nhl-playoffs, 79, first-overtime",
        "handball, under-16, 26, second-half",
        "handball, under-12, 41, first-overtime-first-half",
        "handball, one-overtime, 71, "
    })
    void variantHasPeriodsOfItsOwn(String sport, String variant, String minute, String period) {
        Sport varied = Sports.sport(sport).variant(variant);
        assertEquals(period, varied.withPeriod(MatchClock.parse(minute), null).period());
    }

    @Test
    void periodOfAnotherVariantIsDisregarded() {
        MatchClock stated = MatchClock.parse("47").withPeriod("second-half");
        assertEquals("fourth-quarter", NBA.withPeriod(stated, null).period());
        assertNull(NBA.withPeriod(MatchClock.UNKNOWN.withPeriod("second-half"), null)
                .period());
        assertTrue(BASKETBALL.periodNames().containsAll(List.of("second-half", "fourth-quarter", "sixth-overtime")));
    }

    @Test
    void longestMatchHasAllOvertimes() {
        assertEquals(120, SPORT.longestMinutes());
        assertEquals(78, BASKETBALL.longestMinutes(), "six overtimes of the longest variant");
        assertEquals(180, Sports.sport("ice-hockey").longestMinutes());
    }

    @ParameterizedTest
    @CsvSource({"120, ", "91, second-half", "5, ", ", "})
    void shootOutComesBetweenExtraTimeAndTheEnd(String minute, String period) {
        MatchClock clock = new MatchClock(period, minute == null ? null : Integer.valueOf(minute), 0);
        List<String> kinds = List.of("extra-time", "end-of-extra-time", "shoot-out", "shootout-goal", "full-time");
        List<String> sorted = new ArrayList<>(kinds);
        Collections.reverse(sorted);
        sorted.sort(Comparator.comparing(kind -> SPORT.timelinePosition(
                kind.contains("extra-time") ? MatchClock.UNKNOWN : clock,
                SPORT.kinds().get(kind))));
        assertEquals(kinds, sorted);
    }

    @Test
    void stoppageTimePrecedesTheNextPeriod() {
        assertThat(position("45+2"), lessThan(position("46")));
        assertThat(position("45+15"), lessThan(position("46")));
        assertThat(position("90+9"), lessThan(position("91")));
        assertThat(position("105+2"), lessThan(position("106")));
    }

    @Test
    void stoppageTimeFollowsItsMinute() {
        assertThat(position("45+2"), greaterThan(position("45")));
        assertThat(position("45+2"), greaterThan(position("45+1")));
        assertThat(position("45+10"), greaterThan(position("45+2")));
    }

    @Test
    void reportedAndInferredPeriodsAreEqual() {
        assertThat(position("45+2"), comparesEqualTo(position("45+2", "first-half")));
        assertEquals(position("45+2"), position("45+2", "first-half"));
    }

    @Test
    void firstMinuteOfAPeriodFollowsStoppageTimeOfTheOneBefore() {
        assertThat(position("45", "second-half"), greaterThan(position("45+4", "first-half")));
    }

    @Test
    void shootOutFollowsEveryMinute() {
        assertThat(SPORT.position(MatchClock.UNKNOWN.withPeriod("shoot-out")), greaterThan(position("120+9")));
    }

    @Test
    void unknownTimeFollowsEverythingElse() {
        assertThat(
                SPORT.position(MatchClock.UNKNOWN),
                greaterThan(SPORT.position(MatchClock.UNKNOWN.withPeriod("shoot-out"))));
        assertThat(
                SPORT.position(MatchClock.UNKNOWN.withPeriod("half-time-show")),
                greaterThan(SPORT.position(MatchClock.UNKNOWN.withPeriod("shoot-out"))));
    }

    @Test
    void eventsAreSortedIntoPlayingOrder() {
        List<String> played = List.of("0", "1", "45", "45+1", "45+2", "46", "90", "90+4", "91", "105+1", "106", "120");
        List<String> sorted = new ArrayList<>(played);
        Collections.shuffle(sorted, new Random(7));
        sorted.sort(Comparator.comparing(SportTest::position));
        assertEquals(played, sorted);
    }

    @Test
    void countingKindNeedsATeam() {
        for (String kind : List.of("goal", "own-goal", "shootout-miss", "corner", "yellow-card")) {
            assertTrue(SPORT.kinds().get(kind).needsTeam(), kind);
        }
        for (String kind : List.of("kick-off", "full-time", "suspended")) {
            assertFalse(SPORT.kinds().get(kind).needsTeam(), kind);
        }
    }

    @Test
    void conditionallyCountingKindNeedsATeam() {
        assertTrue(SPORT.kinds().get("possession").needsTeam());
        assertFalse(of(Map.of(), null).needsTeam());
        assertFalse(of(Map.of("dunk", new Sport.Flag("dunk", Map.of())), null).needsTeam());
        assertTrue(of(Map.of("dunk", new Sport.Flag(null, Map.of("dunks", 1))), null)
                .needsTeam());
    }

    @Test
    void periodChangeNeedsAPeriod() {
        for (String kind : List.of("period-start", "period-end")) {
            assertTrue(BASKETBALL.kinds().get(kind).needsPeriod(), kind);
        }
        for (String kind : List.of(
                "tip-off", "half-time", "full-time", "suspended", "resumed", "abandoned", "postponed", "timeout")) {
            assertFalse(BASKETBALL.kinds().get(kind).needsPeriod(), kind);
        }
    }

    private static Sport.Kind of(Map<String, Sport.Flag> flags, Sport.PhaseChange change) {
        return new Sport.Kind(
                "shot",
                "Shot",
                "→",
                null,
                List.of(),
                null,
                flags,
                Sport.Points.NONE,
                false,
                Map.of(),
                Map.of(),
                Map.of(),
                null,
                change,
                false,
                List.of(),
                false);
    }

    @ParameterizedTest
    @CsvSource({
        "period-start, 0, first-quarter",
        "period-start, 10, second-quarter",
        "period-start, 30, fourth-quarter",
        "period-start, 31, fourth-quarter",
        "period-start, 40, first-overtime",
        "period-start, 45, second-overtime",
        "period-start, 70, sixth-overtime",
        "period-start, 71, ",
        "period-end, 10, first-quarter",
        "period-end, 40, fourth-quarter",
        "period-end, 45, first-overtime",
        "overtime, 45, first-overtime",
        "half-time, 10, second-quarter",
        "full-time, 40, fourth-quarter",
        "timeout, 10, first-quarter"
    })
    void periodStartAtABoundaryMinuteIsTheLaterPeriod(String kind, String minute, String period) {
        MatchClock clock = MatchClock.parse(minute);
        assertEquals(
                period,
                BASKETBALL.resolveClock(clock, BASKETBALL.kinds().get(kind)).period());
        assertEquals(
                "third-quarter",
                BASKETBALL
                        .resolveClock(
                                clock.withPeriod("third-quarter"),
                                BASKETBALL.kinds().get(kind))
                        .period());
    }

    @Test
    void periodStartWithoutAMinuteInfersNoPeriod() {
        assertNull(BASKETBALL
                .resolveClock(MatchClock.UNKNOWN, BASKETBALL.kinds().get("period-start"))
                .period());
    }

    @Test
    void allFiguresOfATeamAreKnown() {
        Set<String> figures = SPORT.teamFigures();
        for (String figure : List.of("goals", "ownGoals", "penaltyGoals", "penaltiesSaved", "assists", "redCards")) {
            assertTrue(figures.contains(figure), figure);
        }
    }

    @Test
    void trueFlagsInTheDetailsAreCounted() {
        Sport.Kind twoPointer = BASKETBALL.kinds().get("two-pointer");
        Event dunk = Sports.incident("basketball", "two-pointer", "1")
                .details(Map.of("fastBreak", true, "dunk", true, "secondChance", false, "inThePaint", "true"))
                .event();
        assertEquals("dunk", twoPointer.mark(dunk));
        assertEquals(
                Map.of(
                        "points", 2,
                        "fieldGoalsMade", 1,
                        "fieldGoalsAttempted", 1,
                        "twoPointersMade", 1,
                        "twoPointersAttempted", 1,
                        "dunks", 1,
                        "fastBreakPoints", 2),
                twoPointer.own(dunk));
        assertEquals(5, twoPointer.own().size());
    }

    @Test
    void flagAddsToTheCountsOfTheKind() {
        Sport.Kind kind = SPORT.kinds().get("penalty-goal");
        Sport.Kind twice = new Sport.Kind(
                kind.name(),
                kind.label(),
                kind.symbol(),
                null,
                List.of(),
                null,
                Map.of("both", new Sport.Flag(null, Map.of("goals", 2))),
                kind.points(),
                false,
                kind.own(),
                Map.of(),
                Map.of(),
                null,
                null,
                false,
                List.of(),
                false);
        Event event = Sports.incident("football", "penalty-goal", "1")
                .details(Map.of("both", true))
                .event();
        assertEquals(3, twice.own(event).get("goals"));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "41, 41", "100, 100", "101, ", "-1, "})
    void validShareIsRead(int stated, Integer read) {
        Event event = Sports.incident("football", "possession", "1")
                .details(Map.of("share", stated))
                .event();
        assertEquals(read, SPORT.kinds().get("possession").share().read(event));
    }

    @Test
    void shareMustBeAnInteger() {
        for (Object value : List.of("41", 41.5, true, 41L)) {
            Event event = Sports.incident("football", "possession", "1")
                    .details(Map.of("share", value))
                    .event();
            assertNull(SPORT.kinds().get("possession").share().read(event));
        }
        assertNull(SPORT.kinds()
                .get("possession")
                .share()
                .read(Sports.incident("football", "possession", "1").event()));
    }

    @Test
    void typeIsSplitAtItsFirstDot() {
        assertEquals(new EventType("football", "goal"), EventType.parse("football.goal"));
        assertEquals(new EventType("football", "goal.great"), EventType.parse("football.goal.great"));
        assertEquals(new EventType("football", ""), EventType.parse("football"));
        assertEquals("football.goal", EventType.parse("football.goal").toString());
    }
}
