package dev.touchline.competition.knockout;

import static dev.touchline.testing.TableNotation.concat;
import static dev.touchline.testing.TableNotation.in;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Stages;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.TieDecider;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.Result;
import dev.touchline.testing.StageBuilder;
import dev.touchline.testing.TableNotation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BracketTest {

    private static Stage knockOut(Integer legs, Integer bestOf, List<String> rounds, TieDecider... ties) {
        return StageBuilder.knockOut("finals", rounds.toArray(String[]::new))
                .legs(legs)
                .bestOf(bestOf)
                .ties(ties)
                .placedBy(List.of(ties).contains(TieDecider.BETTER_PLACE) ? "league" : null)
                .decisions(new Decision(List.of("Elm", "Fir"), null, "Fir", "by lot"))
                .build();
    }

    private static List<Fixture> round(String round, int day, String results) {
        return in("finals", round, day, results);
    }

    private static Bracket bracket(Stage stage, List<Fixture> fixtures) {
        return Bracket.compute(
                Stages.of(List.of(StageBuilder.table("league").build(), stage), fixtures), Rules.DEFAULT, List.of());
    }

    private static String text(Stage stage, List<Fixture> fixtures) {
        return text(bracket(stage, fixtures));
    }

    private static String text(List<Fixture> fixtures) {
        return text(knockOut(null, null, List.of()), fixtures);
    }

    /** One tie a line. */
    private static String text(Bracket bracket) {
        return bracket.rounds().stream()
                .flatMap(round -> round.ties().stream().map(tie -> round.name() + ": " + text(tie)))
                .collect(Collectors.joining("\n"));
    }

    private static String text(Bracket.Tie tie) {
        String aggregate = tie.aggregate() == null
                ? "–"
                : tie.aggregate().home() + "-" + tie.aggregate().away();
        String outcome = tie.winner() == null ? "" : ", %s by %s".formatted(tie.winner(), tie.decidedBy());
        return "%s %s %s%s".formatted(tie.home(), aggregate, tie.away(), outcome);
    }

    // --- Single matches ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "Alder 2-1 Birch, result",
        "Alder 2-1 Birch ot, extra time",
        "Alder 1-1 Birch so 4-3, penalties",
        "Alder 1-1 Birch ot so 4-3, penalties"
    })
    void winnerOfAMatchGoesOn(String result, String decidedBy) {
        String score = result.replaceAll(".*(\\d-\\d) Birch.*", "$1");
        assertEquals("Final: Alder %s Birch, Alder by %s".formatted(score, decidedBy), text(round("Final", 0, result)));
    }

    @Test
    void nobodyGoesOnBeforeTheEndOrAfterADraw() {
        Fixture match = round("Final", 0, "Alder 2-1 Birch").get(0);
        assertEquals("Final: Alder – Birch", text(List.of(TableNotation.in(Phase.SCHEDULED, match))));
        assertEquals("Final: Alder 2-1 Birch", text(List.of(TableNotation.in(Phase.LIVE, match))));
        assertEquals("Final: Alder – Birch", text(List.of(TableNotation.in(Phase.ABANDONED, match))));
        assertEquals("Final: Alder 1-1 Birch", text(round("Final", 0, "Alder 1-1 Birch")));
    }

    @Test
    void resultCountsInsteadOfTheScore() {
        Fixture match = round("Final", 0, "Alder 0-2 Birch so 0-3").get(0);
        Fixture awarded = new Fixture(
                match.match(),
                match.stage(),
                match.round(),
                null,
                match.home(),
                match.away(),
                match.kickOff(),
                match.phase(),
                match.stale(),
                match.score(),
                match.shootout(),
                new Result(3, 0, DecidedBy.AWARD, "ineligible player"),
                false,
                0,
                0);
        assertEquals("Final: Alder 3-0 Birch, Alder by result", text(List.of(awarded)));
    }

    @Test
    void drawnMatchIsReplayed() {
        assertEquals(
                """
                Round 3: Alder 3-2 Birch, Alder by replay
                Round 3: Cedar 1-0 Dogwood, Cedar by result
                Round 3: Elm 1-1 Oak""", text(round("Round 3", 0, "Alder 1-1 Birch, Cedar 1-0 Dogwood, Elm 1-1 Oak, Birch 1-2 Alder")));
    }

    @Test
    void decisionNamesTheWinnerOfALevelOrUnplayedTie() {
        assertEquals("Final: Elm 1-1 Fir, Fir by decision", text(round("Final", 0, "Elm 1-1 Fir")));
        assertEquals("Final: Elm 2-1 Fir, Elm by result", text(round("Final", 0, "Elm 2-1 Fir")));
        Fixture match = TableNotation.in(
                Phase.CANCELLED, round("Final", 0, "Fir 0-0 Elm").get(0));
        assertEquals("Final: Fir – Elm, Fir by decision", text(List.of(match)));
    }

    @Test
    void decisionNamesTheRoundAsTheMatchesDo() {
        Stage stage = StageBuilder.knockOut("finals", "Play-offs")
                .ties(TieDecider.DECISION)
                .decisions(new Decision(List.of("Elm", "Fir"), "Play-offs", "Fir", "by lot"))
                .build();
        List<Fixture> matches = new ArrayList<>(round("Play-offs", 0, "Elm 1-1 Fir, Oak 1-0 Alder"));
        matches.addAll(round("Play-offs", 7, "Fir 2-0 Oak"));
        assertTrue(text(stage, matches).contains("Elm 1-1 Fir, Fir by decision"), text(stage, matches));
    }

    @Test
    void matchForThirdPlaceComesAfterTheSemifinalsWheneverItIsPlayed() {
        List<Fixture> matches = new ArrayList<>(round("Third place", 0, "Fir 1-0 Alder"));
        matches.addAll(round("Semifinals", 1, "Elm 1-0 Fir, Oak 1-0 Alder"));
        matches.addAll(round("Final", 2, "Elm 1-0 Oak"));
        assertEquals(
                List.of("Semifinals", "Third place", "Final"),
                bracket(knockOut(null, null, List.of()), matches).rounds().stream()
                        .map(Bracket.Round::name)
                        .toList());
    }

    // --- Two legs ----------------------------------------------------------------------------------------------------

    @Test
    void goalsOfBothLegsAreAdded() {
        assertEquals(
                """
                Semifinals: Alder 2-3 Birch, Birch by aggregate
                Semifinals: Cedar 3-2 Dogwood, Cedar by extra time
                Semifinals: Elm 3-3 Oak, Oak by penalties""",
                text(round(
                        "Semifinals",
                        0,
                        "Alder 2-1 Birch, Cedar 2-1 Dogwood, Elm 2-1 Oak,"
                                + " Birch 2-0 Alder, Dogwood 1-1 Cedar ot, Oak 2-1 Elm so 5-4")));
    }

    @Test
    void nobodyGoesOnAfterTheFirstLeg() {
        List<Fixture> first = round("Semifinals", 0, "Alder 2-0 Birch, Cedar 1-1 Dogwood");
        List<Fixture> second = TableNotation.in(Phase.SCHEDULED, "Birch 0-0 Alder").stream()
                .map(match -> in("finals", "Semifinals", 7, match))
                .toList();
        String open = "Semifinals: Alder 2-0 Birch\nSemifinals: Cedar 1-1 Dogwood";
        assertEquals(open, text(concat(first, second)));
        assertEquals(open, text(knockOut(2, null, List.of()), first));
    }

    @Test
    void finalHasOneLegUnlessTwoAreAnnounced() {
        List<Fixture> semifinals = round("Semifinals", 0, "Alder 2-0 Birch, Birch 1-1 Alder");
        Stage twoLegs = knockOut(2, null, List.of());
        assertEquals(
                "Semifinals: Alder 3-1 Birch, Alder by aggregate\nFinal: Alder 1-0 Cedar, Alder by result",
                text(twoLegs, concat(semifinals, round("Final", 9, "Alder 1-0 Cedar"))));
        assertEquals(
                "Semifinals: Alder 3-1 Birch, Alder by aggregate\nFinal: Alder 2-1 Cedar, Alder by aggregate",
                text(twoLegs, concat(semifinals, round("Final", 9, "Alder 1-1 Cedar, Cedar 0-1 Alder"))));
    }

    @Test
    void thirdMatchDecidesALevelTie() {
        assertEquals(
                "Final: Alder 5-4 Birch, Alder by replay",
                text(
                        knockOut(2, null, List.of()),
                        round("Final", 0, "Alder 2-1 Birch, Birch 2-1 Alder, Alder 2-1 Birch")));
    }

    @ParameterizedTest
    @CsvSource({
        "AWAY_GOALS, Birch by away goals",
        "EXTRA_TIME, ''",
        "PENALTIES, ''",
        "BETTER_PLACE, Alder by better place"
    })
    void declaredCriterionDecidesALevelTie(TieDecider decider, String outcome) {
        List<Fixture> matches = concat(
                in("league", "Matchday 1", 0, "Alder 1-0 Birch"),
                round("Semifinals", 30, "Alder 1-1 Birch, Birch 0-0 Alder"));
        assertEquals(
                "Semifinals: Alder 1-1 Birch" + (outcome.isEmpty() ? "" : ", " + outcome),
                text(knockOut(2, null, List.of(), decider), matches));
    }

    @Test
    void criteriaApplyInTheirDeclaredOrder() {
        List<Fixture> matches = concat(
                in("league", "Matchday 1", 0, "Alder 1-0 Birch"),
                round("Semifinals", 30, "Alder 1-1 Birch, Birch 0-0 Alder"));
        assertEquals(
                "Semifinals: Alder 1-1 Birch, Birch by away goals",
                text(knockOut(2, null, List.of(), TieDecider.AWAY_GOALS, TieDecider.BETTER_PLACE), matches));
        assertEquals(
                "Semifinals: Alder 1-1 Birch, Alder by better place",
                text(knockOut(2, null, List.of(), TieDecider.BETTER_PLACE, TieDecider.AWAY_GOALS), matches));
    }

    @Test
    void shootOutShowsThatAwayGoalsDidNotDecide() {
        assertEquals(
                "Semifinals: Alder 1-1 Birch, Alder by penalties",
                text(
                        knockOut(2, null, List.of(), TieDecider.AWAY_GOALS, TieDecider.PENALTIES),
                        round("Semifinals", 0, "Alder 1-1 Birch, Birch 0-0 Alder so 2-4")));
    }

    @Test
    void eachRoundTellsWhetherItHasTwoLegsOrReplays() {
        assertEquals(
                """
                Round 1: Alder 2-0 Birch, Alder by result
                Round 1: Cedar 2-1 Dogwood, Cedar by replay
                Semifinals: Alder 3-1 Elm, Alder by aggregate
                Final: Alder 2-1 Cedar, Alder by aggregate""",
                text(concat(
                        round("Round 1", 0, "Alder 2-0 Birch, Cedar 1-1 Dogwood, Dogwood 0-1 Cedar"),
                        round("Semifinals", 20, "Alder 2-0 Elm, Elm 1-1 Alder"),
                        round("Final", 40, "Alder 1-1 Cedar, Cedar 0-1 Alder"))));
    }

    @Test
    void secondLegAfterADrawIsNoReplay() {
        String legs = "Alder 1-1 Birch, Birch 0-1 Alder";
        assertEquals("Final: Alder 2-1 Birch, Alder by aggregate", text(round("Final", 0, legs)));
        assertEquals(
                "Final: Alder 2-1 Birch, Alder by aggregate",
                text(knockOut(2, null, List.of()), round("Final", 0, legs)));
        assertEquals(
                "Final: Alder 2-1 Birch, Alder by replay", text(knockOut(1, null, List.of()), round("Final", 0, legs)));
        assertEquals(
                """
                Round 1: Cedar 1-0 Dogwood, Cedar by result
                Round 1: Elm 2-1 Oak, Elm by replay
                Final: Alder 2-1 Birch, Alder by replay""",
                text(concat(
                        round("Round 1", 0, "Cedar 1-0 Dogwood, Elm 1-1 Oak, Oak 0-1 Elm"), round("Final", 9, legs))));
    }

    @Test
    void staleLegCountsInNoAggregate() {
        Fixture match = TableNotation.in(
                Phase.LIVE, round("Final", 0, "Alder 2-1 Birch").get(0));
        assertEquals("Final: Alder – Birch", text(List.of(TableNotation.stale(match))));
    }

    // --- Series ------------------------------------------------------------------------------------------------------

    @Test
    void seriesIsWonByMoreWins() {
        String games = "Alder 101-99 Birch, Alder 80-120 Birch, Birch 90-91 Alder, Birch 88-89 Alder";
        assertEquals(
                "Final: Alder 3-1 Birch, Alder by wins", text(knockOut(null, 5, List.of()), round("Final", 0, games)));
        assertEquals("Final: Alder 3-1 Birch", text(knockOut(null, 7, List.of()), round("Final", 0, games)));
        assertEquals("Final: Alder 361-397 Birch", text(round("Final", 0, games)));
    }

    // --- Rounds ------------------------------------------------------------------------------------------------------

    @Test
    void roundsAreInPlayingOrderAndNeighboursMeetInTheNextRound() {
        assertEquals(
                """
                Quarterfinals: Alder 1-0 Birch, Alder by result
                Quarterfinals: Cedar 1-0 Dogwood, Cedar by result
                Quarterfinals: Elm 1-0 Oak, Elm by result
                Quarterfinals: Pine 1-0 Yew, Pine by result
                Semi-finals: Cedar 0-2 Alder, Alder by result
                Semi-finals: Elm 2-0 Pine, Elm by result
                Third place: Cedar 1-0 Pine, Cedar by result
                Final: Alder 1-0 Elm, Alder by result""",
                text(concat(
                        round("Final", 31, "Alder 1-0 Elm"),
                        round("Third place", 30, "Cedar 1-0 Pine"),
                        round("Semi-finals", 20, "Cedar 0-2 Alder, Elm 2-0 Pine"),
                        round("Quarterfinals", 0, "Elm 1-0 Oak, Alder 1-0 Birch, Pine 1-0 Yew, Cedar 1-0 Dogwood"))));
    }

    @Test
    void nextRoundTellsWhoWentOnAfterALevelTie() {
        assertEquals(
                """
                Semifinals: Alder 1-1 Birch, Birch by next round
                Semifinals: Cedar 1-1 Dogwood
                Third place: Alder 0-0 Oak
                Final: Birch 0-0 Elm""",
                text(concat(
                        round("Semifinals", 0, "Alder 1-1 Birch, Cedar 1-1 Dogwood"),
                        round("Third place", 8, "Alder 0-0 Oak"),
                        round("Final", 9, "Birch 0-0 Elm"))));
    }

    @Test
    void awayGoalsNeedTwoLegs() {
        assertEquals(
                "Final: Alder 1-1 Birch",
                text(knockOut(null, null, List.of(), TieDecider.AWAY_GOALS), round("Final", 0, "Alder 1-1 Birch")));
    }

    @Test
    void roundsAreInTheirDeclaredOrder() {
        Stage stage = knockOut(null, null, List.of("Semifinals", "Final"));
        assertEquals(
                "Semifinals: Cedar 1-0 Birch, Cedar by result\nFinal: Alder 1-0 Cedar, Alder by result",
                text(stage, concat(round("FINAL", 0, "Alder 1-0 Cedar"), round("Semi-final", 9, "Cedar 1-0 Birch"))));
    }

    @Test
    void matchdaysOfAKnockOutAreTheLegsOfOneRound() {
        assertEquals(
                "null: Alder 3-1 Birch, Alder by aggregate",
                text(concat(round("Matchday 1", 0, "Alder 2-0 Birch"), round("Matchday 2", 7, "Birch 1-1 Alder"))));
    }

    @Test
    void roundsWithoutANameFollowFromThePlayingOrder() {
        List<Fixture> matches = concat(
                round("Matchday 1", 0, "Alder 2-0 Birch, Cedar 2-0 Dogwood"),
                round("Matchday 2", 7, "Birch 1-1 Alder, Dogwood 1-1 Cedar"),
                round("Matchday 3", 14, "Alder 1-0 Cedar"));
        String expected = """
                %s: Alder 3-1 Birch, Alder by aggregate
                %s: Cedar 3-1 Dogwood, Cedar by aggregate
                %s: Alder 1-0 Cedar, Alder by result""";
        assertEquals(expected.formatted("Semifinals", "Semifinals", "Final"), text(matches));
        assertEquals(
                expected.formatted("Semifinals", "Semifinals", "Final"), text(knockOut(2, null, List.of()), matches));
        assertEquals(
                expected.formatted("Last four", "Last four", "Decider"),
                text(knockOut(null, null, List.of("Last four", "Decider")), matches));
    }

    @Test
    void playOffsUnderOneNameAreSeveralRounds() {
        assertEquals(
                """
                Semifinals: Alder 1-0 Birch, Alder by result
                Semifinals: Cedar 1-0 Dogwood, Cedar by result
                Finals: Alder 1-0 Cedar, Alder by result
                Finals: Birch 1-0 Dogwood, Birch by result""",
                text(round("Final Four", 0, "Alder 1-0 Birch, Cedar 1-0 Dogwood, Alder 1-0 Cedar, Birch 1-0 Dogwood")));
    }

    @Test
    void losersOfARoundForPlacesHaveNotGoneOn() {
        assertEquals(
                """
                Semifinals 5-8: Alder 1-1 Birch
                5th place: Alder 1-0 Cedar, Alder by result""",
                text(concat(round("Semifinals 5-8", 0, "Alder 1-1 Birch"), round("5th place", 7, "Alder 1-0 Cedar"))));
    }

    @Test
    void unknownTeamIsNotTheWinner() {
        assertEquals(
                """
                Semifinals: Alder 1-1 TBD
                Semifinals: Birch 1-1 TBD
                Final: Cedar – TBD""",
                text(concat(
                        round("Semifinals", 0, "Alder 1-1 TBD, Birch 1-1 TBD"),
                        round("Final", 9, "Cedar 0-0 TBD").stream()
                                .map(match -> TableNotation.in(Phase.SCHEDULED, match))
                                .toList())));
    }
}
