package dev.touchline.competition;

import static dev.touchline.testing.TableNotation.concat;
import static dev.touchline.testing.TableNotation.in;
import static dev.touchline.testing.TableNotation.matches;
import static dev.touchline.testing.TableNotation.order;
import static dev.touchline.testing.TableNotation.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Deduction;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.CarryOver;
import dev.touchline.event.TieBreaker;
import dev.touchline.testing.StageBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandingsTest {

    /** The IIHF's points: 3, 2, 1 and 0. */
    private static final Rules ICE_HOCKEY = points(3, 1, 0, 2, 1);

    private static Rules points(Integer win, Integer draw, Integer loss, Integer overtimeWin, Integer overtimeLoss) {
        return new Rules(win, draw, loss, overtimeWin, overtimeLoss, null, null, null, null).orElse(Rules.DEFAULT);
    }

    private static Standings table(List<Fixture> matches) {
        return Standings.compute(matches, Rules.DEFAULT, List.of(), false);
    }

    private static Standings table(String results, Rules rules) {
        return Standings.compute(matches(results), rules, List.of(), false);
    }

    private static Standings live(List<Fixture> matches) {
        return Standings.compute(matches, Rules.DEFAULT, List.of(), true);
    }

    private static Standings.Row row(Standings standings, String team) {
        return standings.groups().stream()
                .flatMap(group -> group.rows().stream())
                .filter(row -> row.record().team().equals(team))
                .findFirst()
                .orElseThrow();
    }

    // --- Rows --------------------------------------------------------------------------------------------------------

    @Test
    void winIsWorthThreePointsAndADrawOne() {
        assertEquals("""
                1 Alder 3 2 1 0 5-2 7
                2 Cedar 3 1 1 1 3-4 4
                3 Dogwood 2 0 1 1 2-3 1 [goals for]
                4 Birch 2 0 1 1 0-1 1 [goals for]
                """, text(table(matches("""
                Alder 1-0 Birch
                Cedar 0-0 Birch
                Dogwood 1-1 Alder
                Alder 3-1 Cedar
                Cedar 2-1 Dogwood
                """))));
    }

    @Test
    void awayTeamGetsTheSamePointsAsHomeTeam() {
        assertEquals("""
                1 Birch 2 2 0 0 5-1 6
                2 Alder 2 0 0 2 1-5 0
                """, text(table(matches("Alder 0-3 Birch, Birch 2-1 Alder"))));
    }

    @Test
    void pointsFollowTheRules() {
        String results = "Alder 1-0 Birch, Birch 2-2 Cedar, Cedar 0-1 Alder";
        Rules rules = points(10, 4, -1, null, null);
        assertEquals(20, row(table(results, rules), "Alder").points());
        assertEquals(3, row(table(results, rules), "Birch").points());
        assertEquals(3, row(table(results, rules), "Cedar").points());
    }

    @Test
    void competitionWithoutMatchesHasNoTable() {
        assertEquals(List.of(), table(List.of()).groups());
    }

    // --- Groups ------------------------------------------------------------------------------------------------------

    @Test
    void matchCountsInItsGroupAndGroupsAreSortedByName() {
        assertEquals(
                """
                Group A
                1 Cedar 1 1 0 0 1-0 3
                2 Dogwood 1 0 0 1 0-1 0
                Group B
                1 Alder 1 1 0 0 2-0 3
                2 Birch 1 0 0 1 0-2 0
                """,
                text(table(concat(matches("Group B", "Alder 2-0 Birch"), matches("Group A", "Cedar 1-0 Dogwood")))));
    }

    @Test
    void knockOutMatchesAreInNoTableIfThereAreGroups() {
        assertEquals("""
                Group A
                1 Alder 1 1 0 0 2-0 3
                2 Birch 1 0 0 1 0-2 0
                """, text(table(concat(matches("Group A", "Alder 2-0 Birch"), matches("Alder 7-0 Cedar")))));
    }

    @Test
    void matchesWithoutGroupsMakeOneUnnamedTable() {
        Standings standings = table(matches("Alder 2-0 Birch, Cedar 1-0 Dogwood"));
        assertEquals(1, standings.groups().size());
        assertEquals(null, standings.groups().get(0).name());
        assertEquals("Alder, Cedar, Dogwood, Birch", order(standings));
    }

    @Test
    void teamInTwoGroupsHasARowInEach() {
        assertEquals(
                """
                First Group
                1 Alder 1 1 0 0 2-0 3
                2 Birch 1 0 0 1 0-2 0
                Second Group
                1 Cedar 1 1 0 0 3-0 3
                2 Alder 1 0 0 1 0-3 0
                """,
                text(table(concat(
                        matches("First Group", "Alder 2-0 Birch"), matches("Second Group", "Cedar 3-0 Alder")))));
    }

    // --- Which matches count -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "FINISHED")
    void unfinishedMatchDoesNotCountButItsTeamsAreInTheTable(Phase phase) {
        assertEquals("""
                1 Cedar 1 1 0 0 1-0 3
                2 Alder 0 0 0 0 0-0 0 [goal difference]
                2 Birch 0 0 0 0 0-0 0 [goal difference]
                4 Dogwood 1 0 0 1 0-1 0 [goal difference]
                """, text(table(concat(matches("Cedar 1-0 Dogwood"), in(phase, "Alder 4-2 Birch")))));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"LIVE", "BREAK", "SHOOTOUT", "SUSPENDED"})
    void liveTableCountsMatchesInProgressWithTheirCurrentScore(Phase phase) {
        Standings standings = live(concat(matches("Cedar 1-0 Dogwood"), in(phase, "Alder 4-2 Birch")));
        assertEquals("""
                1 Alder 1 1 0 0 4-2 3 [goal difference]
                2 Cedar 1 1 0 0 1-0 3 [goal difference]
                3 Dogwood 1 0 0 1 0-1 0 [goal difference]
                4 Birch 1 0 0 1 2-4 0 [goal difference]
                """, text(standings));
        assertTrue(row(standings, "Alder").record().playing());
        assertTrue(row(standings, "Birch").record().playing());
        assertFalse(row(standings, "Cedar").record().playing());
    }

    @Test
    void teamWithAFinishedMatchIsShownAsPlaying() {
        Standings standings =
                live(concat(matches("Alder 1-0 Cedar"), in(Phase.LIVE, "Alder 4-2 Birch"), matches("Cedar 0-0 Birch")));
        assertTrue(row(standings, "Alder").record().playing());
        assertTrue(row(standings, "Birch").record().playing());
        assertFalse(row(standings, "Cedar").record().playing());
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"SCHEDULED", "ABANDONED", "CANCELLED", "POSTPONED"})
    void liveTableCountsNoMatchThatHasNotStartedOrWasCalledOff(Phase phase) {
        List<Fixture> matches = concat(matches("Cedar 1-0 Dogwood"), in(phase, "Alder 4-2 Birch"));
        assertEquals(text(table(matches)), text(live(matches)));
        assertFalse(row(live(matches), "Alder").record().playing());
    }

    @Test
    void liveTableAppliesHeadToHeadToCurrentScores() {
        Rules rules = new Rules(null, null, null, null, null, List.of(TieBreaker.HEAD_TO_HEAD_POINTS), null, null, null)
                .orElse(Rules.DEFAULT);
        List<Fixture> matches = concat(matches("Alder 1-0 Cedar"), in(Phase.LIVE, "Birch 1-0 Alder"));
        assertEquals("""
                1 Birch 1 1 0 0 1-0 3 [head-to-head points]
                2 Alder 2 1 0 1 1-1 3 [head-to-head points]
                3 Cedar 1 0 0 1 0-1 0
                """, text(Standings.compute(matches, rules, List.of(), true)));
        assertEquals("Alder, Birch = Cedar", order(Standings.compute(matches, rules, List.of(), false)));
    }

    @Test
    void allTeamsAreFirstBeforeTheFirstMatch() {
        assertEquals(
                "Alder = Birch = Cedar = Dogwood",
                order(table(in(Phase.SCHEDULED, "Cedar 0-0 Birch, Alder 0-0 Dogwood"))));
    }

    // --- Deductions --------------------------------------------------------------------------------------------------

    @Test
    void deductedPointsAreSubtractedAndListed() {
        Standings standings = Standings.compute(
                matches("Alder 1-0 Birch, Alder 1-0 Cedar, Birch 1-0 Cedar"),
                Rules.DEFAULT,
                List.of(
                        new Deduction("Alder", 3, "fielded a player who was not eligible", null),
                        new Deduction("Alder", 2, null, null)),
                false);
        assertEquals("""
                1 Birch 2 1 0 1 1-1 3
                2 Alder 2 2 0 0 2-0 1
                3 Cedar 2 0 0 2 0-2 0
                """, text(standings));
        assertEquals(5, row(standings, "Alder").deducted());
        assertEquals(6, row(standings, "Alder").record().points());
        assertEquals(0, row(standings, "Birch").deducted());
    }

    @Test
    void pointsMayFallBelowZero() {
        Standings standings = Standings.compute(
                matches("Alder 0-0 Birch"), Rules.DEFAULT, List.of(new Deduction("Alder", 12, null, null)), false);
        assertEquals(-11, row(standings, "Alder").points());
        assertEquals("Birch, Alder", order(standings));
    }

    @Test
    void teamsLevelThroughADeductionAreSeparatedByTheTieBreakers() {
        Standings standings = Standings.compute(
                matches("Alder 1-0 Birch, Alder 1-0 Cedar, Birch 5-0 Cedar"),
                Rules.DEFAULT,
                List.of(new Deduction("Alder", 3, null, null)),
                false);
        assertEquals("""
                1 Birch 2 1 0 1 5-1 3 [goal difference]
                2 Alder 2 2 0 0 2-0 3 [goal difference]
                3 Cedar 2 0 0 2 0-6 0
                """, text(standings));
    }

    @Test
    void deductionDoesNotAffectHeadToHead() {
        Rules rules = new Rules(null, null, null, null, null, List.of(TieBreaker.HEAD_TO_HEAD_POINTS), null, null, null)
                .orElse(Rules.DEFAULT);
        Standings standings = Standings.compute(
                matches("Birch 1-0 Alder, Birch 0-3 Cedar, Cedar 0-0 Dogwood"),
                rules,
                List.of(new Deduction("Birch", 3, null, null)),
                false);
        assertEquals("Cedar, Dogwood, Birch, Alder", order(standings));
        assertEquals(TieBreaker.HEAD_TO_HEAD_POINTS, row(standings, "Birch").separatedBy());
    }

    @Test
    void deductionOfAnUnknownTeamHasNoEffect() {
        List<Fixture> matches = matches("Alder 1-0 Birch");
        assertEquals(
                table(matches),
                Standings.compute(matches, Rules.DEFAULT, List.of(new Deduction("Elm", 1, null, null)), false));
    }

    // --- Stages ------------------------------------------------------------------------------------------------------

    private static Stage stage(String id, CarryOver carryOver) {
        return StageBuilder.table(id).carryOver(carryOver).build();
    }

    /** The table of a second stage with Alder and Birch, which carries over from the first one with four teams. */
    private static String second(CarryOver.Results results, boolean pointsOnly, Deduction... deductions) {
        Stages stages = Stages.of(
                List.of(stage("first", null), stage("second", new CarryOver("first", results, pointsOnly))),
                concat(
                        in(
                                "first",
                                "Matchday 1",
                                0,
                                "Alder 1-0 Birch, Alder 2-2 Cedar, Birch 3-0 Cedar, Dogwood 1-0 Alder"),
                        in("second", "Matchday 1", 9, "Birch 2-1 Alder")));
        Standings standings = Standings.compute(stages, Rules.DEFAULT, List.of(deductions), false);
        return text(new Standings(standings.groups().stream()
                .filter(group -> group.stage().equals("second"))
                .toList()));
    }

    @Test
    void stageMayCarryOverAllResults() {
        assertEquals("1 Birch 3 2 0 1 5-2 6\n2 Alder 4 1 1 2 4-5 4\n", second(CarryOver.Results.ALL, false));
        assertEquals("1 Birch 1 1 0 0 2-1 6\n2 Alder 1 0 0 1 1-2 4\n", second(CarryOver.Results.ALL, true));
    }

    @Test
    void stageMayCarryOverHalfOfThePoints() {
        assertEquals("1 Birch 3 2 0 1 5-2 4\n2 Alder 4 1 1 2 4-5 2\n", second(CarryOver.Results.HALVED, false));
        assertEquals("1 Birch 1 1 0 0 2-1 5\n2 Alder 1 0 0 1 1-2 2\n", second(CarryOver.Results.HALVED_UP, true));
    }

    @Test
    void stageMayCarryOverResultsAmongItsTeams() {
        assertEquals(
                "1 Alder 2 1 0 1 2-2 3\n1 Birch 2 1 0 1 2-2 3\n", second(CarryOver.Results.AMONG_QUALIFIED, false));
        assertEquals(
                "1 Birch 1 1 0 0 2-1 3 [goal difference]\n2 Alder 1 0 0 1 1-2 3 [goal difference]\n",
                second(CarryOver.Results.AMONG_QUALIFIED, true));
    }

    @Test
    void deductionIsCarriedOverWithTheResultsOrNamesItsStage() {
        Deduction unnamed = new Deduction("Alder", 1, null, null);
        Deduction named = new Deduction("Alder", 1, null, "second");
        assertEquals("1 Birch 3 2 0 1 5-2 6\n2 Alder 4 1 1 2 4-5 3\n", second(CarryOver.Results.ALL, false, unnamed));
        assertEquals("1 Birch 3 2 0 1 5-2 6\n2 Alder 4 1 1 2 4-5 3\n", second(CarryOver.Results.ALL, false, named));
        assertEquals(
                "1 Birch 3 2 0 1 5-2 4\n2 Alder 4 1 1 2 4-5 1\n", second(CarryOver.Results.HALVED, false, unnamed));
        assertEquals("1 Birch 3 2 0 1 5-2 4\n2 Alder 4 1 1 2 4-5 1\n", second(CarryOver.Results.HALVED, false, named));
    }

    @Test
    void halfPointsThatWereRoundedOffMaySeparateTeams() {
        Rules rules = new Rules(
                        null, null, null, null, null, List.of(TieBreaker.POINTS_BEFORE_ROUNDING), null, null, null)
                .orElse(Rules.DEFAULT);
        Stages stages = Stages.of(
                List.of(stage("first", null), stage("second", new CarryOver("first", CarryOver.Results.HALVED, false))),
                concat(
                        in("first", "Matchday 1", 0, "Alder 1-1 Cedar, Alder 1-1 Dogwood, Birch 1-0 Cedar"),
                        in("second", "Matchday 1", 9, "Alder 0-0 Birch")));
        Standings standings = Standings.compute(stages, rules, List.of(), false);
        assertEquals("""
                1 Birch 2 1 1 0 1-0 2 [points before rounding]
                2 Alder 3 0 3 0 2-2 2 [points before rounding]
                """, text(new Standings(standings.groups().subList(1, 2))));
    }

    @Test
    void declaredGroupsCountAllMatchesOfTheirTeams() {
        Stage season = StageBuilder.table("season")
                .groups(
                        new Stage.Group("West", List.of("Cedar", "Dogwood", "Elm")),
                        new Stage.Group("East", List.of("Alder", "Birch")))
                .build();
        Rules rules = new Rules(
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(TieBreaker.WINNING_PERCENTAGE, TieBreaker.GROUP_WINNING_PERCENTAGE),
                        null,
                        null,
                        null)
                .orElse(Rules.DEFAULT);
        List<Fixture> matches =
                in("season", null, 0, "Alder 99-90 Birch, Birch 99-90 Cedar, Cedar 99-90 Alder, Dogwood 99-90 Cedar");
        assertEquals("""
                West
                1 Dogwood 1 1 0 0 99-90 3
                2 Cedar 3 1 0 2 279-288 3
                3 Elm 0 0 0 0 0-0 0
                East
                1 Alder 2 1 0 1 189-189 3 [group winning percentage]
                2 Birch 2 1 0 1 189-189 3 [group winning percentage]
                """, text(Standings.compute(Stages.of(List.of(season), matches), rules, List.of(), false)));
    }

    @Test
    void tableCountsItsOwnStageByItsOwnRules() {
        Rules two = new Rules(2, null, null, null, null, null, null, null, null);
        Stage spring = StageBuilder.table("spring").rules(two).build();
        Stages stages = Stages.of(
                List.of(stage("autumn", null), spring),
                concat(
                        in("autumn", "Matchday 1", 0, "Alder 1-0 Birch"),
                        in("spring", "Matchday 1", 99, "Birch 4-0 Alder"),
                        in("finals", "Final", 120, "Birch 5-0 Alder")));
        Standings standings = Standings.compute(stages, Rules.DEFAULT, List.of(), false);
        assertEquals("""
                1 Alder 1 1 0 0 1-0 3
                2 Birch 1 0 0 1 0-1 0
                1 Birch 1 1 0 0 4-0 2
                2 Alder 1 0 0 1 0-4 0
                """, text(standings));
    }

    // --- Overtime ----------------------------------------------------------------------------------------------------

    @Test
    void overtimeAndShootOutResultsHaveTheirOwnPoints() {
        assertEquals("""
                1 Alder 1 1 0 0 2-0 3
                2 Cedar 1 1 0 0 3-2 2 [goal difference]
                3 Fir 1 1 0 0 1-1 2 [goal difference]
                4 Elm 1 0 0 1 1-1 1 [goal difference]
                5 Dogwood 1 0 0 1 2-3 1 [goal difference]
                6 Birch 1 0 0 1 0-2 0
                """, text(table("Alder 2-0 Birch, Cedar 3-2 Dogwood ot, Elm 1-1 Fir ot so 0-1", ICE_HOCKEY)));
    }

    @Test
    void shootOutIsADrawAndOvertimeWinAWinWithoutOvertimePoints() {
        assertEquals("""
                1 Cedar 1 1 0 0 3-2 3
                2 Alder 1 0 1 0 1-1 1
                2 Birch 1 0 1 0 1-1 1
                4 Dogwood 1 0 0 1 2-3 0
                """, text(table("Alder 1-1 Birch ot so 5-4, Cedar 3-2 Dogwood ot", Rules.DEFAULT)));
    }

    @Test
    void undecidedOvertimeIsADraw() {
        Standings standings = table("Alder 1-1 Birch ot, Cedar 0-0 Dogwood so 2-2", ICE_HOCKEY);
        for (String team : List.of("Alder", "Birch", "Cedar", "Dogwood")) {
            assertEquals(1, row(standings, team).points(), team);
            assertEquals(1, row(standings, team).record().drawn(), team);
        }
    }

    @Test
    void shootOutWithoutOvertimeHasOvertimePoints() {
        Standings standings = table("Alder 1-1 Birch so 3-4", ICE_HOCKEY);
        assertEquals(2, row(standings, "Birch").points());
        assertEquals(1, row(standings, "Alder").points());
    }

    @Test
    void goalForTheWinnerOfAShootOutCountsInTheTable() {
        Standings standings = table("Alder 2-3 Birch ot so 1-2", ICE_HOCKEY);
        assertEquals(2, row(standings, "Birch").points());
        assertEquals(3, row(standings, "Birch").record().goalsFor());
        assertEquals(1, row(standings, "Alder").points());
        assertEquals(1, row(standings, "Alder").record().lost());
    }

    @Test
    void overtimeLossMayHaveItsOwnPointsWithoutOvertimeWin() {
        // The NHL's points: 2 for any win, 1 for a loss in overtime or in the shoot-out.
        Standings standings =
                table("Alder 3-2 Birch ot, Cedar 1-1 Dogwood ot so 0-2, Elm 1-0 Fir", points(2, null, 0, null, 1));
        assertEquals(2, row(standings, "Alder").points());
        assertEquals(1, row(standings, "Birch").points());
        assertEquals(1, row(standings, "Cedar").points());
        assertEquals(2, row(standings, "Dogwood").points());
        assertEquals(0, row(standings, "Fir").points());
    }

    @Test
    void overtimeWinMayHaveItsOwnPointsWithoutOvertimeLoss() {
        Standings standings = table("Alder 3-2 Birch ot, Cedar 1-1 Dogwood ot so 0-2", points(3, 1, 0, 2, null));
        assertEquals(2, row(standings, "Alder").points());
        assertEquals(0, row(standings, "Birch").points());
        assertEquals(0, row(standings, "Cedar").points());
        assertEquals(2, row(standings, "Dogwood").points());
    }
}
