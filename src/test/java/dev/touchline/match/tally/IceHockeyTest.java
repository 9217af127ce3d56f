package dev.touchline.match.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class IceHockeyTest {

    private final ScriptedMatch match = new ScriptedMatch("ice-hockey");

    @Test
    void goalCountsAsAShotOnGoalWithAnAssist() {
        match.apply(match.incident("goal").home().by("Ann").from("Bea").at("7"));
        match.apply(match.incident("assist").home().by("Cem").at("7"));
        assertEquals(new Score(1, 0), match.tally().score());
        assertEquals(
                Map.of("goals", 1, "shots", 1, "shotsOnGoal", 1, "assists", 2),
                match.tally().team(Side.HOME));
        assertEquals(
                Map.of("goals", 1, "shots", 1, "shotsOnGoal", 1),
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)));
        assertEquals(1, match.figure(Side.HOME, "Bea", "assists"));
        assertEquals(1, match.figure(Side.HOME, "Cem", "assists"));
    }

    @ParameterizedTest
    @CsvSource({
        "power-play-goal, powerPlay, powerPlayGoals, PP",
        "short-handed-goal, shortHanded, shortHandedGoals, SH",
        "empty-net-goal, emptyNet, emptyNetGoals, EN",
        "penalty-shot-goal, penaltyShot, penaltyShotGoals, PS"
    })
    void typeOfGoalIsReportedByKindOrDetails(String kind, String flag, String figure, String mark) {
        assertEquals(
                "GOAL | 7' Ann (" + mark + ") · Riga 1–0 Porto",
                match.text(match.incident(kind).home().by("Ann").at("7")));
        assertEquals(
                "GOAL | 8' Bea (" + mark + ") · Riga 2–0 Porto",
                match.text(match.incident("goal").home().by("Bea").at("8").details(Map.of(flag, true))));
        assertEquals(
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)),
                match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        assertEquals(2, match.figure(Side.HOME, figure));
        assertEquals(2, match.figure(Side.HOME, "goals"));
    }

    @Test
    void goalNamesScorerAndAssist() {
        Incident goal = match.incident("goal").home().at("7");
        assertEquals("GOAL | 7' Goal for Riga · Riga 1–0 Porto", match.text(goal));
        assertEquals(
                "GOAL corrected | 7' Ann from Bea · Riga 1–0 Porto",
                match.text(goal.by("Ann").from("Bea").revision(2)));
        assertEquals(
                "GOAL corrected | 7' Ann (PP) from Bea and Cem · Riga 1–0 Porto",
                match.text(goal.by("Ann")
                        .from("Bea")
                        .details(Map.of("secondAssist", "Cem", "powerPlay", true))
                        .revision(3)));
        assertEquals(1, match.figure(Side.HOME, "powerPlayGoals"));
        assertEquals(
                "GOAL cancelled | 7' Ann · Riga 0–0 Porto",
                match.text(goal.by("Ann").revision(4).cancelled()));
        assertEquals(ScriptedMatch.ofACancelledPlay("ice-hockey", "goal"), match.tally());
    }

    @ParameterizedTest
    @CsvSource({
        "minor-penalty, minorPenalties, 2",
        "bench-minor-penalty, benchMinorPenalties, 2",
        "double-minor-penalty, doubleMinorPenalties, 4",
        "major-penalty, majorPenalties, 5",
        "misconduct-penalty, misconductPenalties, 10",
        "game-misconduct-penalty, gameMisconductPenalties, 20",
        "match-penalty, matchPenalties, 25"
    })
    void penaltyCountsItsMinutes(String kind, String figure, int minutes) {
        Incident penalty = match.incident(kind).away().by("Zoe").at("12");
        match.applyAll(penalty, match.incident("minor-penalty").away().by("Zoe"));
        assertEquals(minutes + 2, match.figure(Side.AWAY, "penaltyMinutes"));
        assertEquals(minutes + 2, match.figure(Side.AWAY, "Zoe", "penaltyMinutes"));
        assertEquals(2, match.figure(Side.AWAY, "penalties"));
        assertEquals(kind.equals("minor-penalty") ? 2 : 1, match.figure(Side.AWAY, figure));
        match.apply(penalty.revision(2).cancelled());
        assertEquals(
                Map.of("penalties", 1, "minorPenalties", 1, "penaltyMinutes", 2),
                match.tally().team(Side.AWAY));
    }

    @Test
    void penaltyIsDescribedWithItsReason() {
        assertEquals(
                "Minor penalty | 12' Zoe, Porto: tripping · Riga 0–0 Porto",
                match.text(match.incident("minor-penalty")
                        .away()
                        .by("Zoe")
                        .at("12")
                        .details(Map.of("reason", "tripping"))));
        assertEquals(
                "Bench minor penalty | 13' Porto: too many players · Riga 0–0 Porto",
                match.text(match.incident("bench-minor-penalty")
                        .away()
                        .at("13")
                        .details(Map.of("reason", "too many players"))));
        assertEquals(
                "MATCH PENALTY | 14' Porto · Riga 0–0 Porto",
                match.text(match.incident("match-penalty").away().at("14")));
    }

    @Test
    void otherKindsAreCounted() {
        match.applyAll(
                match.incident("shot").home().by("Ann"),
                match.incident("shot-on-goal").home().by("Ann"),
                match.incident("blocked-shot").home().by("Ann"),
                match.incident("hit").home().by("Ann"),
                match.incident("face-off-won").home().by("Ann"),
                match.incident("penalty-shot-missed").home().by("Ann"),
                match.incident("penalty-shot-saved").home().by("Ann"),
                match.incident("icing").home(),
                match.incident("offside").home().by("Ann"),
                match.incident("timeout").home(),
                match.incident("power-play").home(),
                match.incident("goalie-change").home().by("Ida"),
                match.incident("save").away().by("Zoe"));
        assertEquals(
                Map.ofEntries(
                        Map.entry("shots", 4),
                        Map.entry("shotsOnGoal", 2),
                        Map.entry("blockedShots", 1),
                        Map.entry("hits", 1),
                        Map.entry("faceOffsWon", 1),
                        Map.entry("penaltyShotsMissed", 2),
                        Map.entry("icings", 1),
                        Map.entry("offsides", 1),
                        Map.entry("timeouts", 1),
                        Map.entry("powerPlays", 1),
                        Map.entry("goalieChanges", 1)),
                match.tally().team(Side.HOME));
        assertEquals(
                Map.of("faceOffsLost", 1, "penaltyShotsSaved", 1, "saves", 1),
                match.tally().team(Side.AWAY));
        assertEquals(new Score(0, 0), match.tally().score());
    }

    @Test
    void gameGoesThroughPeriodsOvertimeAndShootOut() {
        assertEquals(Phase.LIVE, match.apply(match.incident("first-face-off")).phase());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("20")).phase());
        Update second = match.apply(match.incident("period-start").at("20"));
        assertEquals(Phase.LIVE, second.phase());
        assertEquals(new MatchClock("second-period", 20, 0), second.clock());
        assertEquals(
                Phase.BREAK,
                match.apply(match.incident("period-end").in("second-period")).phase());
        assertEquals(
                Phase.LIVE,
                match.apply(match.incident("period-start").in("third-period")).phase());
        match.applyAll(
                match.incident("goal").home().at("41"),
                match.incident("goal").away().at("59"));
        assertEquals(
                Phase.BREAK, match.apply(match.incident("end-of-normal-time")).phase());
        assertEquals(Phase.LIVE, match.apply(match.incident("overtime")).phase());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("65")).phase());
        Update shootOut = match.apply(match.incident("shoot-out"));
        assertEquals(Phase.SHOOTOUT, shootOut.phase());
        assertEquals(new Score(0, 0), shootOut.shootout());
        Incident miss = match.incident("shootout-miss").home().by("Ann").in("shoot-out");
        match.applyAll(miss, match.incident("shootout-goal").away().by("Zoe").in("shoot-out"));
        Update end = match.apply(match.incident("full-time").in("shoot-out"));
        assertEquals(Phase.FINISHED, end.phase());
        assertEquals(new Score(1, 2), end.score());
        assertEquals(new Score(0, 1), end.shootout());
        assertEquals(new Result(1, 2, DecidedBy.SHOOT_OUT, null), end.result());
        assertEquals(
                List.of(
                        new PeriodScore("first-period", 0, 0),
                        new PeriodScore("second-period", 0, 0),
                        new PeriodScore("third-period", 1, 1),
                        new PeriodScore("first-overtime", 0, 0),
                        new PeriodScore("shoot-out", 0, 1)),
                end.periods());
        assertEquals("Full-time · Riga 1–2 Porto SO (0–1 in the shoot-out)", end.text());
        assertEquals(Side.AWAY, end.winner());
        assertEquals(1, match.figure(Side.HOME, "goals"));
        assertEquals(1, match.figure(Side.AWAY, "Zoe", "shootoutGoals"));

        Update reviewed = match.apply(miss.kind("shootout-goal").revision(2));
        assertEquals(new Score(1, 1), reviewed.shootout());
        assertEquals(new Score(1, 1), reviewed.score());
        assertEquals(0, match.figure(Side.HOME, "shootoutMisses"));
        assertTrue(match.equalsFoldOfIncidents());
    }

    @Test
    void thirdOvertimeOfAPlayoffIsNamed() {
        match.applyAll(match.incident("overtime"), match.incident("period-end").at("80"));
        Update third = match.apply(match.incident("period-start").in("third-overtime"));
        assertEquals(new MatchClock("third-overtime", 100, 0), third.clock());
        assertEquals("Third overtime begins · Riga 0–0 Porto", third.text());
    }

    @Test
    void videoReviewIsDescribedWithItsOutcome() {
        Update review =
                match.apply(match.incident("video-review").details(Map.of("reason", "Offside before the goal")));
        assertEquals("Offside before the goal · Riga 0–0 Porto", review.text());
        assertTrue(review.notifies());
        assertEquals(
                "VIDEO REVIEW | Goal stands · Riga 0–0 Porto",
                match.text(match.incident("video-review-outcome").details(Map.of("decision", "Goal stands"))));
        assertFalse(match.apply(match.incident("hit").home()).notifies());
    }
}
