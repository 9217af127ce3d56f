package dev.touchline.match.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football.Incident;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.Update;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BasketballTest {

    private final ScriptedMatch match = new ScriptedMatch("basketball");

    @Test
    void basketsAreWorthTwoThreeAndOnePoints() {
        match.applyAll(
                match.incident("two-pointer").home().by("Ann").from("Bea"),
                match.incident("three-pointer").home().by("Ann"),
                match.incident("free-throw").home().by("Bea"),
                match.incident("three-pointer").away().by("Zoe").from("Yve"));
        assertEquals(new Score(6, 3), match.tally().score());
        assertEquals(
                Map.of(
                        "points", 6,
                        "fieldGoalsMade", 2,
                        "fieldGoalsAttempted", 2,
                        "twoPointersMade", 1,
                        "twoPointersAttempted", 1,
                        "threePointersMade", 1,
                        "threePointersAttempted", 1,
                        "freeThrowsMade", 1,
                        "freeThrowsAttempted", 1,
                        "assists", 1),
                match.tally().team(Side.HOME));
        assertEquals(5, match.figure(Side.HOME, "Ann", "points"));
        assertEquals(0, match.figure(Side.HOME, "Ann", "assists"));
        assertEquals(
                Map.of("points", 1, "freeThrowsMade", 1, "freeThrowsAttempted", 1, "assists", 1),
                match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        assertEquals(1, match.figure(Side.AWAY, "Yve", "assists"));
    }

    @Test
    void missedThrowCountsAsAnAttempt() {
        match.applyAll(
                match.incident("two-pointer").home().by("Ann"),
                match.incident("two-pointer-missed").home().by("Ann"),
                match.incident("three-pointer-missed").home().by("Ann"),
                match.incident("free-throw-missed").home().by("Ann"));
        assertEquals(new Score(2, 0), match.tally().score());
        assertEquals(1, match.figure(Side.HOME, "Ann", "fieldGoalsMade"));
        assertEquals(3, match.figure(Side.HOME, "Ann", "fieldGoalsAttempted"));
        assertEquals(2, match.figure(Side.HOME, "Ann", "twoPointersAttempted"));
        assertEquals(1, match.figure(Side.HOME, "Ann", "threePointersAttempted"));
        assertEquals(0, match.figure(Side.HOME, "Ann", "freeThrowsMade"));
        assertEquals(1, match.figure(Side.HOME, "Ann", "freeThrowsAttempted"));
    }

    @Test
    void detailsDetermineTheKindOfPoints() {
        match.applyAll(
                match.incident("two-pointer").home().details(Map.of("inThePaint", true, "fromTurnover", true)),
                match.incident("three-pointer").home().details(Map.of("fastBreak", true)),
                match.incident("free-throw").home().details(Map.of("fastBreak", true, "secondChance", true)));
        assertEquals(2, match.figure(Side.HOME, "pointsInThePaint"));
        assertEquals(2, match.figure(Side.HOME, "pointsFromTurnovers"));
        assertEquals(4, match.figure(Side.HOME, "fastBreakPoints"));
        assertEquals(1, match.figure(Side.HOME, "secondChancePoints"));
        assertEquals(6, match.figure(Side.HOME, "points"));
    }

    @Test
    void otherKindsAreCountedForTeamAndPlayer() {
        match.applyAll(
                match.incident("offensive-rebound").home().by("Ann"),
                match.incident("defensive-rebound").home().by("Ann"),
                match.incident("assist").home().by("Ann"),
                match.incident("steal").home().by("Ann"),
                match.incident("block").home().by("Ann"),
                match.incident("turnover").home().by("Ann"),
                match.incident("foul").home().by("Ann"),
                match.incident("technical-foul").home().by("Ann"),
                match.incident("unsportsmanlike-foul").home().by("Ann"),
                match.incident("disqualifying-foul").home().by("Ann"),
                match.incident("substitution").home().by("Ann"));
        Map<String, Integer> counted = Map.ofEntries(
                Map.entry("rebounds", 2),
                Map.entry("offensiveRebounds", 1),
                Map.entry("defensiveRebounds", 1),
                Map.entry("assists", 1),
                Map.entry("steals", 1),
                Map.entry("blocks", 1),
                Map.entry("turnovers", 1),
                Map.entry("fouls", 4),
                Map.entry("technicalFouls", 1),
                Map.entry("unsportsmanlikeFouls", 1),
                Map.entry("disqualifyingFouls", 1),
                Map.entry("substitutions", 1));
        assertEquals(counted, match.tally().team(Side.HOME));
        assertEquals(counted, match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)));
        assertEquals(Map.of("shotsBlocked", 1), match.tally().team(Side.AWAY));
        assertEquals(new Score(0, 0), match.tally().score());
    }

    @Test
    void gameGoesThroughItsQuartersAndOvertimes() {
        assertEquals(Phase.LIVE, match.apply(match.incident("tip-off")).phase());
        assertEquals(
                Phase.BREAK,
                match.apply(match.incident("period-end").in("first-quarter")).phase());
        assertEquals(
                Phase.LIVE,
                match.apply(match.incident("period-start").in("second-quarter")).phase());
        assertEquals(Phase.BREAK, match.apply(match.incident("half-time")).phase());
        assertEquals(Phase.LIVE, match.apply(match.incident("second-half")).phase());
        assertEquals(
                Phase.BREAK,
                match.apply(match.incident("period-end").in("third-quarter")).phase());
        // By the minute alone: a period that starts at 30 is the fourth quarter, and one that ends at 40 is, too.
        assertEquals(
                Phase.LIVE, match.apply(match.incident("period-start").at("30")).phase());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("40")).phase());
        Update overtime = match.apply(match.incident("overtime"));
        assertEquals(Phase.LIVE, overtime.phase());
        assertEquals(new MatchClock("first-overtime", 40, 0), overtime.clock());
        assertEquals(
                Phase.BREAK, match.apply(match.incident("period-end").at("45")).phase());
        Update second = match.apply(match.incident("period-start").in("second-overtime"));
        assertEquals(Phase.LIVE, second.phase());
        assertEquals(new MatchClock("second-overtime", 45, 0), second.clock());
        match.apply(match.incident("free-throw").away().at("50"));
        Update end = match.apply(match.incident("full-time").at("50"));
        assertEquals(Phase.FINISHED, end.phase());
        assertEquals(Side.AWAY, end.winner());
        assertNull(end.shootout());
        assertTrue(match.equalsFoldOfIncidents());
    }

    @Test
    void furtherOvertimesAreCountedAsOvertime() {
        match.applyAll(match.incident("overtime"), match.incident("period-end").at("45"));
        Update second = match.apply(match.incident("overtime").in("second-overtime"));
        assertEquals(Phase.LIVE, second.phase());
        assertEquals(new MatchClock("second-overtime", 45, 0), second.clock());
        assertEquals("Second overtime · Riga 0–0 Porto", second.text());
    }

    @Test
    void startOfAQuarterIsDescribedByItsName() {
        assertEquals("Tip-off | Tip-off · Riga 0–0 Porto", match.text(match.incident("tip-off")));
        assertEquals(
                "Start of a period | Second quarter begins · Riga 0–0 Porto",
                match.text(match.incident("period-start").in("second-quarter").by("Otto")));
        assertEquals(
                "End of a period | Third quarter ends · Riga 0–0 Porto",
                match.text(match.incident("period-end").at("30")));
        assertEquals("Overtime | Overtime · Riga 0–0 Porto", match.text(match.incident("overtime")));
    }

    @Test
    void basketNamesPlayerAndAssist() {
        assertEquals(
                "Three-pointer | 3' Three points by Ann from Bea, Riga · Riga 3–0 Porto",
                match.text(
                        match.incident("three-pointer").home().at("3").by("Ann").from("Bea")));
        assertEquals(
                "Two-pointer | 4' Two points by Zoe (dunk), Porto · Riga 3–2 Porto",
                match.text(
                        match.incident("two-pointer").away().at("4").by("Zoe").details(Map.of("dunk", true))));
        assertEquals(
                "Two-pointer | Two points by Porto · Riga 3–4 Porto",
                match.text(match.incident("two-pointer").away()));
        assertEquals(
                "Foul | Foul by Zoe on Ann, Porto · Riga 3–4 Porto",
                match.text(match.incident("foul").away().by("Zoe").details(Map.of("on", "Ann"))));
    }

    @Test
    void endOfAQuarterNotifiesAndABasketDoesNot() {
        assertFalse(match.apply(match.incident("three-pointer").home()).notifies());
        assertTrue(match.apply(match.incident("period-end").in("first-quarter")).notifies());
        assertTrue(match.apply(match.incident("disqualifying-foul").home()).notifies());
    }

    @Test
    void correctedThreePointerCountsAsATwoPointer() {
        Incident basket = match.incident("three-pointer").home().by("Ann").from("Bea");
        match.apply(basket);
        Update corrected = match.apply(basket.kind("two-pointer").from("Cem").revision(2));
        assertEquals(Update.Kind.CORRECTION, corrected.kind());
        assertEquals(new Score(2, 0), corrected.score());
        assertEquals(2, match.figure(Side.HOME, "Ann", "points"));
        assertEquals(0, match.figure(Side.HOME, "threePointersAttempted"));
        assertEquals(1, match.figure(Side.HOME, "fieldGoalsMade"));
        assertEquals(0, match.figure(Side.HOME, "Bea", "assists"));
        assertEquals(1, match.figure(Side.HOME, "Cem", "assists"));
        match.apply(basket.revision(3).cancelled());
        assertEquals(ScriptedMatch.ofACancelledPlay("basketball", "two-pointer"), match.tally());
    }
}
