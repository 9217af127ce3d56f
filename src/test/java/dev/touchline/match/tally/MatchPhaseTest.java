package dev.touchline.match.tally;

import static dev.touchline.Football.SPORT;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The phase of a match is that of its last phase mark in playing order, for every order of arrival. */
class MatchPhaseTest {

    private static MatchTally after(Incident... incidents) {
        MatchTally tally = new MatchTally();
        for (Incident incident : incidents) {
            tally.add(incident.event(), SPORT);
        }
        List<Incident> shuffled = new ArrayList<>(List.of(incidents));
        for (int i = 0; i < 10; i++) {
            Collections.shuffle(shuffled, new Random(i));
            MatchTally other = new MatchTally();
            shuffled.forEach(incident -> other.add(incident.event(), SPORT));
            assertEquals(tally, other);
        }
        return tally;
    }

    private static Phase phaseAfter(Incident... incidents) {
        return after(incidents).phase();
    }

    @Test
    void unknownMatchIsScheduled() {
        assertEquals(Phase.SCHEDULED, phaseAfter());
    }

    @Test
    void matchWithEventsIsLiveWithoutAKickOff() {
        assertEquals(Phase.LIVE, phaseAfter(incident("goal", "1").home().at("23")));
    }

    @Test
    void matchWhoseOnlyGoalWasCancelledStaysLive() {
        assertEquals(
                Phase.LIVE, phaseAfter(incident("goal", "1").home().at("23").cancelled()));
        assertEquals(Phase.SCHEDULED, phaseAfter(incident("kick-off").cancelled()));
    }

    @Test
    void matchGoesThroughItsPhases() {
        List<Incident> whistles = new ArrayList<>();
        List<Phase> phases = new ArrayList<>();
        for (String kind : List.of(
                "kick-off",
                "half-time",
                "second-half",
                "end-of-normal-time",
                "extra-time",
                "extra-time-half-time",
                "extra-time-second-half",
                "end-of-extra-time",
                "shoot-out",
                "full-time")) {
            whistles.add(incident(kind));
            phases.add(phaseAfter(whistles.toArray(Incident[]::new)));
        }
        assertEquals(
                List.of(
                        Phase.LIVE,
                        Phase.BREAK,
                        Phase.LIVE,
                        Phase.BREAK,
                        Phase.LIVE,
                        Phase.BREAK,
                        Phase.LIVE,
                        Phase.BREAK,
                        Phase.SHOOTOUT,
                        Phase.FINISHED),
                phases);
    }

    @Test
    void endAtTheLastMinuteOfPlayEndsTheShootOutOfTheSameBatch() {
        Incident goal = incident("shootout-goal", "1").home().at("120");
        assertEquals(
                Phase.FINISHED,
                phaseAfter(
                        incident("kick-off"),
                        incident("end-of-extra-time"),
                        incident("shoot-out"),
                        goal,
                        incident("full-time").at("120")));
        assertEquals(
                Phase.FINISHED,
                phaseAfter(
                        incident("kick-off"),
                        incident("shoot-out"),
                        goal,
                        incident("full-time").at("90")));
        assertEquals(
                Phase.SHOOTOUT, phaseAfter(incident("postponed"), incident("kick-off"), incident("shoot-out"), goal));
    }

    @Test
    void lateKickOffDoesNotReopenTheMatch() {
        assertEquals(Phase.FINISHED, phaseAfter(incident("full-time").at("90+5"), incident("kick-off")));
        assertEquals(Phase.FINISHED, phaseAfter(incident("full-time"), incident("kick-off")));
        assertEquals(
                Phase.FINISHED,
                phaseAfter(
                        incident("full-time").at("90"), incident("second-half").at("45")));
    }

    @Test
    void goalReportedAfterFullTimeCountsAndDoesNotReopenTheMatch() {
        MatchTally tally = after(
                incident("kick-off"),
                incident("full-time").at("90"),
                incident("goal", "1").home().at("88").after(9_000));
        assertEquals(Phase.FINISHED, tally.phase());
        assertEquals(new Score(1, 0), tally.score());
        assertEquals(Side.HOME, tally.winner());
        assertEquals(new MatchClock("second-half", 90, 0), tally.clock());
    }

    @Test
    void endOfAPeriodFollowsItsStoppageTimeForAnyMinute() {
        assertEquals(
                Phase.BREAK,
                phaseAfter(
                        incident("suspended").at("45+3"),
                        incident("resumed").at("45+6"),
                        incident("half-time").at("45")));
    }

    @Test
    void startOfAPeriodComesFirstForAnyMinute() {
        assertEquals(
                Phase.SUSPENDED,
                phaseAfter(
                        incident("kick-off").at("1"),
                        incident("suspended").at("0").in("first-half")));
    }

    @Test
    void suspendedMatchContinuesWhenResumed() {
        Incident kickOff = incident("kick-off");
        Incident suspended = incident("suspended").at("30").after(1_800);
        Incident resumed = incident("resumed").at("30").after(3_600);
        assertEquals(Phase.SUSPENDED, phaseAfter(kickOff, suspended));
        assertEquals(Phase.LIVE, phaseAfter(kickOff, suspended, resumed));
        assertEquals(
                Phase.FINISHED,
                phaseAfter(kickOff, suspended, resumed, incident("full-time").at("90")));
    }

    @Test
    void laterSuspensionAtTheSameMinuteCounts() {
        assertEquals(
                Phase.SUSPENDED,
                phaseAfter(
                        incident("suspended", "1").at("30").after(1_800),
                        incident("resumed", "2").at("30").after(2_400),
                        incident("suspended", "3").at("30").after(2_460)));
    }

    @Test
    void suspensionWithoutAMinuteEndsWithFullTime() {
        assertEquals(
                Phase.FINISHED,
                phaseAfter(
                        incident("kick-off").at("0").after(0),
                        incident("suspended").after(1_800),
                        incident("resumed").after(3_600),
                        incident("full-time").at("90").after(9_000)));
    }

    @Test
    void fullTimeAfterAShootOutEndsTheMatchAtTheMinuteOfExtraTime() {
        MatchTally tally = after(
                incident("shoot-out").after(8_000),
                incident("shootout-goal", "1").home().after(8_100),
                incident("full-time").at("120").after(8_200));
        assertEquals(Phase.FINISHED, tally.phase());
        assertEquals(Side.HOME, tally.winner());
    }

    @Test
    void abandonedMatchStaysAbandoned() {
        Incident abandoned = incident("abandoned").at("70");
        assertEquals(
                Phase.ABANDONED,
                phaseAfter(
                        incident("kick-off"),
                        incident("second-half"),
                        incident("suspended").at("70"),
                        abandoned));
        assertEquals(Phase.ABANDONED, phaseAfter(incident("kick-off"), incident("abandoned")));
    }

    @Test
    void postponedMatchIsLiveAfterKickOff() {
        Incident postponed = incident("postponed").after(-3_600);
        assertEquals(Phase.POSTPONED, phaseAfter(postponed));
        assertEquals(MatchClock.UNKNOWN, after(postponed).clock());
        MatchTally played = after(postponed, incident("kick-off").after(86_400));
        assertEquals(Phase.LIVE, played.phase());
        assertEquals(new MatchClock("first-half", 0, 0), played.clock());
    }

    @Test
    void cancelledMatchHasNotStarted() {
        MatchTally cancelled = after(incident("cancelled").after(-3_600));
        assertEquals(Phase.CANCELLED, cancelled.phase());
        assertEquals(MatchClock.UNKNOWN, cancelled.clock());
    }

    @Test
    void cancelledPhaseChangeRestoresThePhase() {
        MatchTally tally = after(incident("kick-off"), incident("full-time").at("45"));
        assertEquals(Phase.FINISHED, tally.phase());
        tally.remove(incident("full-time").at("45").event(), SPORT);
        assertEquals(Phase.LIVE, tally.phase());
    }
}
