package dev.touchline.match.tally;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Football.Incident;
import dev.touchline.event.Side;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FootballTest {

    private final ScriptedMatch match = new ScriptedMatch("football");

    @Test
    void goalCountsAsAShotOnTarget() {
        match.applyAll(
                match.incident("shot").home().by("Ann"),
                match.incident("shot-on-target").home().by("Ann"),
                match.incident("goal").home().by("Ann"));
        assertEquals(
                Map.of("goals", 1, "shots", 3, "shotsOnTarget", 2),
                match.tally().team(Side.HOME));
    }

    @Test
    void penaltyGoalIsReportedByKindOrDetails() {
        match.applyAll(
                match.incident("penalty-goal").home().by("Ann"),
                match.incident("goal").home().by("Bea").details(Map.of("penalty", true)),
                match.incident("goal").home().by("Cem").details(Map.of("penalty", false)));
        assertEquals(
                Map.of("goals", 1, "penaltyGoals", 1, "shots", 1, "shotsOnTarget", 1),
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)));
        assertEquals(
                match.tally().players().get(new MatchTally.Player("Ann", Side.HOME)),
                match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        assertEquals(0, match.figure(Side.HOME, "Cem", "penaltyGoals"));
        assertEquals(new Score(3, 0), match.tally().score());
    }

    @Test
    void goalCorrectedToAPenaltyIsCountedAsOne() {
        Incident goal = match.incident("goal").home().by("Ann");
        match.apply(goal);
        match.apply(goal.details(Map.of("penalty", true)).revision(2));
        assertEquals(1, match.figure(Side.HOME, "Ann", "penaltyGoals"));
        match.apply(goal.revision(3));
        assertEquals(0, match.figure(Side.HOME, "Ann", "penaltyGoals"));
        assertEquals(1, match.figure(Side.HOME, "Ann", "goals"));
    }

    @Test
    void assistIsCounted() {
        Incident goal = match.incident("goal").home().by("Ann").from("Bea");
        match.apply(goal);
        assertEquals(1, match.figure(Side.HOME, "assists"));
        assertEquals(Map.of("assists", 1), match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        match.apply(goal.from("Cem").revision(2));
        assertNull(match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
        assertEquals(1, match.figure(Side.HOME, "Cem", "assists"));
        assertEquals(1, match.figure(Side.HOME, "assists"));
        match.apply(goal.revision(3).cancelled());
        assertEquals(ScriptedMatch.ofACancelledPlay(), match.tally());
    }

    @Test
    void assistForAnUnknownScorerIsCounted() {
        match.apply(match.incident("goal").home().from("Bea"));
        assertEquals(
                Map.of(new MatchTally.Player("Bea", Side.HOME), Map.of("assists", 1)),
                match.tally().players());
    }

    @Test
    void cornersAndOwnGoalsHaveNoAssist() {
        match.applyAll(
                match.incident("corner").home().from("Bea"),
                match.incident("own-goal").home().by("Otto").from("Bea"));
        assertEquals(0, match.figure(Side.HOME, "assists"));
        assertNull(match.tally().players().get(new MatchTally.Player("Bea", Side.HOME)));
    }

    @Test
    void savedPenaltyIsAShotOnTargetAndAMissedOneIsNot() {
        match.applyAll(
                match.incident("penalty-saved").home(),
                match.incident("penalty-missed").home());
        assertEquals(
                Map.of("penaltiesMissed", 2, "shots", 2, "shotsOnTarget", 1),
                match.tally().team(Side.HOME));
        assertEquals(Map.of("penaltiesSaved", 1), match.tally().team(Side.AWAY));
    }

    @Test
    void cardsAreCountedForTeamAndPlayer() {
        match.applyAll(
                match.incident("yellow-card").away().by("Zoe"),
                match.incident("second-yellow-card").away().by("Zoe"),
                match.incident("red-card").away().by("Yve"));
        assertEquals(
                Map.of("yellowCards", 2, "secondYellowCards", 1, "redCards", 2),
                match.tally().team(Side.AWAY));
        assertEquals(
                Map.of("yellowCards", 2, "secondYellowCards", 1, "redCards", 1),
                match.tally().players().get(new MatchTally.Player("Zoe", Side.AWAY)));
        assertEquals(Map.of("redCards", 1), match.tally().players().get(new MatchTally.Player("Yve", Side.AWAY)));
    }

    @Nested
    class Possession {

        private Incident share(int share) {
            return match.incident("possession").details(Map.of("share", share));
        }

        private void assertPossession(int home, int away) {
            assertEquals(home, match.tally().team(Side.HOME).get("possession"));
            assertEquals(away, match.tally().team(Side.AWAY).get("possession"));
        }

        private void assertUnknown() {
            assertEquals(Map.of(), match.tally().team(Side.HOME));
            assertEquals(Map.of(), match.tally().team(Side.AWAY));
        }

        @Test
        void shareOfTheOtherTeamIsTheRest() {
            match.apply(share(61).home().at("10"));
            assertPossession(61, 39);
            match.apply(share(45).away().at("20"));
            assertPossession(55, 45);
            assertEquals(Map.of(), match.tally().players());
        }

        @Test
        void latestShareOnTheMatchClockCounts() {
            match.apply(share(61).home().at("46"));
            match.apply(share(50).home().at("45+3"));
            assertPossession(61, 39);
            match.apply(share(58).home().at("90"));
            assertPossession(58, 42);
            assertTrue(match.equalsFoldOfIncidents());
        }

        @Test
        void latestShareByTimeCountsAtTheSameMinute() {
            match.apply(share(61).home().at("30").after(1_830));
            match.apply(share(50).home().at("30").after(1_805));
            assertPossession(61, 39);
        }

        @Test
        void correctionReplacesTheShare() {
            match.apply(share(40).home().at("10"));
            Incident wrong = share(16).home().at("20");
            match.apply(wrong);
            assertPossession(16, 84);
            match.apply(wrong.details(Map.of("share", 61)).revision(2));
            assertPossession(61, 39);
            match.apply(wrong.revision(3).cancelled());
            assertPossession(40, 60);
            assertTrue(match.equalsFoldOfIncidents());
        }

        @Test
        void shareIsUnknownAfterAllReadingsAreCancelled() {
            Incident only = share(40).home().at("10");
            match.apply(only);
            match.apply(only.revision(2).cancelled());
            assertUnknown();
            assertEquals(ScriptedMatch.ofACancelledPlay(), match.tally());
        }

        @Test
        void reportWithoutAShareChangesNothing() {
            match.apply(match.incident("possession").home().at("10"));
            match.apply(share(101).home().at("11"));
            assertUnknown();
        }

        @Test
        void shareMayBeZeroOrHundred() {
            match.apply(share(100).home().at("1"));
            assertPossession(100, 0);
            match.apply(share(0).home().at("2"));
            assertPossession(0, 100);
        }
    }
}
