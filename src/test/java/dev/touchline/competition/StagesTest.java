package dev.touchline.competition;

import static dev.touchline.testing.TableNotation.concat;
import static dev.touchline.testing.TableNotation.in;
import static dev.touchline.testing.TableNotation.matches;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.StageBuilder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagesTest {

    /** Each stage with the number of its matches. */
    private static String text(Stages stages) {
        return stages.parts().stream()
                .map(part -> "%s %s %d"
                        .formatted(
                                part.stage().id(),
                                part.stage().kind().code(),
                                part.fixtures().size()))
                .collect(Collectors.joining(", "));
    }

    private static String inferred(List<Fixture> fixtures) {
        return text(Stages.of(List.of(), fixtures));
    }

    private static List<Fixture> league(String stage, int day) {
        return concat(
                in(stage, "Matchday 1", day, "A 1-0 B, C 1-0 D"),
                in(stage, "Matchday 2", day + 7, "A 1-0 C, D 1-0 B"),
                in(stage, "Matchday 3", day + 14, "A 1-0 D, B 1-0 C"));
    }

    // --- Inferred stages ---------------------------------------------------------------------------------------------

    @Test
    void matchesThatNameNoStageAreOneTableAboutWhichNothingIsSaid() {
        assertEquals("null table 2", inferred(matches("A 1-0 B, C 1-0 D")));
        Stages league = Stages.of(List.of(), league(null, 0));
        assertEquals("null table 6", text(league));
        assertEquals(List.of(), league.inferred());
    }

    @Test
    void groupsAndKnockOutRoundsAreTwoStages() {
        Stages stages = Stages.of(
                List.of(),
                concat(
                        matches("Group A", "A 1-0 B"),
                        matches("Group B", "C 1-0 D"),
                        in("Final", null, 5, "A 2-1 C"),
                        in("Match for third place", null, 4, "B 2-1 D")));
        assertEquals("null knock-out 2, null table 2", text(stages));
        assertEquals(
                List.of(
                        "Matches without a stage are a knock-out: Match for third place, Final.",
                        "Matches without a stage count in tables: 2."),
                stages.inferred());
    }

    @Test
    void matchOfAnUnknownRoundBesideGroupsIsInNoStage() {
        Stages stages = Stages.of(List.of(), concat(matches("Group A", "A 1-0 B"), matches("A 7-0 C")));
        assertEquals("null table 1", text(stages));
        assertEquals(
                List.of("Matches without a group whose round says nothing are in no stage: 1."), stages.inferred());
    }

    @Test
    void cupIsAKnockOutFromItsFirstRound() {
        List<Fixture> first = in(null, "Round 1", 0, "A 1-0 B, C 1-0 D, E 1-0 F, G 1-0 H");
        assertEquals("null table 4", inferred(first));
        assertEquals("null knock-out 6", inferred(concat(first, in(null, "Round 2", 9, "A 1-0 C, E 1-0 G"))));
        assertEquals("null knock-out 5", inferred(concat(first, in(null, "Final", 9, "A 1-0 C"))));
    }

    @Test
    void leagueWhoseRoundsAreNumberedIsATable() {
        List<Fixture> rounds = concat(
                in(null, "Round 1", 0, "A 1-0 B, C 1-0 D, E 1-0 F, G 1-0 H"),
                in(null, "Round 2", 7, "A 1-0 C, B 1-0 D, E 1-0 G, F 1-0 H"));
        assertEquals("null table 8", inferred(rounds));
        assertEquals("null table 8, null knock-out 1", inferred(concat(rounds, in(null, "Final", 14, "A 1-0 E"))));
    }

    @Test
    void seasonsOfAYearAndTheirPlayOffsAreStages() {
        assertEquals(
                "Apertura table 6, Apertura Playoffs knock-out 3, Clausura table 6",
                inferred(concat(
                        league("Apertura", 0),
                        in("Apertura Playoffs", "Semifinals", 30, "A 1-0 D, B 1-0 C"),
                        in("Apertura Playoffs", "Final", 40, "A 1-0 B"),
                        league("Clausura", 50))));
    }

    @Test
    void matchdaysOfPlayOffsAreLegsUnlessATeamPlaysSeveralOthers() {
        assertEquals(
                "Playoffs knock-out 4",
                inferred(concat(
                        in("Playoffs", "Matchday 1", 0, "A 1-0 B, C 1-0 D"),
                        in("Playoffs", "Matchday 2", 7, "B 1-0 A, D 1-0 C"))));
        assertEquals("Championship play-offs table 6", inferred(league("Championship play-offs", 0)));
    }

    @Test
    void stageWithoutRoundsIsAStageOnceATeamPlaysSeveralOthers() {
        List<Fixture> league = matches("A 1-0 B, A 1-0 C, B 1-0 C");
        assertEquals(
                "Autumn table 3, Spring table 3",
                inferred(concat(
                        league.stream()
                                .map(match -> in("Autumn", null, 0, match))
                                .toList(),
                        league.stream()
                                .map(match -> in("Spring", null, 9, match))
                                .toList())));
        assertEquals(
                "null table 3",
                inferred(league.stream()
                        .map(match -> in("Day 7", null, 0, match))
                        .toList()));
    }

    @Test
    void playOffsUnderOneNameAreAKnockOut() {
        List<Fixture> playOffs = in(null, "Play-offs", 30, "A 1-0 D, B 1-0 C, C 1-0 D, A 1-0 B");
        assertEquals("null table 6, null knock-out 4", inferred(concat(league(null, 0), playOffs)));
        List<Fixture> stage = in("Play-offs", null, 30, "A 1-0 D, B 1-0 C, A 1-0 B");
        assertEquals("null table 6, Play-offs knock-out 3", inferred(concat(league(null, 0), stage)));
        List<Fixture> matchdays = concat(
                in("Play-offs", "Matchday 1", 30, "A 1-0 D, B 1-0 C"), in("Play-offs", "Matchday 2", 40, "A 1-0 B"));
        assertEquals("null table 6, Play-offs knock-out 3", inferred(concat(league(null, 0), matchdays)));
    }

    @Test
    void roundsForPlacesAreOfTheKnockOut() {
        assertEquals(
                "null knock-out 12",
                inferred(concat(
                        in(null, "Round 1", 0, "A 1-0 B, C 1-0 D, E 1-0 F, G 1-0 H"),
                        in(null, "Round 2", 9, "A 1-0 C, E 1-0 G"),
                        in(null, "Semifinals 5-8", 9, "B 1-0 D, F 1-0 H"),
                        in(null, "5th place", 19, "B 1-0 F"),
                        in(null, "7th place", 19, "D 1-0 H"),
                        in(null, "Match for third place", 19, "C 1-0 G"),
                        in(null, "Final", 20, "A 1-0 E"))));
    }

    @Test
    void teamsThatAreNotKnownYetAreNotOneTeam() {
        List<Fixture> first = in(null, "Play-offs", 30, "A 1-0 TBD, B 1-0 TBD, TBD 1-0 C, D 1-0 TBD");
        assertEquals("null table 6, null knock-out 4", inferred(concat(league(null, 0), first)));
    }

    // --- Declared stages ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"apertura", "Apertura 2020", "APERTURA "})
    void matchNamesTheIdOrTheNameOfItsStage(String stage) {
        Stages stages = Stages.of(
                List.of(
                        StageBuilder.table("apertura").name("Apertura 2020").build(),
                        StageBuilder.table("clausura").build()),
                league(stage, 0));
        assertEquals("apertura table 6, clausura table 0", text(stages));
        assertEquals("apertura", stages.parts().get(0).fixtures().get(0).stage());
        assertEquals(List.of(), stages.inferred());
    }

    @Test
    void matchWithoutAStageIsInTheOnlyOneThatItsRoundFits() {
        Stages stages = Stages.of(
                List.of(
                        StageBuilder.table("league").build(),
                        StageBuilder.knockOut("finals", "Semi-finals", "Final").build()),
                concat(league(null, 0), in(null, "Semifinals", 30, "A 1-0 D"), in("Final", null, 40, "A 1-0 B")));
        assertEquals("league table 6, finals knock-out 2", text(stages));
        assertEquals(
                List.of(
                        "The stage league has matches that name no stage, by their rounds: 6.",
                        "The stage finals has matches that name no stage, by their rounds: 2."),
                stages.inferred());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Playoffs", "Conference Finals", "5th place", "Autumn"})
    void textThatNamesAnotherStageIsNotInTheOnlyDeclaredTable(String text) {
        List<Fixture> others = matches("A 1-0 B, A 1-0 C").stream()
                .map(match -> in(text, null, 40, match))
                .toList();
        Stages stages = Stages.of(List.of(StageBuilder.table("league").build()), concat(league("league", 0), others));
        assertEquals("league table 6", text(stages).split(", ")[0]);
        assertEquals(2, stages.parts().get(1).fixtures().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Playoffs", "Playoffs - Matchday 1", "Elimination finals"})
    void roundOfPlayOffsIsInTheOnlyDeclaredKnockOut(String round) {
        Stages stages = Stages.of(
                List.of(
                        StageBuilder.table("league").build(),
                        StageBuilder.knockOut("finals").build()),
                concat(league(null, 0), in(null, round, 40, "A 1-0 B")));
        assertEquals("league table 6, finals knock-out 1", text(stages));
    }

    @Test
    void matchesOfOtherStagesAreInferred() {
        Stages stages = Stages.of(
                List.of(StageBuilder.table("league").build()),
                concat(league("league", 0), in("Playoffs", "Final", 40, "A 1-0 B")));
        assertEquals("league table 6, Playoffs knock-out 1", text(stages));
        assertEquals(List.of("Matches of the stage Playoffs are a knock-out: Final."), stages.inferred());
    }
}
