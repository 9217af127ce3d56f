package dev.touchline.competition;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.competition.Scorer.Played;
import dev.touchline.event.Sport;
import dev.touchline.match.MatchTally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScorersTest {

    private static final Sport.Scorers GOALS = SPORT.scorers();

    private static Played match(String home, String away, Incident... incidents) {
        MatchTally tally = new MatchTally();
        for (Incident incident : incidents) {
            tally.add(incident.event(), SPORT);
        }
        return new Played(home, away, tally);
    }

    private static Incident goal(String player) {
        return incident("goal", "goal").home().by(player);
    }

    private static Incident penalty(String player) {
        return goal(player).kind("penalty-goal");
    }

    private static List<Scorer> scorers(Played... matches) {
        return Scorer.of(List.of(matches), GOALS);
    }

    @Test
    void goals_of_all_matches_are_added_up() {
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
    void a_goal_from_the_spot_is_a_goal_and_told_apart_whichever_way_it_was_reported() {
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
    void own_goals_and_kicks_in_the_shoot_out_are_no_goals_of_a_player() {
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
    void goals_of_nobody_in_particular_are_in_no_list() {
        assertEquals(List.of(), scorers(match("Alder", "Birch", goal(null))));
    }

    @Test
    void a_goal_that_was_taken_back_is_none() {
        Played match = match("Alder", "Birch", goal("Ann"), penalty("Bea"));
        match.tally().remove(goal("Ann").event(), SPORT);
        match.tally().remove(penalty("Bea").event(), SPORT);
        assertEquals(List.of(), scorers(match));
    }

    @Test
    void most_goals_come_first_then_fewest_penalties_then_the_name_then_the_team() {
        List<Played> matches = new ArrayList<>(List.of(
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
        assertEquals(expected, Scorer.of(matches, GOALS));
        Collections.reverse(matches);
        assertEquals(expected, Scorer.of(matches, GOALS));
    }

    @Test
    void another_spelling_is_another_player_and_so_is_the_same_name_in_another_team() {
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
    void who_has_penalties_only_has_none_of_what_is_counted() {
        Sport.Scorers counted = new Sport.Scorers("goals", "penaltiesMissed");
        assertEquals(
                List.of(new Scorer("Bea", "Alder", 1, 0)),
                Scorer.of(List.of(match("Alder", "Birch", goal("Ann").kind("penalty-missed"), goal("Bea"))), counted));
    }

    @Test
    void a_sport_may_count_another_figure_and_tell_no_penalties() {
        Sport.Scorers cards = new Sport.Scorers("yellowCards", null);
        assertEquals(
                List.of(new Scorer("Bea", "Alder", 1, 0)),
                Scorer.of(
                        List.of(match(
                                "Alder", "Birch", penalty("Ann"), goal("Bea").kind("yellow-card"))),
                        cards));
    }
}
