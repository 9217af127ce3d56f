package dev.touchline.competition;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.match.MatchTally;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cards cost what they cost at the World Cups of 2018 and 2022. */
class FairPlayTest {

    private static final Incident YELLOW = incident("yellow-card", "yellow").home();
    private static final Incident SECOND_YELLOW =
            incident("second-yellow-card", "second-yellow").home();
    private static final Incident RED = incident("red-card", "red").home();

    private static MatchTally tally(Incident... cards) {
        MatchTally tally = new MatchTally();
        for (Incident card : cards) {
            tally.add(card.event(), SPORT);
        }
        return tally;
    }

    private static int points(Incident... cards) {
        return FairPlay.points(tally(cards), Side.HOME, SPORT);
    }

    @Test
    void without_cards_nothing_is_lost() {
        assertEquals(0, points());
        assertEquals(0, points(incident("foul", "foul").home().by("Ann")));
    }

    @Test
    void a_yellow_card_costs_one() {
        assertEquals(-1, points(YELLOW.by("Ann")));
    }

    @Test
    void a_red_card_costs_four() {
        assertEquals(-4, points(RED.by("Ann")));
    }

    @Test
    void two_yellow_cards_of_one_player_cost_three_together() {
        assertEquals(-3, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Ann")));
    }

    @Test
    void a_second_yellow_card_costs_three_even_if_nobody_reported_the_first() {
        assertEquals(-3, points(SECOND_YELLOW.by("Ann")));
    }

    @Test
    void a_yellow_card_and_a_red_card_of_one_player_cost_five_together() {
        assertEquals(-5, points(YELLOW.by("Ann"), RED.by("Ann")));
    }

    @Test
    void every_player_costs_apart() {
        assertEquals(
                -13,
                points(
                        YELLOW.by("Ann"),
                        SECOND_YELLOW.by("Ann"),
                        YELLOW.by("Bea"),
                        RED.by("Bea"),
                        YELLOW.by("Cleo"),
                        RED.by("Dora")));
    }

    @Test
    void the_yellow_card_of_one_is_not_the_first_of_another() {
        assertEquals(-4, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Bea")));
    }

    @Test
    void cards_of_nobody_in_particular_count_too() {
        assertEquals(-1, points(YELLOW));
        assertEquals(-4, points(RED));
        assertEquals(-3, points(SECOND_YELLOW));
        assertEquals(-3, points(YELLOW, SECOND_YELLOW));
        assertEquals(-2, points(YELLOW, YELLOW));
        assertEquals(-6, points(YELLOW.by("Ann"), RED.by("Ann"), YELLOW));
        assertEquals(-6, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Ann"), YELLOW, SECOND_YELLOW));
    }

    @Test
    void the_cards_of_the_other_team_do_not_count() {
        MatchTally tally = tally(YELLOW.by("Ann"), RED.away().by("Ann"), YELLOW.away());
        assertEquals(-1, FairPlay.points(tally, Side.HOME, SPORT));
        assertEquals(-5, FairPlay.points(tally, Side.AWAY, SPORT));
    }

    @Test
    void a_card_that_was_taken_back_costs_nothing() {
        MatchTally tally = tally(YELLOW.by("Ann"), RED.by("Ann"));
        tally.remove(RED.by("Ann").event(), SPORT);
        assertEquals(-1, FairPlay.points(tally, Side.HOME, SPORT));
    }

    @Test
    void a_sport_that_does_not_weigh_conduct_has_no_points() {
        Sport another = new Sport(
                "another", "Another", SPORT.periods(), SPORT.kinds(), SPORT.scorers(), SPORT.rules(), List.of());
        assertEquals(0, FairPlay.points(tally(RED.by("Ann"), YELLOW), Side.HOME, another));
    }
}
