package dev.touchline.match.tally;

import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Football.Incident;
import dev.touchline.Sports;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Matches that are interrupted. Agents do not always report the minute, and some do not report the time either, so that
 * the time of receipt counts.
 */
class InterruptedMatchTest {

    /** The source of the time of an event. */
    private enum Times {
        /** The agents report it. */
        STATED,
        /** The time of receipt, with reports arriving at once. */
        RECEIVED
    }

    /** A report and the expected phase after it. */
    private record Step(Incident incident, Phase expected) {}

    private static Step step(Incident incident, Phase expected) {
        return new Step(incident, expected);
    }

    private static Incident basketball(String kind) {
        return new Incident(new Event(
                new IncidentId("table", kind),
                1,
                new EventType("basketball", kind),
                MATCH,
                null,
                MatchClock.UNKNOWN,
                null,
                null,
                null,
                Status.CONFIRMED,
                Map.of(),
                KICK_OFF,
                Reporter.NONE));
    }

    /** Reports one step every ten minutes, each as a separate incident. */
    private static void assertPhases(Times times, Step... steps) {
        List<Event> events = new ArrayList<>();
        for (Step step : steps) {
            Event event = step.incident().event();
            Instant at = KICK_OFF.plusSeconds(600L * events.size());
            events.add(new Event(
                    new IncidentId(event.incident().source(), event.incident().id() + events.size()),
                    event.revision(),
                    event.type(),
                    event.match(),
                    times == Times.STATED ? at : null,
                    event.clock(),
                    event.team(),
                    event.player(),
                    event.assist(),
                    event.status(),
                    event.details(),
                    times == Times.STATED ? KICK_OFF.plusSeconds(86_400) : at,
                    Reporter.NONE));
            assertEquals(
                    step.expected(),
                    MatchTally.of(events, Sports.ALL).phase(),
                    () -> "after " + event.type() + " " + event.clock());
        }
    }

    private static Phase phaseOf(Incident... incidents) {
        return MatchTally.of(List.of(incidents).stream().map(Incident::event).toList(), Sports.ALL)
                .phase();
    }

    @ParameterizedTest
    @EnumSource
    void abandonedMatchContinuesWhenResumedOnAnotherDay(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("suspended").at("70"), Phase.SUSPENDED),
                step(incident("abandoned").at("70"), Phase.ABANDONED),
                step(incident("resumed").at("70"), Phase.LIVE),
                step(incident("goal").home().at("80"), Phase.LIVE),
                step(incident("full-time").at("90"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void abandonedMatchContinuesWithoutReportedMinutes(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("abandoned"), Phase.ABANDONED),
                step(incident("resumed"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time"), Phase.FINISHED));
    }

    @Test
    void abandonmentWithoutAMinuteEndsWithALaterReport() {
        assertPhases(
                Times.STATED,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("abandoned"), Phase.ABANDONED),
                step(incident("resumed").at("30"), Phase.LIVE),
                step(incident("half-time").at("45"), Phase.BREAK));
    }

    @Test
    void abandonedMatchIsReplayedFromTheStart() {
        assertPhases(
                Times.STATED,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("abandoned").at("70"), Phase.ABANDONED),
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time").at("90"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void matchIsAbandonedAtHalfTime(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time").at("45+2"), Phase.BREAK),
                step(incident("abandoned").at("45"), Phase.ABANDONED));
    }

    @ParameterizedTest
    @EnumSource
    void matchIsPostponedTwiceAndThenPlayed(Times times) {
        assertPhases(
                times,
                step(incident("postponed"), Phase.POSTPONED),
                step(incident("postponed"), Phase.POSTPONED),
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void remainderOfAMatchIsPostponed(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("suspended").at("60"), Phase.SUSPENDED),
                step(incident("postponed"), Phase.POSTPONED),
                step(incident("resumed").at("60"), Phase.LIVE),
                step(incident("full-time").at("90"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void matchIsCancelledAtHalfTime(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("cancelled"), Phase.CANCELLED));
    }

    @ParameterizedTest
    @EnumSource
    void suspensionWithoutAMinuteEndsWithTheResumption(Times times) {
        assertPhases(
                times,
                step(incident("kick-off").at("0"), Phase.LIVE),
                step(incident("suspended"), Phase.SUSPENDED),
                step(incident("resumed").at("30"), Phase.LIVE),
                step(incident("half-time").at("45"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("suspended").at("60"), Phase.SUSPENDED),
                step(incident("resumed"), Phase.LIVE),
                step(incident("full-time").at("90"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void suspensionWithoutResumptionEndsWithItsHalf(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("suspended"), Phase.SUSPENDED),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE));
    }

    @ParameterizedTest
    @EnumSource
    void suspensionMayEndInAbandonment(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("suspended").at("30"), Phase.SUSPENDED),
                step(incident("abandoned"), Phase.ABANDONED));
    }

    @ParameterizedTest
    @EnumSource
    void extraTimeFollowsAFullTimeAtTheEndOfNormalTime(Times times) {
        assertPhases(
                times,
                step(incident("kick-off"), Phase.LIVE),
                step(incident("half-time"), Phase.BREAK),
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time").at("90+4"), Phase.FINISHED),
                step(incident("extra-time"), Phase.LIVE),
                step(incident("extra-time-half-time"), Phase.BREAK),
                step(incident("extra-time-second-half"), Phase.LIVE),
                step(incident("full-time").at("120"), Phase.FINISHED),
                step(incident("shoot-out"), Phase.SHOOTOUT),
                step(incident("full-time").at("120"), Phase.FINISHED));
    }

    @Test
    void laterExtraTimeFollowsAFullTimeWithoutAMinute() {
        assertPhases(
                Times.STATED,
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time"), Phase.FINISHED),
                step(incident("extra-time"), Phase.LIVE),
                step(incident("end-of-extra-time"), Phase.BREAK),
                step(incident("shoot-out"), Phase.SHOOTOUT),
                step(incident("full-time"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void shootOutEndsWithAFullTimeWithoutAMinute(Times times) {
        assertPhases(
                times,
                step(incident("end-of-extra-time"), Phase.BREAK),
                step(incident("shoot-out"), Phase.SHOOTOUT),
                step(incident("shootout-goal").home(), Phase.SHOOTOUT),
                step(incident("full-time"), Phase.FINISHED));
    }

    @Test
    void matchEndedTooEarlyIsResumed() {
        assertPhases(
                Times.STATED,
                step(incident("second-half"), Phase.LIVE),
                step(incident("full-time").at("85"), Phase.FINISHED),
                step(incident("resumed").at("85"), Phase.LIVE),
                step(incident("full-time").at("90"), Phase.FINISHED));
    }

    @ParameterizedTest
    @EnumSource
    void basketballGoesThroughItsOvertimes(Times times) {
        for (Incident fullTime : List.of(
                basketball("full-time"),
                basketball("full-time").at("50"),
                basketball("full-time").at("40"))) {
            assertPhases(
                    times,
                    step(basketball("tip-off"), Phase.LIVE),
                    step(basketball("half-time"), Phase.BREAK),
                    step(basketball("period-start").in("third-quarter"), Phase.LIVE),
                    step(basketball("period-end").at("30"), Phase.BREAK),
                    step(basketball("period-start").at("30"), Phase.LIVE),
                    step(basketball("full-time").at("40"), Phase.FINISHED),
                    step(basketball("overtime"), Phase.LIVE),
                    step(basketball("period-end").in("first-overtime"), Phase.BREAK),
                    step(basketball("period-start").in("second-overtime"), Phase.LIVE),
                    step(fullTime, Phase.FINISHED));
        }
    }

    @Test
    void cancelledFullTimeRestoresThePhase() {
        Incident kickOff = incident("kick-off");
        Incident fullTime = incident("full-time").at("45").provisional();
        assertEquals(Phase.FINISHED, phaseOf(kickOff, fullTime));
        assertEquals(Phase.LIVE, phaseOf(kickOff, fullTime.revision(2).cancelled()));
        assertEquals(Phase.BREAK, phaseOf(kickOff, fullTime.revision(3).kind("half-time")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kick-off", "half-time", "second-half", "end-of-normal-time", "suspended at 60", "resumed at 60"
            })
    void lateReportWithoutATimeDoesNotReopenTheMatch(String late) {
        String[] words = late.split(" at ");
        Incident incident =
                words.length == 1 ? incident(late) : incident(words[0]).at(words[1]);
        for (Incident fullTime :
                List.of(incident("full-time"), incident("full-time").at("90"))) {
            assertEquals(Phase.FINISHED, phaseOf(fullTime, receivedLate(incident)));
        }
        if (!late.equals("end-of-normal-time")) {
            assertEquals(Phase.ABANDONED, phaseOf(incident("abandoned").at("70"), receivedLate(incident)));
        }
    }

    private static Incident receivedLate(Incident incident) {
        Event event = incident.event();
        return new Incident(new Event(
                event.incident(),
                event.revision(),
                event.type(),
                event.match(),
                null,
                event.clock(),
                event.team(),
                event.player(),
                event.assist(),
                event.status(),
                event.details(),
                KICK_OFF.plusSeconds(86_400),
                Reporter.NONE));
    }
}
