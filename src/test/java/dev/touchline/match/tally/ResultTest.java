package dev.touchline.match.tally;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.touchline.Football.Incident;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.Update;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The result that counts, awards, and the score by period. */
class ResultTest {

    private static final Incident AWARD =
            incident("awarded", "ruling").details(Map.of("home", 0, "away", 3, "reason", "spectators on the pitch"));
    private static final Result AWARDED = new Result(0, 3, DecidedBy.AWARD, "spectators on the pitch");

    private final MatchTally tally = new MatchTally();

    private void add(Incident... incidents) {
        for (Incident incident : incidents) {
            tally.add(incident.event(), SPORT);
        }
    }

    private void remove(Incident incident) {
        tally.remove(incident.event(), SPORT);
    }

    private void assertPeriods(PeriodScore... periods) {
        assertEquals(List.of(periods), tally.periods());
    }

    @Test
    void matchInProgressHasNoResult() {
        assertNull(tally.result());
        add(incident("kick-off"), incident("goal", "1").home().at("23"));
        assertNull(tally.result());
        add(incident("abandoned"));
        assertNull(tally.result());
    }

    @Test
    void scoreIsTheResultOfAMatchOverInRegulation() {
        add(
                incident("kick-off"),
                incident("goal", "1").home().at("90+3"),
                incident("full-time").at("90"));
        assertEquals(new Result(1, 0, DecidedBy.REGULATION, null), tally.result());
        assertPeriods(new PeriodScore("first-half", 0, 0), new PeriodScore("second-half", 1, 0));
    }

    @Test
    void goalsAfterRegulationAreToldApart() {
        add(
                incident("goal", "1").home().at("12"),
                incident("goal", "2").away().at("45+1"),
                incident("goal", "3").home().at("51"),
                incident("goal", "4").away().at("90+2"),
                incident("goal", "5").home().at("117"),
                incident("own-goal", "6").home().at("118"),
                incident("full-time").in("extra-time-second-half"));
        assertEquals(new Result(3, 3, DecidedBy.EXTRA_TIME, null), tally.result());
        assertPeriods(
                new PeriodScore("first-half", 1, 1),
                new PeriodScore("second-half", 1, 1),
                new PeriodScore("extra-time-first-half", 0, 0),
                new PeriodScore("extra-time-second-half", 1, 1));
    }

    @Test
    void shootOutStraightAfterRegulationReachesNoExtraTime() {
        add(
                incident("goal", "1").home().at("12"),
                incident("goal", "2").away().at("80"),
                incident("shootout-goal", "3").away().at("90"),
                incident("shootout-miss", "4").home().at("120"),
                incident("full-time").in("shoot-out"));
        assertEquals(new Result(1, 1, DecidedBy.SHOOT_OUT, null), tally.result());
        assertEquals(new Score(0, 1), tally.shootout());
        assertEquals(Side.AWAY, tally.winner());
        assertPeriods(new PeriodScore("first-half", 1, 0), new PeriodScore("second-half", 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"94, , REGULATION", "120, , EXTRA_TIME", "94, extra-time-first-half, EXTRA_TIME", "90, , REGULATION"})
    void endInStoppageTimeIsNotInExtraTime(String minute, String period, DecidedBy decidedBy) {
        Incident end = incident("full-time").at(minute);
        add(incident("kick-off"), period == null ? end : end.in(period));
        assertEquals(decidedBy, tally.result().decidedBy());
    }

    @ParameterizedTest
    @CsvSource({"94, second-half, REGULATION", ", second-half, REGULATION", "120, extra-time-first-half, EXTRA_TIME"})
    void goalInStoppageTimeThatIsCountedOnIsInExtraTimeOnlyIfThatWasPlayed(
            String end, String period, DecidedBy decidedBy) {
        Incident fullTime = incident("full-time");
        add(incident("kick-off"), incident("goal", "1").home().at("93"), end == null ? fullTime : fullTime.at(end));
        assertEquals(new Result(1, 0, decidedBy, null), tally.result());
        assertEquals(
                List.of(period),
                tally.periods().stream()
                        .filter(one -> one.home() == 1)
                        .map(PeriodScore::period)
                        .toList());
    }

    @Test
    void equalizerInStoppageTimeThatIsCountedOnLeadsToExtraTime() {
        add(
                incident("kick-off"),
                incident("goal", "1").home().at("10"),
                incident("goal", "2").away().at("93"),
                incident("extra-time"),
                incident("goal", "3").home().at("110"),
                incident("full-time").at("120"));
        assertPeriods(
                new PeriodScore("first-half", 1, 0),
                new PeriodScore("second-half", 0, 1),
                new PeriodScore("extra-time-first-half", 0, 0),
                new PeriodScore("extra-time-second-half", 1, 0));
        assertEquals(new Result(2, 1, DecidedBy.EXTRA_TIME, null), tally.result());
    }

    @Test
    void clockRunsOnInStoppageTimeUntilExtraTimeBegins() {
        Incident extraTime = incident("extra-time");
        add(incident("kick-off"), incident("goal", "1").home().at("93"));
        assertEquals(new MatchClock("second-half", 93, 0), tally.clock());
        add(extraTime);
        assertEquals("extra-time-first-half", tally.clock().period());
        assertPeriods(
                new PeriodScore("first-half", 0, 0),
                new PeriodScore("second-half", 0, 0),
                new PeriodScore("extra-time-first-half", 1, 0));
        remove(extraTime);
        assertEquals(new MatchClock("second-half", 93, 0), tally.clock());
        assertPeriods(new PeriodScore("first-half", 0, 0), new PeriodScore("second-half", 1, 0));
    }

    @ParameterizedTest
    @CsvSource({"ice-hockey, 63", "ice-hockey, 61", "basketball, 43", "handball, 61"})
    void endAfterRegulationIsOvertimeWithoutStoppageTime(String sport, String minute) {
        ScriptedMatch match = new ScriptedMatch(sport);
        Update end = match.apply(match.incident("full-time").at(minute));
        assertEquals(DecidedBy.EXTRA_TIME, end.result().decidedBy());
    }

    @Test
    void endWithoutAClockReachesTheRegularPeriods() {
        add(incident("kick-off"), incident("full-time"));
        assertPeriods(new PeriodScore("first-half", 0, 0), new PeriodScore("second-half", 0, 0));
    }

    @Test
    void pointsOfAnUnknownPeriodAreListedLast() {
        add(incident("kick-off"), incident("goal", "1").home());
        assertPeriods(new PeriodScore("first-half", 0, 0), new PeriodScore(null, 1, 0));
        assertEquals(new Score(1, 0), tally.score());
    }

    @Test
    void periodOfACancelledGoalIsNotReached() {
        Incident goal = incident("goal", "1").home().at("50");
        add(incident("kick-off"), goal);
        remove(goal);
        assertPeriods(new PeriodScore("first-half", 0, 0));
        remove(incident("kick-off"));
        assertEquals(new MatchTally(), tally);
    }

    @Test
    void matchThatWasNeverPlayedHasAnAwardedResult() {
        add(AWARD.after(60));
        assertEquals(AWARDED, tally.result());
        assertEquals(Phase.FINISHED, tally.phase());
        assertEquals(Side.AWAY, tally.winner());
        assertEquals(new Score(0, 0), tally.score());
        assertEquals(MatchClock.UNKNOWN, tally.clock());
        assertEquals(Map.of(), tally.team(Side.AWAY));
        assertPeriods();
    }

    @Test
    void goalsBeforeAnAbandonmentStayWithTheirScorers() {
        add(
                incident("goal", "1").away().by("Roland Linz").at("8"),
                incident("goal", "2").away().by("Zlatko Junuzović").at("25"),
                incident("abandoned").at("26"),
                AWARD);
        assertEquals(new Score(0, 2), tally.score());
        assertEquals(AWARDED, tally.result());
        assertEquals(2, tally.team(Side.AWAY).get("goals"));
        assertEquals(2, tally.players().size());
        assertPeriods(new PeriodScore("first-half", 0, 2));
        assertEquals(new MatchClock("first-half", 26, 0), tally.clock());
    }

    @Test
    void awardCountsWhateverIsReportedOfTheMatchAndIsTakenBack() {
        add(
                AWARD,
                incident("kick-off").after(3600),
                incident("goal", "1").home().at("70"));
        assertEquals(Phase.FINISHED, tally.phase());
        assertEquals(Side.AWAY, tally.winner());
        remove(AWARD);
        add(AWARD.revision(2).cancelled());
        assertEquals(Phase.LIVE, tally.phase());
        assertNull(tally.result());
        assertNull(tally.winner());
    }

    @Test
    void shootOutDoesNotDecideAnAwardedMatch() {
        add(incident("shootout-goal", "1").home(), incident("full-time"), AWARD);
        assertEquals(Side.AWAY, tally.winner());
    }

    @Test
    void lastOfSeveralAwardsCounts() {
        Incident appeal = incident("awarded", "appeal").details(Map.of("home", 1, "away", 1));
        add(appeal.after(7200), AWARD.after(3600));
        assertEquals(new Result(1, 1, DecidedBy.AWARD, null), tally.result());
        assertNull(tally.winner());
        remove(appeal.after(7200));
        assertEquals(AWARDED, tally.result());
    }

    @Test
    void eventWithoutAReadableResultIsNoAward() {
        add(incident("awarded").details(Map.of("home", 3, "away", 201)));
        assertEquals(new MatchTally(), tally);
    }
}
