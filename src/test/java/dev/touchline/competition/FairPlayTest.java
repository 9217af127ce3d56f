package dev.touchline.competition;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Fair-play points by the rules of the World Cups of 2018 and 2022. */
class FairPlayTest {

    private static final Incident YELLOW = incident("yellow-card", "yellow").home();
    private static final Incident SECOND_YELLOW =
            incident("second-yellow-card", "second-yellow").home();
    private static final Incident RED = incident("red-card", "red").home();

    private static MatchTally tally(Incident... cards) {
        return MatchTally.of(Stream.of(cards).map(Incident::event).toList(), CATALOGUE);
    }

    private static int points(Incident... cards) {
        return FairPlay.points(tally(cards), Side.HOME, SPORT);
    }

    @Test
    void teamWithoutCardsHasNoPointsDeducted() {
        assertEquals(0, points());
        assertEquals(0, points(incident("foul", "foul").home().by("Ann")));
    }

    @Test
    void yellowCardCostsOne() {
        assertEquals(-1, points(YELLOW.by("Ann")));
    }

    @Test
    void redCardCostsFour() {
        assertEquals(-4, points(RED.by("Ann")));
    }

    @Test
    void twoYellowCardsOfOnePlayerCostThreeTogether() {
        assertEquals(-3, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Ann")));
    }

    @Test
    void secondYellowCardCostsThreeEvenIfTheFirstWasNotReported() {
        assertEquals(-3, points(SECOND_YELLOW.by("Ann")));
    }

    @Test
    void yellowCardAndARedCardOfOnePlayerCostFiveTogether() {
        assertEquals(-5, points(YELLOW.by("Ann"), RED.by("Ann")));
    }

    @Test
    void cardsAreCountedPerPlayer() {
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
    void yellowCardsOfTwoPlayersAreNotCombined() {
        assertEquals(-4, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Bea")));
    }

    @Test
    void cardsWithoutAPlayerCount() {
        assertEquals(-1, points(YELLOW));
        assertEquals(-4, points(RED));
        assertEquals(-3, points(SECOND_YELLOW));
        assertEquals(-3, points(YELLOW, SECOND_YELLOW));
        assertEquals(-2, points(YELLOW, YELLOW));
        assertEquals(-6, points(YELLOW.by("Ann"), RED.by("Ann"), YELLOW));
        assertEquals(-6, points(YELLOW.by("Ann"), SECOND_YELLOW.by("Ann"), YELLOW, SECOND_YELLOW));
    }

    @Test
    void cardsOfTheOtherTeamDoNotCount() {
        MatchTally tally = tally(YELLOW.by("Ann"), RED.away().by("Ann"), YELLOW.away());
        assertEquals(-1, FairPlay.points(tally, Side.HOME, SPORT));
        assertEquals(-5, FairPlay.points(tally, Side.AWAY, SPORT));
    }

    @Test
    void cancelledCardCostsNothing() {
        MatchTally tally = tally(YELLOW.by("Ann"), RED.by("Ann"));
        tally.remove(RED.by("Ann").event(), SPORT);
        assertEquals(-1, FairPlay.points(tally, Side.HOME, SPORT));
    }

    @Test
    void cardsOfOneMomentAreOneSendingOff() {
        assertEquals(
                -3,
                points(
                        YELLOW.by("Ann").at("20"),
                        incident("yellow-card", "another").home().by("Ann").at("75"),
                        SECOND_YELLOW.by("Ann").at("75"),
                        RED.by("Ann").at("75")));
        assertEquals(
                -5, points(YELLOW.by("Ann").at("75"), RED.by("Ann").at("75")), "a caution and a direct sending-off");
    }

    @Test
    void sportWithoutConductWeightsHasNoPoints() {
        Sport another = new Sport(
                "another",
                "Another",
                SPORT.periods(),
                SPORT.kinds(),
                SPORT.scorers(),
                SPORT.rules(),
                List.of(),
                SPORT.decision(),
                SPORT.stoppageTime(),
                Map.of());
        assertEquals(0, FairPlay.points(tally(RED.by("Ann"), YELLOW), Side.HOME, another));
    }
}
