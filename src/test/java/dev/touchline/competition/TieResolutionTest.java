package dev.touchline.competition;

import static dev.touchline.event.TieBreaker.AWAY_GOALS;
import static dev.touchline.event.TieBreaker.AWAY_GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.AWAY_WINS;
import static dev.touchline.event.TieBreaker.FAIR_PLAY;
import static dev.touchline.event.TieBreaker.GOALS_FOR;
import static dev.touchline.event.TieBreaker.GOAL_AVERAGE;
import static dev.touchline.event.TieBreaker.GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_AWAY_GOALS;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOALS_FOR;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_POINTS;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_POINTS_PER_MATCH;
import static dev.touchline.event.TieBreaker.HEAD_TO_HEAD_WINNING_PERCENTAGE;
import static dev.touchline.event.TieBreaker.LOTS;
import static dev.touchline.event.TieBreaker.OPPONENTS_GOALS;
import static dev.touchline.event.TieBreaker.OPPONENTS_GOAL_DIFFERENCE;
import static dev.touchline.event.TieBreaker.OPPONENTS_POINTS;
import static dev.touchline.event.TieBreaker.POINTS_PER_MATCH;
import static dev.touchline.event.TieBreaker.RANKING;
import static dev.touchline.event.TieBreaker.REGULATION_AND_OVERTIME_WINS;
import static dev.touchline.event.TieBreaker.REGULATION_WINS;
import static dev.touchline.event.TieBreaker.WINNING_PERCENTAGE;
import static dev.touchline.event.TieBreaker.WINS;
import static dev.touchline.testing.TableNotation.conduct;
import static dev.touchline.testing.TableNotation.match;
import static dev.touchline.testing.TableNotation.matches;
import static dev.touchline.testing.TableNotation.order;
import static dev.touchline.testing.TableNotation.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.Rules.HeadToHead;
import dev.touchline.event.TieBreaker;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TieResolutionTest {

    private static final TieBreaker[] HEAD_TO_HEAD_FIRST = {
        HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR, GOAL_DIFFERENCE
    };

    private static Standings table(List<Fixture> matches, HeadToHead mode, List<String> lots, TieBreaker... rules) {
        return Standings.compute(
                matches,
                new Rules(null, null, null, null, null, List.of(rules), mode, lots, null).orElse(Rules.DEFAULT),
                List.of(),
                false);
    }

    private static Standings table(String results, TieBreaker... rules) {
        return table(matches(results), HeadToHead.ONCE, List.of(), rules);
    }

    private static Standings table(String results, HeadToHead mode, TieBreaker... rules) {
        return table(matches(results), mode, List.of(), rules);
    }

    private static Standings table(String results, List<String> lots, TieBreaker... rules) {
        return table(matches(results), HeadToHead.ONCE, lots, rules);
    }

    // --- Single tie-breakers -----------------------------------------------------------------------------------------

    static Stream<Arguments> matchesInWhichOneTieBreakerPutsBirchAboveAlder() {
        return Stream.of(
                Arguments.of(GOAL_DIFFERENCE, "Birch 2-0 Cedar, Alder 4-3 Cedar"),
                Arguments.of(GOALS_FOR, "Birch 3-2 Cedar, Alder 2-0 Cedar"),
                // Averages of 3 and 2.5.
                Arguments.of(GOAL_AVERAGE, "Birch 3-1 Cedar, Alder 5-2 Cedar"),
                Arguments.of(WINS, "Birch 1-0 Cedar, Alder 9-9 Dogwood, Alder 9-9 Dogwood, Alder 9-9 Elm"),
                Arguments.of(AWAY_GOALS, "Cedar 0-1 Birch, Alder 1-0 Cedar"),
                Arguments.of(AWAY_GOAL_DIFFERENCE, "Cedar 0-2 Birch, Cedar 2-3 Alder"),
                Arguments.of(AWAY_WINS, "Cedar 0-1 Birch, Alder 1-0 Cedar"),
                Arguments.of(REGULATION_WINS, "Birch 1-0 Cedar, Alder 1-0 Cedar ot"),
                Arguments.of(OPPONENTS_POINTS, "Birch 1-0 Cedar, Alder 1-0 Dogwood, Cedar 0-0 Elm"),
                Arguments.of(
                        OPPONENTS_GOAL_DIFFERENCE,
                        "Birch 1-0 Cedar, Alder 3-0 Dogwood, Cedar 1-1 Elm, Dogwood 1-1 Elm"),
                Arguments.of(OPPONENTS_GOALS, "Birch 1-0 Cedar, Alder 1-0 Dogwood, Cedar 2-2 Elm, Dogwood 0-0 Elm"),
                Arguments.of(HEAD_TO_HEAD_AWAY_GOALS, "Alder 1-1 Birch, Birch 0-0 Alder"),
                Arguments.of(HEAD_TO_HEAD_WINNING_PERCENTAGE, "Birch 1-0 Alder, Alder 5-0 Cedar"),
                Arguments.of(HEAD_TO_HEAD_POINTS_PER_MATCH, "Birch 1-0 Alder, Alder 5-0 Cedar"),
                Arguments.of(HEAD_TO_HEAD_POINTS, "Birch 1-0 Alder, Alder 5-0 Cedar"),
                Arguments.of(
                        HEAD_TO_HEAD_GOAL_DIFFERENCE,
                        "Birch 3-1 Alder, Alder 1-0 Birch, Alder 5-0 Cedar, Birch 1-0 Cedar"),
                // Each team has a win, a loss and a goal difference of 0. Goals: Birch four, Alder three, Cedar two.
                Arguments.of(HEAD_TO_HEAD_GOALS_FOR, "Birch 3-2 Alder, Alder 1-0 Cedar, Cedar 2-1 Birch"));
    }

    @ParameterizedTest
    @MethodSource("matchesInWhichOneTieBreakerPutsBirchAboveAlder")
    void tieBreakerSeparatesLevelTeamsAndIsNamedForBoth(TieBreaker tieBreaker, String results) {
        List<Standings.Row> rows = table(results, tieBreaker).groups().get(0).rows();
        assertEquals("Birch", rows.get(0).record().team());
        assertEquals("Alder", rows.get(1).record().team());
        assertEquals(1, rows.get(0).position());
        assertEquals(2, rows.get(1).position());
        assertEquals(tieBreaker, rows.get(0).separatedBy());
        assertEquals(tieBreaker, rows.get(1).separatedBy());
    }

    @Test
    void betterConductOverAllMatchesDecides() {
        List<Fixture> matches = List.of(
                conduct(-2, 0, match("Alder 1-0 Cedar")),
                conduct(-3, 0, match("Birch 1-0 Cedar")),
                conduct(0, -2, match("Elm 1-0 Alder")),
                conduct(0, 0, match("Elm 1-0 Birch")));
        assertEquals("""
                1 Elm 2 2 0 0 2-0 6
                2 Birch 2 1 0 1 1-1 3 [fair play]
                3 Alder 2 1 0 1 1-1 3 [fair play]
                4 Cedar 2 0 0 2 0-2 0
                """, text(table(matches, HeadToHead.ONCE, List.of(), FAIR_PLAY)));
    }

    @Test
    void lotsDecideInTheirOrder() {
        assertEquals(
                """
                1 Cedar 2 0 2 0 0-0 2 [drawing of lots]
                2 Alder 2 0 2 0 0-0 2 [drawing of lots]
                3 Birch 2 0 2 0 0-0 2 [drawing of lots]
                """,
                text(table(
                        "Alder 0-0 Birch, Cedar 0-0 Alder, Birch 0-0 Cedar",
                        List.of("Cedar", "Alder", "Birch"),
                        LOTS)));
    }

    @Test
    void shootOutWinIsNoWinInOvertime() {
        Rules rules = new Rules(
                        2, null, 0, 2, 1, List.of(REGULATION_WINS, REGULATION_AND_OVERTIME_WINS), null, null, null)
                .orElse(Rules.DEFAULT);
        Standings standings = Standings.compute(
                matches("Alder 1-1 Cedar ot so 1-0, Birch 2-1 Cedar ot, Dogwood 1-0 Cedar"), rules, List.of(), false);
        assertEquals("Dogwood, Birch, Alder = Cedar", order(standings));
    }

    @Test
    void rankingDecidesOnlyIfAllLevelTeamsAreRanked() {
        Map<String, Double> ranking = Map.of("Alder", 12.5, "Birch", 80.25);
        assertEquals("Birch, Alder", order(ranked("Alder 0-0 Birch", ranking)));
        assertEquals(
                "Alder = Birch = Cedar", order(ranked("Alder 0-0 Birch, Birch 0-0 Cedar, Cedar 0-0 Alder", ranking)));
    }

    private static Standings ranked(String results, Map<String, Double> ranking) {
        Rules rules = new Rules(null, null, null, null, null, List.of(RANKING), null, null, ranking);
        return Standings.compute(matches(results), rules.orElse(Rules.DEFAULT), List.of(), false);
    }

    @Test
    void pointsPerMatchRankTeamsInsteadOfPoints() {
        // Alder has fewer points than Birch and Dogwood, and more per match.
        assertEquals(
                """
                1 Alder 1 1 0 0 1-0 3
                2 Birch 3 1 1 1 2-2 4 [head-to-head points]
                3 Dogwood 3 1 1 1 2-2 4 [head-to-head points]
                4 Cedar 3 0 2 1 2-3 2
                """,
                text(table(
                        "Alder 1-0 Birch, Birch 1-0 Dogwood, Birch 1-1 Cedar, Dogwood 1-0 Cedar, Cedar 1-1 Dogwood",
                        POINTS_PER_MATCH,
                        HEAD_TO_HEAD_POINTS)));
    }

    @Test
    void deductionLowersPointsPerMatch() {
        Standings standings = Standings.compute(
                matches("Alder 1-0 Cedar, Birch 1-0 Cedar, Birch 0-1 Dogwood"),
                new Rules(null, null, null, null, null, List.of(POINTS_PER_MATCH), null, null, null)
                        .orElse(Rules.DEFAULT),
                List.of(new Deduction("Alder", 2, null, null)),
                false);
        assertEquals("Dogwood, Birch, Alder, Cedar", order(standings));
    }

    @Test
    void winningPercentageRanksTeamsInsteadOfPoints() {
        assertEquals(
                "Alder, Birch, Cedar",
                order(table(
                        "Alder 101-99 Cedar, Birch 101-99 Cedar, Birch 90-99 Cedar, Birch 101-99 Cedar",
                        WINNING_PERCENTAGE)));
    }

    @Test
    void onlyPointsDecideWithoutTieBreakers() {
        assertEquals("Alder = Birch, Cedar", order(table("Birch 2-0 Cedar, Alder 1-0 Cedar")));
    }

    // --- Goal average ------------------------------------------------------------------------------------------------

    @Test
    void goalAverageAndGoalDifferenceMayDiffer() {
        String results = "Birch 3-1 Cedar, Alder 5-2 Cedar";
        assertEquals("Birch, Alder, Cedar", order(table(results, GOAL_AVERAGE, GOAL_DIFFERENCE)));
        assertEquals("Alder, Birch, Cedar", order(table(results, GOAL_DIFFERENCE, GOAL_AVERAGE)));
    }

    @Test
    void goalAverageWithoutGoalsAgainstIsTheBest() {
        assertEquals(
                "Birch = Cedar, Alder, Dogwood",
                order(table("Alder 30-1 Dogwood, Birch 1-0 Dogwood, Cedar 7-0 Dogwood", GOAL_AVERAGE)));
    }

    @Test
    void goalAverageWithoutAnyGoalsIsTheWorst() {
        assertEquals(
                "Cedar = Dogwood, Alder = Birch", order(table("Alder 0-0 Birch, Cedar 1-1 Dogwood", GOAL_AVERAGE)));
    }

    @Test
    void equalGoalAveragesAreEqualForAnyNumberOfGoals() {
        // Both have an average of three, and both others of a third.
        assertEquals(
                "Cedar = Dogwood, Alder = Birch", order(table("Cedar 3-1 Alder, Dogwood 6-2 Birch", GOAL_AVERAGE)));
    }

    // --- Sequences of tie-breakers -----------------------------------------------------------------------------------

    @Test
    void firstSeparatingTieBreakerDecides() {
        String results = "Birch 1-0 Alder, Alder 5-0 Cedar";
        assertEquals("Birch, Alder, Cedar", order(table(results, HEAD_TO_HEAD_POINTS, GOAL_DIFFERENCE)));
        assertEquals("Alder, Birch, Cedar", order(table(results, GOAL_DIFFERENCE, HEAD_TO_HEAD_POINTS)));
    }

    @Test
    void nextTieBreakerDecidesWhereOneDoesNotSeparate() {
        assertEquals(
                """
                1 Birch 1 1 0 0 3-2 3 [goals for]
                2 Alder 1 1 0 0 1-0 3 [goals for]
                3 Cedar 2 0 0 2 2-4 0
                """, text(table("Alder 1-0 Cedar, Birch 3-2 Cedar", HEAD_TO_HEAD_POINTS, GOAL_DIFFERENCE, GOALS_FOR)));
    }

    @Test
    void eachRowNamesItsSeparatingTieBreaker() {
        assertEquals(
                """
                1 Dogwood 1 1 0 0 5-0 3 [goal difference]
                2 Cedar 1 1 0 0 3-1 3 [goal difference]
                3 Birch 1 1 0 0 2-0 3 [goals for]
                4 Alder 1 1 0 0 1-0 3 [goal difference]
                5 Elm 4 0 0 4 1-11 0
                """,
                text(table(
                        "Alder 1-0 Elm, Birch 2-0 Elm, Cedar 3-1 Elm, Dogwood 5-0 Elm", GOAL_DIFFERENCE, GOALS_FOR)));
    }

    @Test
    void tiesOnDifferentPointsAreResolvedIndependently() {
        assertEquals("""
                1 Birch 2 2 0 0 3-0 6 [goal difference]
                2 Alder 2 2 0 0 2-0 6 [goal difference]
                3 Dogwood 1 1 0 0 2-1 3 [goals for]
                4 Cedar 1 1 0 0 1-0 3 [goals for]
                5 Elm 6 0 0 6 1-8 0
                """, text(table("""
                        Alder 1-0 Elm, Elm 0-1 Alder, Birch 2-0 Elm, Elm 0-1 Birch
                        Cedar 1-0 Elm, Dogwood 2-1 Elm
                        """, GOAL_DIFFERENCE, GOALS_FOR)));
    }

    // --- Shared positions --------------------------------------------------------------------------------------------

    @Test
    void unseparatedTeamsShareAPositionAndTheNextOneIsSkipped() {
        assertEquals("""
                1 Alder 3 1 2 0 1-0 5
                1 Birch 3 1 2 0 1-0 5
                1 Cedar 3 1 2 0 1-0 5
                4 Dogwood 3 0 0 3 0-3 0
                """, text(table("""
                        Alder 0-0 Birch, Birch 0-0 Cedar, Cedar 0-0 Alder
                        Alder 1-0 Dogwood, Birch 1-0 Dogwood, Cedar 1-0 Dogwood
                        """, HEAD_TO_HEAD_FIRST)));
    }

    @Test
    void fourLevelTeamsMayShareTwoPositions() {
        assertEquals(
                """
                1 Alder 1 1 0 0 2-0 3 [goal difference]
                1 Birch 1 1 0 0 2-0 3 [goal difference]
                3 Cedar 1 1 0 0 1-0 3 [goal difference]
                3 Dogwood 1 1 0 0 1-0 3 [goal difference]
                5 Elm 4 0 0 4 0-6 0
                """,
                text(table(
                        "Alder 2-0 Elm, Birch 2-0 Elm, Cedar 1-0 Elm, Dogwood 1-0 Elm", GOAL_DIFFERENCE, GOALS_FOR)));
    }

    // --- Lots --------------------------------------------------------------------------------------------------------

    @Test
    void lotsDecideOnlyIfDrawnForAllLevelTeams() {
        String results = "Alder 0-0 Birch, Birch 0-0 Cedar, Cedar 0-0 Alder";
        assertEquals("Alder = Birch = Cedar", order(table(results, List.of("Cedar", "Birch"), LOTS)));
        assertEquals("Alder = Birch = Cedar", order(table(results, List.of(), LOTS)));
        assertEquals(
                "Cedar, Birch, Alder",
                order(table(results, List.of("Cedar", "Elm", "Birch", "Dogwood", "Alder"), LOTS)));
    }

    @Test
    void lotsAreNotNeededForTeamsAlreadySeparated() {
        assertEquals(
                """
                1 Alder 1 1 0 0 2-0 3 [goal difference]
                2 Cedar 1 1 0 0 1-0 3 [goal difference]
                3 Birch 1 1 0 0 1-0 3 [drawing of lots]
                4 Dogwood 3 0 0 3 0-4 0
                """,
                text(table(
                        "Alder 2-0 Dogwood, Birch 1-0 Dogwood, Cedar 1-0 Dogwood",
                        List.of("Cedar", "Birch"),
                        GOAL_DIFFERENCE,
                        LOTS)));
    }

    @Test
    void lotsAreIgnoredUnlessTheRulesNameThem() {
        assertEquals("Alder = Birch", order(table("Alder 0-0 Birch", List.of("Birch", "Alder"), GOAL_DIFFERENCE)));
    }

    // --- Head-to-head ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(HeadToHead.class)
    void headToHeadCountsOnlyMatchesAmongLevelTeams(HeadToHead mode) {
        assertEquals("""
                1 Cedar 3 2 0 1 4-2 6 [head-to-head goal difference]
                2 Birch 3 2 0 1 4-3 6 [head-to-head goal difference]
                3 Alder 3 2 0 1 11-3 6 [head-to-head goal difference]
                4 Dogwood 3 0 0 3 0-11 0
                """, text(table("""
                        Alder 2-1 Birch, Birch 2-1 Cedar, Cedar 2-0 Alder
                        Alder 9-0 Dogwood, Birch 1-0 Dogwood, Cedar 1-0 Dogwood
                        """, mode, HEAD_TO_HEAD_FIRST)));
    }

    @ParameterizedTest
    @EnumSource(HeadToHead.class)
    void headToHeadIgnoresTeamsAlreadySeparated(HeadToHead mode) {
        // With the matches among all three teams, Birch would have the better goal difference.
        assertEquals(
                """
                1 Alder 3 2 0 1 10-3 6 [goal difference]
                2 Cedar 3 2 0 1 4-1 6 [goal difference]
                3 Birch 3 2 0 1 4-1 6 [head-to-head points]
                4 Dogwood 3 0 0 3 0-13 0
                """,
                text(table("""
                        Cedar 1-0 Birch, Birch 3-0 Alder, Alder 1-0 Cedar
                        Alder 9-0 Dogwood, Birch 1-0 Dogwood, Cedar 3-0 Dogwood
                        """, mode, GOAL_DIFFERENCE, GOALS_FOR, HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE)));
    }

    @ParameterizedTest
    @EnumSource(HeadToHead.class)
    void teamsThatHaveNotMetAreLevelInHeadToHead(HeadToHead mode) {
        assertEquals("Birch, Alder, Cedar", order(table("Alder 1-0 Cedar, Birch 2-0 Cedar", mode, HEAD_TO_HEAD_FIRST)));
    }

    /**
     * Alder, Birch, Cedar and Dogwood have four points from each other. Goal difference puts Alder and Birch above
     * Cedar and Dogwood. Alder has scored more goals than Birch, but Birch beat Alder. Cedar and Dogwood have scored
     * equally many; Dogwood beat Cedar, and Cedar has the better goal difference in all matches.
     */
    private static final String FOUR_LEVEL = """
            Birch 2-0 Alder, Dogwood 2-0 Cedar, Alder 3-0 Dogwood
            Cedar 1-0 Birch, Alder 1-1 Cedar, Birch 0-0 Dogwood
            Alder 1-0 Elm, Birch 1-0 Elm, Cedar 2-0 Elm, Dogwood 1-0 Elm
            """;

    @Test
    void headToHeadOnceCountsMatchesAmongAllLevelTeams() {
        assertEquals("""
                1 Alder 4 2 1 1 5-3 7 [head-to-head goals for]
                2 Birch 4 2 1 1 3-1 7 [head-to-head goals for]
                3 Cedar 4 2 1 1 4-3 7 [head-to-head goal difference]
                4 Dogwood 4 2 1 1 3-3 7 [goal difference]
                5 Elm 4 0 0 4 0-5 0
                """, text(table(FOUR_LEVEL, HeadToHead.ONCE, HEAD_TO_HEAD_FIRST)));
    }

    @Test
    void reappliedHeadToHeadRepeatsAmongTeamsStillLevel() {
        assertEquals("""
                1 Alder 4 2 1 1 5-3 7 [head-to-head goals for]
                2 Birch 4 2 1 1 3-1 7 [head-to-head goals for]
                3 Dogwood 4 2 1 1 3-3 7 [head-to-head goal difference]
                4 Cedar 4 2 1 1 4-3 7 [head-to-head points]
                5 Elm 4 0 0 4 0-5 0
                """, text(table(FOUR_LEVEL, HeadToHead.REAPPLIED, HEAD_TO_HEAD_FIRST)));
    }

    @Test
    void restartedHeadToHeadRestartsAfterEachSeparation() {
        assertEquals("""
                1 Birch 4 2 1 1 3-1 7 [head-to-head points]
                2 Alder 4 2 1 1 5-3 7 [head-to-head points]
                3 Dogwood 4 2 1 1 3-3 7 [head-to-head goal difference]
                4 Cedar 4 2 1 1 4-3 7 [head-to-head points]
                5 Elm 4 0 0 4 0-5 0
                """, text(table(FOUR_LEVEL, HeadToHead.RESTARTED, HEAD_TO_HEAD_FIRST)));
    }

    @ParameterizedTest
    @EnumSource(HeadToHead.class)
    void nextTieBreakerDecidesWhereHeadToHeadDoesNot(HeadToHead mode) {
        assertEquals("""
                1 Alder 3 2 1 0 2-0 7 [head-to-head points]
                2 Cedar 4 2 1 1 3-1 7 [head-to-head points]
                3 Birch 4 2 1 1 2-1 7 [goal difference]
                4 Elm 5 0 1 4 0-5 1
                """, text(table("""
                        Alder 1-0 Birch, Alder 1-0 Cedar, Birch 0-0 Cedar, Alder 0-0 Elm
                        Birch 1-0 Elm, Elm 0-1 Birch, Cedar 1-0 Elm, Elm 0-2 Cedar
                        """, mode, HEAD_TO_HEAD_FIRST)));
    }

    @Test
    void reappliedHeadToHeadMayBeTheLastTieBreaker() {
        String results = FOUR_LEVEL + ", Elm 0-0 Fir";
        TieBreaker[] rules = {HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR};
        assertEquals("Alder, Birch, Cedar = Dogwood, Elm = Fir", order(table(results, HeadToHead.ONCE, rules)));
        assertEquals("Alder, Birch, Dogwood, Cedar, Elm = Fir", order(table(results, HeadToHead.REAPPLIED, rules)));
    }

    @Test
    void headToHeadInTwoPartsCountsTeamsLevelAtTheStartOfEach() {
        // Goal difference puts Alder above the others; among all three, Birch would have the best one.
        String results = """
                Cedar 1-0 Birch, Birch 3-0 Alder, Alder 1-0 Cedar
                Alder 9-0 Dogwood, Birch 1-0 Dogwood, Cedar 3-0 Dogwood
                """;
        assertEquals(
                "Alder, Cedar, Birch, Dogwood",
                order(table(results, HEAD_TO_HEAD_POINTS, GOAL_DIFFERENCE, HEAD_TO_HEAD_GOAL_DIFFERENCE)));
        assertEquals(
                "Birch, Cedar, Alder, Dogwood",
                order(table(results, HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, GOAL_DIFFERENCE)));
    }
}
