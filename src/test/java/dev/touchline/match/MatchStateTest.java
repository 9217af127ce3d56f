package dev.touchline.match;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football.Incident;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.PeriodScore;
import dev.touchline.match.tally.Score;
import dev.touchline.match.tally.ScriptedMatch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single revisions: the changes they make, and their seq. */
class MatchStateTest {

    private static final Instant NOW = KICK_OFF.plusSeconds(60);

    private final MatchState match = new MatchState(MATCH, null, null, new MatchTally(), 0);
    private final Map<IncidentId, Event> standing = new HashMap<>();

    private Update apply(Incident incident) {
        Event event = incident.event();
        return match.apply(event, standing.put(event.incident(), event), CATALOGUE, NOW);
    }

    private static Announcement announced(long revision, String home) {
        return new Announcement(
                MATCH,
                revision,
                "football",
                null,
                null,
                null,
                null,
                home,
                "France",
                null,
                null,
                null,
                NOW.plusSeconds(revision),
                Reporter.NONE);
    }

    @Test
    void eachChangeGetsTheNextSeq() {
        assertEquals(1, apply(incident("kick-off")).seq());
        assertEquals(2, apply(incident("goal", "1").home()).seq());
        assertEquals(
                3, apply(incident("goal", "1").home().revision(2).cancelled()).seq());
        assertEquals(4, match.apply(FINAL, NOW).seq());
        assertEquals(4, match.seq());
    }

    @Test
    void seqContinuesFromTheStoredState() {
        MatchState later = new MatchState(MATCH, FINAL, null, new MatchTally(), 56);
        assertEquals(
                57,
                later.apply(incident("kick-off").event(), null, CATALOGUE, NOW).seq());
    }

    @Test
    void updateContainsTheStateAfterTheChange() {
        match.apply(FINAL, NOW);
        Incident goal = incident("goal", "1").home().by("Lionel Messi").at("23");
        Update update = apply(goal);
        assertEquals(
                new Update(
                        MATCH,
                        2,
                        Update.Kind.EVENT,
                        goal.event(),
                        FINAL,
                        new Score(1, 0),
                        null,
                        new MatchClock("first-half", 23, 0),
                        Phase.LIVE,
                        null,
                        null,
                        List.of(new PeriodScore("first-half", 1, 0)),
                        false,
                        "GOAL",
                        "23' Lionel Messi · Argentina 1–0 France",
                        true,
                        NOW),
                update);
    }

    @Test
    void newIncidentIsAnEvent() {
        assertEquals(
                Update.Kind.EVENT,
                apply(incident("goal", "1").home().provisional()).kind());
        assertEquals(
                Update.Kind.EVENT,
                apply(incident("goal", "2").home().revision(5)).kind());
    }

    @Test
    void phaseChangeIsAPhaseUpdate() {
        assertEquals(Update.Kind.PHASE, apply(incident("kick-off")).kind());
    }

    @Test
    void changedIncidentIsACorrection() {
        apply(incident("goal", "1").home());
        assertEquals(
                Update.Kind.CORRECTION,
                apply(incident("goal", "1").home().revision(2)).kind());
        apply(incident("kick-off"));
        assertEquals(
                Update.Kind.CORRECTION, apply(incident("kick-off").revision(2)).kind());
    }

    @Test
    void confirmationOfAProvisionalIncidentIsNoCorrection() {
        Incident goal = incident("goal", "1").home().by("Lionel Messi").at("23");
        Update reported = apply(goal.provisional());
        Update confirmed = apply(goal.revision(2));
        assertEquals(Update.Kind.CONFIRMATION, confirmed.kind());
        assertEquals(reported.title(), confirmed.title());
        assertEquals(reported.text(), confirmed.text());
        assertFalse(confirmed.notifies());
        Incident another = incident("goal", "2").home().by("Lionel Messi").at("30");
        apply(another.provisional());
        assertEquals(
                Update.Kind.CORRECTION,
                apply(another.by("Ángel Di María").revision(2)).kind());
    }

    @Test
    void postponedMatchIsScheduledOnceItIsAnnouncedWithANewKickOff() {
        Announcement announced = at(1, KICK_OFF);
        match.apply(announced, NOW);
        Ownership<Announcement> before = new Ownership<>();
        before.add(announced);
        match.announcedBefore(Map.of(KICK_OFF, before));
        assertEquals(Phase.POSTPONED, apply(incident("postponed")).phase());
        assertEquals(Phase.POSTPONED, match.apply(at(2, null), NOW).phase());
        assertNull(match.apply(at(3, null), NOW), "nothing new");
        assertEquals(
                Phase.SCHEDULED,
                match.apply(at(4, KICK_OFF.plusSeconds(86_400)), NOW).phase());
        assertEquals(Phase.LIVE, apply(incident("kick-off").after(86_400)).phase());
    }

    @Test
    void postponedMatchThatWasAnnouncedAfterwardsForTheFirstTimeStaysPostponed() {
        match.announcedBefore(Map.of(KICK_OFF, new Ownership<>()));
        apply(incident("postponed"));
        assertEquals(Phase.POSTPONED, match.apply(at(1, KICK_OFF), NOW).phase());
    }

    private static Announcement at(long seconds, Instant kickOff) {
        Instant receivedAt = KICK_OFF.plusSeconds(seconds);
        return new Announcement(
                MATCH,
                ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt),
                "football",
                null,
                null,
                null,
                null,
                "Argentina",
                "France",
                kickOff,
                null,
                null,
                receivedAt,
                Reporter.NONE);
    }

    @Test
    void cancelledIncidentIsARetractionEvenIfUnknown() {
        apply(incident("goal", "1").home());
        assertEquals(
                Update.Kind.RETRACTION,
                apply(incident("goal", "1").home().revision(2).cancelled()).kind());
        assertEquals(
                Update.Kind.RETRACTION,
                apply(incident("goal", "2").home().cancelled()).kind());
    }

    @Test
    void updateSaysWhetherNothingWasReceivedForTooLong() {
        match.staleAfter(Duration.ofHours(3));
        match.received(NOW.minusSeconds(3 * 3600));
        assertFalse(match.publish(NOW).stale(), "a match that has not begun");
        assertTrue(apply(incident("kick-off")).stale(), "stored three hours after its receipt");
        match.received(NOW.minusSeconds(3 * 3600 - 1));
        assertFalse(apply(incident("shot").home()).stale());
        match.received(NOW.minusSeconds(4 * 3600));
        assertFalse(match.publish(NOW).stale(), "the last receipt counts");
        assertTrue(match.publish(NOW.plusSeconds(1)).stale(), "a repair is no receipt");
        assertFalse(apply(incident("full-time")).stale());
    }

    @Test
    void kindsAreWrittenInLowerCase() {
        assertEquals("retraction", Update.Kind.RETRACTION.code());
        assertEquals("match", Update.Kind.MATCH.code());
    }

    @Test
    void cancelledGoalIsTakenOffScoreTeamAndPlayer() {
        apply(incident("goal", "1").home().by("Lionel Messi").at("23"));
        Update update = apply(incident("goal", "1")
                .home()
                .by("Lionel Messi")
                .at("23")
                .revision(2)
                .cancelled());
        assertEquals(new Score(0, 0), update.score());
        assertEquals(ScriptedMatch.ofACancelledPlay(), match.tally());
    }

    @Test
    void goalMovesWithACorrectedScorer() {
        apply(incident("goal", "1").home().by("Lionel Messi"));
        Update update = apply(incident("goal", "1").home().by("Julián Álvarez").revision(2));
        assertEquals(new Score(1, 0), update.score());
        assertEquals(
                Map.of(
                        new MatchTally.Player("Julián Álvarez", Side.HOME),
                        Map.of("goals", 1, "shots", 1, "shotsOnTarget", 1)),
                match.tally().players());
    }

    @Test
    void pointMovesWithACorrectedTeam() {
        apply(incident("goal", "1").home().by("Lionel Messi"));
        Update update = apply(incident("goal", "1").away().by("Lionel Messi").revision(2));
        assertEquals(new Score(0, 1), update.score());
        assertEquals(Map.of(), match.tally().team(Side.HOME));
    }

    @Test
    void goalCorrectedToAnOwnGoalChangesSides() {
        apply(incident("goal", "1").home().by("Otto"));
        Update update =
                apply(incident("goal", "1").kind("own-goal").away().by("Otto").revision(2));
        assertEquals(new Score(1, 0), update.score());
        assertEquals(Map.of("goals", 1), match.tally().team(Side.HOME));
        assertEquals(Map.of("ownGoals", 1), match.tally().team(Side.AWAY));
    }

    @Test
    void goalAfterItsCancellationDoesNotCount() {
        Update update = apply(
                incident("goal", "1").home().by("Lionel Messi").revision(2).cancelled());
        assertEquals(new Score(0, 0), update.score());
        assertEquals(Phase.LIVE, update.phase());
        assertEquals(ScriptedMatch.ofACancelledPlay(), match.tally());
    }

    @Test
    void reinstatedGoalCountsAgain() {
        apply(incident("goal", "1").home());
        apply(incident("goal", "1").home().revision(2).cancelled());
        Update update = apply(incident("goal", "1").home().revision(3));
        assertEquals(new Score(1, 0), update.score());
        assertEquals(Update.Kind.CORRECTION, update.kind());
    }

    @Test
    void announcementIsAMatchUpdate() {
        Update update = match.apply(FINAL, NOW);
        assertEquals(Update.Kind.MATCH, update.kind());
        assertNull(update.event());
        assertEquals(Phase.SCHEDULED, update.phase());
        assertSame(FINAL, match.announcement());
    }

    @Test
    void unchangedAnnouncementIsNoChange() {
        match.apply(announced(1, "Argentina"), NOW);
        assertNull(match.apply(announced(2, "Argentina"), NOW));
        assertEquals(1, match.seq());
        assertEquals(2, match.announcement().revision());
        assertEquals(2, match.apply(announced(3, "Argentinien"), NOW).seq());
    }

    @Test
    void unannouncedMatchIsCounted() {
        apply(incident("goal", "1").home());
        Update update = match.apply(FINAL, NOW);
        assertEquals(new Score(1, 0), update.score());
        assertEquals(2, update.seq());
    }
}
