package dev.touchline.simulation.replay;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.SPORT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.EventsReader;
import dev.touchline.event.Event;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Score;
import dev.touchline.simulation.replay.Tournament.Fixture;
import dev.touchline.simulation.replay.Tournament.FixtureStatus;
import dev.touchline.simulation.replay.Tournament.Goal;
import dev.touchline.simulation.replay.Tournament.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The script of a match ends with the match's result, and ingest accepts each of its reports. */
class MatchScriptTest {

    private FixtureStatus fate = FixtureStatus.PLAYED;
    private Result halfTime;
    private Result fullTime;
    private Result extraTime;
    private Result shootout;
    private List<Goal> homeGoals = List.of();
    private List<Goal> awayGoals = List.of();

    private static Goal goal(Integer minute, int stoppage) {
        return new Goal("p" + minute, minute, stoppage, false, false);
    }

    private static Goal goal(Integer minute) {
        return goal(minute, 0);
    }

    private MatchScript script() {
        Fixture fixture = new Fixture(
                KICK_OFF,
                "Knock-out",
                "Final",
                null,
                "Argentina",
                "France",
                "Lusail",
                fate,
                halfTime,
                fullTime,
                extraTime,
                shootout,
                homeGoals,
                awayGoals);
        MatchScript script = MatchScript.of("m-1", "world-cup", fixture);
        assertConsistent(script);
        return script;
    }

    // Properties of every script.
    private static void assertConsistent(MatchScript script) {
        Set<String> ids = new HashSet<>();
        Duration before = Duration.ZERO;
        for (MatchScript.Step step : script.steps()) {
            Event event = read(step);
            assertTrue(ids.add(event.incident().id()), () -> "twice: " + event.incident());
            assertTrue(step.after().compareTo(before) >= 0, () -> event + " is out of order");
            assertEquals(KICK_OFF.plus(step.after()), event.occurredAt());
            assertEquals("replay", event.incident().source());
            assertEquals("m-1", event.match());
            before = step.after();
        }
        assertEquals(before, script.duration());
    }

    private static Event read(MatchScript.Step step) {
        return new EventsReader(CATALOGUE, 1)
                .readPlainJson(step.event().toString().getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                .get(0);
    }

    private static MatchTally played(MatchScript script) {
        MatchTally tally = new MatchTally();
        script.steps().forEach(step -> tally.add(read(step), SPORT));
        return tally;
    }

    private static List<String> kinds(MatchScript script) {
        return script.steps().stream().map(step -> read(step).type().kind()).toList();
    }

    private static String texts(MatchScript script) {
        return script.steps().stream()
                .map(MatchScriptTest::read)
                .map(event -> event.type().kind()
                        + (event.clock().minute() == null
                                ? ""
                                : " " + event.clock().format())
                        + (event.team() == null ? "" : " " + event.team().code()))
                .collect(Collectors.joining(", "));
    }

    @Test
    void eventsAreReportedInPlayingOrder() {
        fullTime = new Result(2, 1);
        homeGoals = List.of(goal(90, 4), goal(45, 2));
        awayGoals = List.of(goal(46));
        MatchScript script = script();
        assertEquals(
                "kick-off 0', goal 45+2' home, half-time 45+2', second-half 45', goal 46' away, "
                        + "goal 90+4' home, full-time 90+4'",
                texts(script));
        assertNull(script.note());
        assertEquals(new Score(2, 1), played(script).score());
        assertEquals(Phase.FINISHED, played(script).phase());
        assertEquals(Side.HOME, played(script).winner());
    }

    @Test
    void breaksAndStoppageTimeTakeTime() {
        fullTime = new Result(1, 0);
        homeGoals = List.of(goal(45, 2));
        assertEquals(Duration.ofMinutes(45 + 2 + 15 + 45), script().duration());
    }

    @Test
    void unlistedGoalsAreInventedWithoutAScorer() {
        halfTime = new Result(1, 0);
        fullTime = new Result(2, 1);
        awayGoals = List.of(goal(70));
        MatchScript script = script();
        assertEquals(
                "kick-off 0', goal home, half-time 45', second-half 45', goal 70' away, " + "goal home, full-time 90'",
                texts(script));
        assertEquals("m-1: 2 goals of Argentina without a scorer", script.note());
        assertEquals(new Score(2, 1), played(script).score());
    }

    @Test
    void missingGoalIsInventedInTheSecondHalf() {
        halfTime = new Result(1, 0);
        fullTime = new Result(2, 0);
        homeGoals = List.of(goal(10));
        MatchScript script = script();
        assertEquals(
                "kick-off 0', goal 10' home, half-time 45', second-half 45', goal home, " + "full-time 90'",
                texts(script));
        assertEquals("m-1: 1 goal of Argentina without a scorer", script.note());
    }

    @Test
    void goalWithoutAMinuteFollowsStoppageTime() {
        fullTime = new Result(2, 0);
        homeGoals = List.of(goal(90, 4));
        MatchScript script = script();
        assertEquals(new Score(2, 0), played(script).score());
    }

    @Test
    void excessGoalsAreOmitted() {
        fullTime = new Result(1, 0);
        homeGoals = List.of(goal(80), goal(10), goal(60));
        MatchScript script = script();
        assertTrue(texts(script).contains("goal 10' home"));
        assertEquals("m-1: 2 more goals are listed for Argentina than the result has", script.note());
        assertEquals(new Score(1, 0), played(script).score());
    }

    @Test
    void goalsListedForTheWrongTeamChangeSides() {
        fullTime = new Result(0, 2);
        homeGoals = List.of(goal(10), new Goal("Otto", 20, 0, false, true));
        MatchScript script = script();
        assertEquals("m-1: the goals are listed under the wrong team", script.note());
        assertThat(texts(script), stringContainsInOrder("goal 10' away", "own-goal 20' home"));
        assertEquals(new Score(0, 2), played(script).score());
    }

    @Test
    void ownGoalsAndPenaltiesAreReportedAsSuch() {
        fullTime = new Result(1, 1);
        homeGoals = List.of(new Goal("Otto", 20, 0, false, true));
        awayGoals = List.of(new Goal("Kylian Mbappé", 80, 0, true, false));
        MatchScript script = script();
        assertThat(texts(script), stringContainsInOrder("own-goal 20' away", "penalty-goal 80' away"));
        assertEquals(new Score(1, 1), played(script).score());
        assertNull(played(script).winner());
    }

    @Test
    void extraTimeIsPlayedIfTheResultHasIt() {
        fullTime = new Result(0, 0);
        extraTime = new Result(1, 0);
        homeGoals = List.of(goal(113));
        MatchScript script = script();
        assertEquals(
                "kick-off 0', half-time 45', second-half 45', end-of-normal-time 90', "
                        + "extra-time 90', extra-time-half-time 105', extra-time-second-half 105', "
                        + "goal 113' home, full-time 120'",
                texts(script));
        assertEquals(new Score(1, 0), played(script).score());
        assertEquals(Phase.FINISHED, played(script).phase());
    }

    @Test
    void extraTimeIsPlayedIfAGoalWasScoredInIt() {
        fullTime = new Result(1, 0);
        homeGoals = List.of(goal(95));
        assertTrue(kinds(script()).contains("extra-time"));
    }

    @Test
    void unlistedGoalsOfExtraTimeFallIntoExtraTime() {
        fullTime = new Result(1, 1);
        extraTime = new Result(2, 1);
        MatchScript script = script();
        assertThat(texts(script), endsWith("goal home, full-time 120'"));
        assertEquals(new Score(2, 1), played(script).score());
    }

    @Test
    void shootOutKicksAlternate() {
        fullTime = new Result(2, 2);
        extraTime = new Result(2, 2);
        shootout = new Result(3, 1);
        homeGoals = List.of(goal(1), goal(2));
        awayGoals = List.of(goal(3), goal(4));
        assertThat(
                texts(script()),
                endsWith("end-of-extra-time 120', shoot-out, shootout-goal home, shootout-goal away, "
                        + "shootout-goal home, shootout-goal home, full-time 120'"));
        MatchTally tally = played(script());
        assertEquals(new Score(2, 2), tally.score());
        assertEquals(new Score(3, 1), tally.shootout());
        assertEquals(Side.HOME, tally.winner());
        assertEquals(Phase.FINISHED, tally.phase());
    }

    @Test
    void shootOutMayFollowNormalTime() {
        fullTime = new Result(0, 0);
        shootout = new Result(5, 4);
        MatchScript script = script();
        assertThat(texts(script), stringContainsInOrder("end-of-normal-time 90'", "shoot-out", "full-time 90'"));
        assertEquals(new Score(5, 4), played(script).shootout());
        assertEquals(Phase.FINISHED, played(script).phase());
    }

    @Test
    void matchWithoutAResultIsOnlyAnnounced() {
        homeGoals = List.of(goal(1));
        assertEquals(List.of(), script().steps());
        assertEquals(Duration.ZERO, script().duration());
    }

    @Test
    void unplayedMatchHasItsPhase() {
        fullTime = new Result(3, 0);
        fate = FixtureStatus.POSTPONED;
        assertEquals("postponed", texts(script()));
        assertEquals(Phase.POSTPONED, played(script()).phase());
        fate = FixtureStatus.CANCELLED;
        assertEquals("cancelled", texts(script()));
        assertEquals(Phase.CANCELLED, played(script()).phase());
    }

    @Test
    void abandonedMatchKeepsItsGoals() {
        fate = FixtureStatus.ABANDONED;
        fullTime = new Result(1, 1);
        homeGoals = List.of(goal(10));
        awayGoals = List.of(goal(60));
        assertEquals("kick-off 0', goal 10' home, goal 60' away, abandoned", texts(script()));
        assertEquals(new Score(1, 1), played(script()).score());
        assertEquals(Phase.ABANDONED, played(script()).phase());
        fullTime = null;
        assertEquals(List.of("kick-off", "abandoned"), kinds(script()));
    }

    @Test
    void awardedMatchIsNotPlayed() {
        fate = FixtureStatus.AWARDED;
        fullTime = new Result(0, 3);
        awayGoals = List.of(goal(26));
        MatchScript script = script();
        assertEquals("awarded", texts(script));
        assertEquals(Map.of("home", 0, "away", 3), read(script.steps().get(0)).details());
        assertNull(script.note());
        fullTime = null;
        assertEquals(List.of(), script().steps());
        assertEquals("m-1: awarded without a result", script().note());
    }

    @Test
    void announcementMatchesTheFixture() {
        assertEquals(
                "{\"sport\":\"football\",\"competition\":\"world-cup\",\"stage\":\"Knock-out\",\"round\":\"Final\","
                        + "\"group\":null,\"home\":\"Argentina\",\"away\":\"France\",\"kickOff\":\"2022-12-18T15:00:00Z\","
                        + "\"venue\":\"Lusail\"}",
                script().announcement().toString());
    }
}
