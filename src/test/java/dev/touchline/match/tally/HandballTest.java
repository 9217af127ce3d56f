package dev.touchline.match.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football.Incident;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.Update;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandballTest {

    private final ScriptedMatch match = new ScriptedMatch("handball");

    @Test
    void goalCountsAsAShotWithAnAssist() {
        match.apply(match.incident("goal").home().by("Ann").from("Bea").at("3"));
        assertEquals(new Score(1, 0), match.tally().score());
        assertEquals(
                Map.of("goals", 1, "shots", 1, "shotsOnTarget", 1, "assists", 1),
                match.tally().team(Side.HOME));
        assertEquals(1, match.figure(Side.HOME, "Bea", "assists"));
    }

    @Test
    void sevenMetreGoalIsReportedByKindOrDetails() {
        match.applyAll(
                match.incident("seven-metre-goal").home().by("Ann"),
                match.incident("goal").home().by("Bea").details(Map.of("sevenMetre", true)));
        assertEquals(
                Map.of("goals", 1, "sevenMetreGoals", 1, "sevenMetres", 1, "shots", 1, "shotsOnTarget", 1),
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)));
        assertEquals(
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)),
                match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        assertEquals(new Score(2, 0), match.tally().score());
    }

    @Test
    void sevenMetreThrowMayBeMissedOrSaved() {
        match.applyAll(
                match.incident("seven-metre-missed").home().by("Ann"),
                match.incident("seven-metre-saved").home().by("Ann"),
                match.incident("save").away().by("Zoe").details(Map.of("sevenMetre", true)));
        assertEquals(
                Map.of("sevenMetres", 2, "sevenMetresMissed", 2, "shots", 2, "shotsOnTarget", 1),
                match.tally().team(Side.HOME));
        assertEquals(
                Map.of("sevenMetresSaved", 1, "saves", 1, "sevenMetreSaves", 1),
                match.tally().team(Side.AWAY));
        assertEquals(new Score(0, 0), match.tally().score());
    }

    @Test
    void ownGoalScoresForTheOtherTeam() {
        match.apply(match.incident("own-goal").home().by("Ann"));
        assertEquals(new Score(0, 1), match.tally().score());
        assertEquals(1, match.figure(Side.AWAY, "goals"));
        assertEquals(0, match.figure(Side.HOME, "Ann", "goals"));
    }

    @Test
    void otherKindsAreCounted() {
        match.applyAll(
                match.incident("shot-missed").home().by("Ann"),
                match.incident("shot-saved").home().by("Ann"),
                match.incident("shot-post").home().by("Ann"),
                match.incident("shot-blocked").home().by("Ann"),
                match.incident("turnover").home().by("Ann"),
                match.incident("technical-fault").home().by("Ann"),
                match.incident("steal").home().by("Ann"),
                match.incident("block").home().by("Ann"),
                match.incident("yellow-card").home().by("Ann"),
                match.incident("two-minute-suspension").home().by("Ann"),
                match.incident("two-minute-suspension").home().by("Ann"),
                match.incident("red-card").home().by("Ann"),
                match.incident("blue-card").home().by("Ann"));
        Map<String, Integer> counted = Map.ofEntries(
                Map.entry("shots", 4),
                Map.entry("shotsOnTarget", 1),
                Map.entry("shotsMissed", 1),
                Map.entry("shotsAgainstThePost", 1),
                Map.entry("shotsBlocked", 1),
                Map.entry("turnovers", 2),
                Map.entry("technicalFaults", 1),
                Map.entry("steals", 1),
                Map.entry("blocks", 1),
                Map.entry("yellowCards", 1),
                Map.entry("suspensions", 2),
                Map.entry("suspensionMinutes", 4),
                Map.entry("redCards", 1),
                Map.entry("blueCards", 1));
        assertEquals(counted, match.tally().team(Side.HOME));
        assertEquals(counted, match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)));
        match.apply(match.incident("team-timeout").home());
        assertEquals(1, match.figure(Side.HOME, "teamTimeouts"));
    }

    @Test
    void matchGoesThroughHalvesOvertimesAndShootOut() {
        assertEquals(Phase.LIVE, match.apply(match.incident("throw-off")).phase());
        assertEquals(Phase.BREAK, match.apply(match.incident("half-time")).phase());
        assertEquals(Phase.LIVE, match.apply(match.incident("second-half")).phase());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("end-of-normal-time")).phase());
        Update overtime = match.apply(match.incident("overtime"));
        assertEquals(Phase.LIVE, overtime.phase());
        assertEquals(new MatchClock("first-overtime-first-half", 60, 0), overtime.clock());
        assertEquals("Overtime, first half · Riga 0–0 Porto", overtime.text());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("65")).phase());
        assertEquals(
                Phase.LIVE, match.apply(match.incident("period-start").at("65")).phase());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("70")).phase());
        Update second = match.apply(match.incident("period-start").at("70"));
        assertEquals(new MatchClock("second-overtime-first-half", 70, 0), second.clock());
        assertEquals(
                Phase.BREAK,
                match.apply(match.incident("period-end").in("second-overtime-second-half"))
                        .phase());
        assertEquals(Phase.SHOOTOUT, match.apply(match.incident("shoot-out")).phase());
        match.applyAll(
                match.incident("shootout-goal").home().by("Ann").in("shoot-out"),
                match.incident("shootout-miss").away().by("Zoe").in("shoot-out"));
        Update end = match.apply(match.incident("full-time").at("80"));
        assertEquals(new Score(1, 0), end.shootout());
        assertEquals(new Score(0, 0), end.score());
        assertTrue(match.equalsFoldOfIncidents());
    }

    @Test
    void drawnMatchHasNoWinner() {
        match.applyAll(
                match.incident("goal").home().at("3"),
                match.incident("goal").away().at("4"));
        Update end = match.apply(match.incident("full-time").at("60"));
        assertEquals(Phase.FINISHED, end.phase());
        assertEquals(null, end.winner());
        assertEquals(
                Side.HOME, match.apply(match.incident("goal").home().at("60")).winner());
    }

    @Test
    void textsUseTheTermsOfTheSport() {
        assertEquals(
                "Goal | 3' Ann from Bea, Riga · Riga 1–0 Porto",
                match.text(match.incident("goal").home().at("3").by("Ann").from("Bea")));
        assertEquals(
                "Goal from seven metres | 4' Zoe (7m), Porto · Riga 1–1 Porto",
                match.text(match.incident("seven-metre-goal").away().at("4").by("Zoe")));
        assertEquals(
                "Goal | 5' Goal for Porto · Riga 1–2 Porto",
                match.text(match.incident("goal").away().at("5")));
        assertEquals(
                "RED CARD | 6' Zoe, Porto · Riga 1–2 Porto",
                match.text(match.incident("red-card").away().at("6").by("Zoe")));
        assertEquals(
                "Team timeout | 7' Team timeout, Porto · Riga 1–2 Porto",
                match.text(match.incident("team-timeout").away().at("7")));
    }

    @Test
    void redCardNotifiesAndAGoalDoesNot() {
        assertFalse(match.apply(match.incident("goal").home()).notifies());
        assertTrue(match.apply(match.incident("red-card").home()).notifies());
        assertTrue(match.apply(match.incident("half-time")).notifies());
    }

    @Test
    void cancelledGoalIsTakenOffTheScore() {
        Incident goal = match.incident("goal").home().by("Ann").from("Bea").details(Map.of("fastBreak", true));
        match.apply(goal);
        assertEquals(1, match.figure(Side.HOME, "fastBreakGoals"));
        Update technical = match.apply(goal.kind("technical-fault").revision(2));
        assertEquals(new Score(0, 0), technical.score());
        assertEquals(Map.of("technicalFaults", 1, "turnovers", 1), match.tally().team(Side.HOME));
        match.apply(goal.revision(3).cancelled());
        assertEquals(ScriptedMatch.ofACancelledPlay("handball", "goal"), match.tally());
    }
}
