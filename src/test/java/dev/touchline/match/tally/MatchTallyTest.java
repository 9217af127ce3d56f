package dev.touchline.match.tally;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.touchline.Football.Incident;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Score, figures, clock and winner. The phase is tested in {@link MatchPhaseTest}. */
class MatchTallyTest {

    private static final Map<String, Integer> GOAL = Map.of("goals", 1, "shots", 1, "shotsOnTarget", 1);
    private static final Map<String, Integer> PENALTY_GOAL =
            Map.of("goals", 1, "penaltyGoals", 1, "shots", 1, "shotsOnTarget", 1);

    private final MatchTally tally = new MatchTally();

    private void add(Incident... incidents) {
        for (Incident incident : incidents) {
            tally.countSport(incident.event().type().sport(), 1);
            tally.add(incident.event(), SPORT);
        }
    }

    private void remove(Incident incident) {
        tally.countSport(incident.event().type().sport(), -1);
        tally.remove(incident.event(), SPORT);
    }

    private Map<String, Integer> figuresOf(String player, Side team) {
        return tally.players().get(new MatchTally.Player(player, team));
    }

    @Test
    void emptyTallyIsNil() {
        assertEquals(new Score(0, 0), tally.score());
        assertNull(tally.shootout());
        assertNull(tally.winner());
        assertEquals(MatchClock.UNKNOWN, tally.clock());
        assertEquals(Map.of(), tally.team(Side.HOME));
        assertEquals(Map.of(), tally.players());
    }

    @Test
    void goalCountsForItsTeamAndItsPlayer() {
        add(incident("goal", "1").home().by("Lionel Messi"));
        assertEquals(new Score(1, 0), tally.score());
        assertEquals(GOAL, tally.team(Side.HOME));
        assertEquals(Map.of(), tally.team(Side.AWAY));
        assertEquals(GOAL, figuresOf("Lionel Messi", Side.HOME));
    }

    @Test
    void penaltyGoalCountsAsGoalAndPenalty() {
        add(incident("penalty-goal", "1").away().by("Kylian Mbappé"));
        assertEquals(new Score(0, 1), tally.score());
        assertEquals(PENALTY_GOAL, tally.team(Side.AWAY));
        assertEquals(PENALTY_GOAL, figuresOf("Kylian Mbappé", Side.AWAY));
    }

    @Test
    void ownGoalScoresForTheOtherTeamAndIsNotCreditedToThePlayer() {
        add(incident("own-goal", "1").home().by("Enzo Fernández"));
        assertEquals(new Score(0, 1), tally.score());
        assertEquals(Map.of("ownGoals", 1), tally.team(Side.HOME));
        assertEquals(Map.of("goals", 1), tally.team(Side.AWAY));
        assertEquals(Map.of("ownGoals", 1), figuresOf("Enzo Fernández", Side.HOME));
    }

    @Test
    void provisionalGoalCountsUntilItIsCancelled() {
        Incident goal = incident("goal", "1").home().provisional();
        add(goal);
        assertEquals(new Score(1, 0), tally.score());
        remove(goal);
        add(goal.revision(2).cancelled());
        assertEquals(new Score(0, 0), tally.score());
    }

    @Test
    void cancelledGoalIsTakenOffScoreFiguresAndPlayer() {
        Incident goal = incident("goal", "1").home().by("Lionel Messi").at("23");
        add(incident("shot", "2").home().by("Lionel Messi").at("10"), goal);
        remove(goal);
        add(goal.revision(2).cancelled());
        assertEquals(new Score(0, 0), tally.score());
        assertEquals(Map.of("shots", 1), tally.team(Side.HOME));
        assertEquals(Map.of("shots", 1), figuresOf("Lionel Messi", Side.HOME));
        assertEquals(new MatchClock("first-half", 10, 0), tally.clock());
    }

    @Test
    void cancelledEventsLeaveNoFigures() {
        Incident goal = incident("goal", "1").home().by("Lionel Messi").at("23");
        add(goal);
        remove(goal);
        assertEquals(new MatchTally(), tally);
        assertEquals(new MatchTally().hashCode(), tally.hashCode());
        assertEquals(Map.of(), tally.players());
    }

    @Test
    void cancellationOfAnUnknownIncidentOnlyShowsThatTheMatchIsPlayed() {
        add(incident("goal", "1").home().by("Lionel Messi").at("23").cancelled());
        assertEquals(ScriptedMatch.ofACancelledPlay(), tally);
        assertEquals(Phase.LIVE, tally.phase());
    }

    @Test
    void shootOutKicksDoNotAddToTheScore() {
        add(
                incident("goal", "1").home().at("23"),
                incident("shootout-goal", "2").home().by("Lionel Messi"),
                incident("shootout-miss", "3").away().by("Kingsley Coman"),
                incident("shootout-goal", "4").home());
        assertEquals(new Score(1, 0), tally.score());
        assertEquals(new Score(2, 0), tally.shootout());
        assertEquals(Map.of("goals", 1, "shots", 1, "shotsOnTarget", 1, "shootoutGoals", 2), tally.team(Side.HOME));
        assertEquals(Map.of("shootoutMisses", 1), tally.team(Side.AWAY));
        assertEquals(Map.of("shootoutGoals", 1), figuresOf("Lionel Messi", Side.HOME));
    }

    @Test
    void shootOutStartsWithItsPhaseChangeOrFirstKick() {
        add(incident("shoot-out"));
        assertEquals(new Score(0, 0), tally.shootout());
        remove(incident("shoot-out"));
        assertNull(tally.shootout());
        add(incident("shootout-miss", "1").home());
        assertEquals(new Score(0, 0), tally.shootout());
    }

    @Test
    void unfinishedMatchHasNoWinner() {
        add(incident("kick-off"), incident("goal", "1").home().at("23"));
        assertNull(tally.winner());
    }

    @Test
    void teamWithMorePointsWins() {
        add(incident("goal", "1").away().at("23"), incident("full-time").at("90"));
        assertEquals(Side.AWAY, tally.winner());
        add(
                incident("own-goal", "2").away().at("40"),
                incident("goal", "3").home().at("50"));
        assertEquals(Side.HOME, tally.winner());
    }

    @Test
    void drawHasNoWinner() {
        add(
                incident("goal", "1").away().at("23"),
                incident("goal", "2").home().at("24"),
                incident("full-time").at("90"));
        assertNull(tally.winner());
    }

    @Test
    void shootOutDecidesRegardlessOfTheScore() {
        add(
                incident("goal", "1").home().at("23"),
                incident("shootout-goal", "2").away(),
                incident("full-time"));
        assertEquals(new Score(1, 0), tally.score());
        assertEquals(Side.AWAY, tally.winner());
    }

    @Test
    void abandonedMatchHasNoWinner() {
        add(incident("goal", "1").home().at("23"), incident("abandoned").at("70"));
        assertNull(tally.winner());
    }

    @Test
    void equalNamesInBothTeamsAreTwoPlayers() {
        add(
                incident("goal", "1").home().by("Danilo"),
                incident("foul", "2").away().by("Danilo"));
        assertEquals(GOAL, figuresOf("Danilo", Side.HOME));
        assertEquals(Map.of("fouls", 1), figuresOf("Danilo", Side.AWAY));
    }

    @Test
    void secondYellowCardCountsAsYellowAndRed() {
        add(
                incident("yellow-card", "1").home().by("Otto"),
                incident("second-yellow-card", "2").home().by("Otto"));
        assertEquals(Map.of("yellowCards", 2, "secondYellowCards", 1, "redCards", 1), tally.team(Side.HOME));
        assertEquals(tally.team(Side.HOME), figuresOf("Otto", Side.HOME));
    }

    @Test
    void clockIsTheLatestInPlayingOrder() {
        add(
                incident("shot", "1").home().at("45+2"),
                incident("shot", "2").home().at("44"));
        assertEquals(new MatchClock("first-half", 45, 2), tally.clock());
        add(incident("second-half"));
        assertEquals(new MatchClock("second-half", 45, 0), tally.clock());
        add(incident("shot", "3").home());
        assertEquals(new MatchClock("second-half", 45, 0), tally.clock());
    }

    @Test
    void equalTalliesHaveEqualStates() {
        add(
                incident("goal", "1").home().by("A").at("1"),
                incident("goal", "2").away().by("B").at("2"));
        MatchTally other = new MatchTally();
        other.countSport("football", 2);
        other.add(incident("goal", "2").away().by("B").at("2").event(), SPORT);
        other.add(incident("goal", "1").home().by("A").at("1").event(), SPORT);
        assertEquals(tally, other);
        assertEquals(tally.hashCode(), other.hashCode());
        assertEquals(tally.state(), MatchTally.of(tally.state()).state());
    }
}
