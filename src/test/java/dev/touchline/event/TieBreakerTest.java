package dev.touchline.event;

import static dev.touchline.event.TieBreaker.FAIR_PLAY;
import static dev.touchline.event.TieBreaker.GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOALS_FOR;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_POINTS;
import static dev.touchline.event.TieBreaker.LOTS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TieBreakerTest {

    @ParameterizedTest
    @EnumSource(TieBreaker.class)
    void tieBreakerIsReadBackAsWritten(TieBreaker tieBreaker) {
        assertEquals(List.of(tieBreaker), TieBreaker.parse(tieBreaker.code()));
        assertEquals(List.of(tieBreaker), TieBreaker.parse(tieBreaker.code().toUpperCase(Locale.ROOT)));
        assertEquals(List.of(tieBreaker), TieBreaker.parse(tieBreaker.code().replaceAll("[ -]", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"goal difference", "Goal Difference", "goal-difference", "goalDifference", "GOAL_DIFFERENCE"})
    void spellingVariantsAreRead(String written) {
        assertEquals(List.of(GOAL_DIFFERENCE), TieBreaker.parse(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head-to-head", "head to head", "headToHead"})
    void headToHeadStandsForAllThreeCriteria(String written) {
        assertEquals(
                List.of(HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR),
                TieBreaker.parse(written));
    }

    @Test
    void synonymsAreRead() {
        assertEquals(List.of(HEAD_TO_HEAD_GOAL_DIFFERENCE), TieBreaker.parse("head-to-head difference"));
        assertEquals(List.of(HEAD_TO_HEAD_GOALS_FOR), TieBreaker.parse("head-to-head goals"));
        assertEquals(List.of(FAIR_PLAY), TieBreaker.parse("fair-play points"));
        assertEquals(List.of(LOTS), TieBreaker.parse("lots"));
        assertEquals(List.of(TieBreaker.RANKING), TieBreaker.parse("coefficient"));
        assertEquals(List.of(TieBreaker.OPPONENTS_POINTS), TieBreaker.parse("opponents’ points"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "points", "goals", "head", "difference", "coin toss", "goal difference!"})
    void unknownWordIsRejected(String written) {
        assertEquals(List.of(), TieBreaker.parse(written));
    }

    @Test
    void everyTieBreakerIsWrittenDifferently() {
        Set<String> codes = Stream.of(TieBreaker.values()).map(TieBreaker::code).collect(Collectors.toSet());
        assertEquals(TieBreaker.values().length, codes.size());
    }

    @Test
    void headToHeadTieBreakersAreMarked() {
        assertEquals(
                EnumSet.of(
                        HEAD_TO_HEAD_POINTS,
                        HEAD_TO_HEAD_GOAL_DIFFERENCE,
                        HEAD_TO_HEAD_GOALS_FOR,
                        TieBreaker.HEAD_TO_HEAD_AWAY_GOALS,
                        TieBreaker.HEAD_TO_HEAD_WINNING_PERCENTAGE,
                        TieBreaker.HEAD_TO_HEAD_POINTS_PER_MATCH),
                Stream.of(TieBreaker.values())
                        .filter(TieBreaker::headToHead)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(TieBreaker.class))));
    }
}
