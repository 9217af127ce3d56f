package dev.touchline.competition;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.competition.Scorer.ScoredMatch;
import dev.touchline.event.Sport;
import dev.touchline.match.MatchTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorersTest {

    private static final Sport.Scorers GOALS = SPORT.scorers();

    private static ScoredMatch match(String home, String away, Incident... incidents) {
        MatchTally tally = new MatchTally();
        for (Incident incident : incidents) {
            tally.add(incident.event(), SPORT);
        }
        return new ScoredMatch(home, away, tally);
    }

    private static Incident goal(String player) {
        return incident("goal", "goal").home().by(player);
    }

    private static Incident penalty(String player) {
        return goal(player).kind("penalty-goal");
    }

    private static List<Scorer> scorers(ScoredMatch... matches) {
        return Scorer.rank(List.of(matches), GOALS);
    }

    @Test
    void goalsOfAllMatchesAreAddedUp() {
        assertEquals(
                List.of(new Scorer("Ann", "Alder", 3, 0), new Scorer("Bea", "Birch", 1, 0)),
                scorers(
                        match(
                                "Alder",
                                "Birch",
                                goal("Ann"),
                                goal("Ann"),
                                goal("Bea").away()),
                        match("Cedar", "Alder", goal("Ann").away())));
    }

    @Test
    void penaltyGoalCountsAsGoalAndPenaltyInEveryForm() {
        assertEquals(
                List.of(new Scorer("Ann", "Alder", 3, 2)),
                scorers(match(
                        "Alder",
                        "Birch",
                        goal("Ann"),
                        penalty("Ann"),
                        goal("Ann").details(Map.of("penalty", true)))));
    }

    @Test
    void ownGoalsAndShootOutKicksAreNotCreditedToPlayers() {
        assertEquals(
                List.of(),
                scorers(match(
                        "Alder",
                        "Birch",
                        goal("Ann").kind("own-goal"),
                        goal("Bea").kind("shootout-goal"),
                        goal("Cleo").kind("shootout-miss"),
                        goal("Dora").kind("penalty-missed"))));
    }

    @Test
    void goalsWithoutAPlayerAreNotListed() {
        assertEquals(List.of(), scorers(match("Alder", "Birch", goal(null))));
    }

    @Test
    void cancelledGoalDoesNotCount() {
        ScoredMatch match = match("Alder", "Birch", goal("Ann"), penalty("Bea"));
        match.tally().remove(goal("Ann").event(), SPORT);
        match.tally().remove(penalty("Bea").event(), SPORT);
        assertEquals(List.of(), scorers(match));
    }

    @Test
    void scorersAreSortedByGoalsThenPenaltiesThenNameThenTeam() {
        List<ScoredMatch> matches = new ArrayList<>(List.of(
                match("Alder", "Birch", goal("Zoe"), goal("Zoe"), penalty("Zoe")),
                match("Alder", "Birch", goal("Yva"), goal("Yva")),
                match("Alder", "Birch", goal("Ann"), penalty("Ann")),
                match("Cedar", "Birch", penalty("Bea"), penalty("Bea")),
                match("Cedar", "Birch", goal("Cleo"), goal("Dora")),
                match("Alder", "Birch", goal("Cleo"))));
        List<Scorer> expected = List.of(
                new Scorer("Zoe", "Alder", 3, 1),
                new Scorer("Yva", "Alder", 2, 0),
                new Scorer("Ann", "Alder", 2, 1),
                new Scorer("Bea", "Cedar", 2, 2),
                new Scorer("Cleo", "Alder", 1, 0),
                new Scorer("Cleo", "Cedar", 1, 0),
                new Scorer("Dora", "Cedar", 1, 0));
        assertEquals(expected, Scorer.rank(matches, GOALS));
        Collections.reverse(matches);
        assertEquals(expected, Scorer.rank(matches, GOALS));
    }

    @Test
    void playersAreIdentifiedByExactNameAndTeam() {
        assertEquals(
                List.of(
                        new Scorer("L. Messi", "Alder", 1, 0),
                        new Scorer("Lionel Messi", "Alder", 1, 0),
                        new Scorer("Lionel Messi", "Birch", 1, 0)),
                scorers(match(
                        "Alder",
                        "Birch",
                        goal("Lionel Messi"),
                        goal("L. Messi"),
                        goal("Lionel Messi").away())));
    }

    @Test
    void playerWithPenaltiesOnlyIsNotAScorer() {
        Sport.Scorers counted = new Sport.Scorers("goals", "penaltiesMissed");
        assertEquals(
                List.of(new Scorer("Bea", "Alder", 1, 0)),
                Scorer.rank(
                        List.of(match("Alder", "Birch", goal("Ann").kind("penalty-missed"), goal("Bea"))), counted));
    }

    @Test
    void sportMayRankByAnotherFigureWithoutPenalties() {
        Sport.Scorers cards = new Sport.Scorers("yellowCards", null);
        assertEquals(
                List.of(new Scorer("Bea", "Alder", 1, 0)),
                Scorer.rank(
                        List.of(match(
                                "Alder", "Birch", penalty("Ann"), goal("Bea").kind("yellow-card"))),
                        cards));
    }
}
