package dev.touchline.simulation.replay;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.simulation.replay.TournamentText.matchdays;
import static dev.touchline.simulation.replay.TournamentText.tournament;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Reporter;
import dev.touchline.event.Stage;
import dev.touchline.event.TieDecider;
import dev.touchline.simulation.replay.Tournament.Fixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TournamentStagesTest {

    private static final String[] EIGHT = {"Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel"};

    private InferredStages inferred;

    /** Infers the stages, and asserts that they do not depend on the order of the file. */
    private void infer(String name, String text) {
        infer(tournament(name, text));
    }

    private void infer(Tournament tournament) {
        inferred = TournamentStages.of(tournament);
        List<Fixture> shuffled = new ArrayList<>(tournament.fixtures());
        Collections.shuffle(shuffled, new Random(1));
        InferredStages other = TournamentStages.of(new Tournament(tournament.name(), shuffled));
        assertEquals(inferred.definition(), other.definition());
        assertEquals(
                List.copyOf(inferred.tournament().fixtures()),
                tournament.fixtures().stream()
                        .map(fixture -> other.tournament().fixtures().get(shuffled.indexOf(fixture)))
                        .toList());
    }

    /** The stages as ingest reads them: name, kind and rounds. */
    private List<String> stages() {
        return definition().stages().stream()
                .map(stage -> stage.name() + ": "
                        + (stage.kind() == Stage.Kind.TABLE ? "table" : String.join(", ", stage.rounds())))
                .toList();
    }

    private CompetitionDefinition definition() {
        return CompetitionDefinitionJson.read(inferred.definition(), "cup", CATALOGUE, Instant.EPOCH, Reporter.NONE);
    }

    /** The places of the matches in a stage: round, group or both. */
    private List<String> places(String stage) {
        return List.copyOf(inferred.tournament().fixtures().stream()
                .filter(fixture -> stage.equals(fixture.stage()))
                .map(fixture -> (fixture.group() == null ? "" : fixture.group() + ", ") + fixture.round())
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private String groupOf(String team) {
        return inferred.tournament().fixtures().stream()
                .filter(fixture -> fixture.home().equals(team) || fixture.away().equals(team))
                .map(Fixture::group)
                .distinct()
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Matchday ", "Round ", "Spieltag ", "Jornada "})
    void leagueHasNoStages(String prefix) {
        infer("League 2031", matchdays(prefix, 7, EIGHT));
        assertNull(inferred.definition());
        assertEquals(List.of(), inferred.findings());
        Fixture first = inferred.tournament().fixtures().get(0);
        assertNull(first.stage());
        assertEquals(prefix + "1", first.round());
        assertNull(first.group());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void beginningOfALeagueIsOneTable(int matchdays) {
        infer("League 2031", matchdays("Matchday ", matchdays, EIGHT));
        assertNull(inferred.definition());
        assertTrue(inferred.tournament().fixtures().stream().allMatch(fixture -> fixture.group() == null));
    }

    @Test
    void halvesOfASeasonAndTheirPlayoffsAreStages() {
        infer(
                "Liga 2031",
                matchdays("Apertura, Matchday ", 3, "Alder", "Birch", "Cedar", "Dogwood")
                        + """
                        Apertura Playoffs, Semifinals: Alder 4-0 Dogwood; Birch 1-0 Cedar
                        Apertura Playoffs, Semifinals: Dogwood 4-0 Alder; Cedar 1-2 Birch
                        Apertura Playoffs, Final: Birch 1-1 Alder p 3-4
                        """
                        + matchdays("Clausura, Matchday ", 3, "Dogwood", "Cedar", "Birch", "Alder"));
        assertEquals(List.of("Apertura: table", "Apertura Playoffs: Semifinals, Final", "Clausura: table"), stages());
        assertEquals(
                List.of("apertura", "apertura-playoffs", "clausura"),
                definition().stages().stream().map(Stage::id).toList());
        assertEquals(List.of("Matchday 1", "Matchday 2", "Matchday 3"), places("Apertura"));
        assertEquals(List.of("Final", "Semifinals"), places("Apertura Playoffs"));
        assertEquals(
                List.of(
                        "Apertura: a table of 4 teams",
                        "Apertura Playoffs: a knock-out with the rounds Semifinals, Final",
                        "Apertura Playoffs, Semifinals: Alder – Dogwood is level, and Alder plays on",
                        "Clausura: a table of 4 teams"),
                inferred.findings());
    }

    @Test
    void leaguePhaseIsATableAndTwoMatchdaysAreTheLegsOfATie() {
        infer("Champions 2031", matchdays("League, Matchday ", 3, EIGHT) + """
                Playoffs, Matchday 1: Alder 1-0 Dogwood; Birch 1-0 Cedar
                Playoffs, Matchday 2: Dogwood 1-1 Alder; Cedar 1-1 Birch
                Finals, Round of 16: Alder 0-1 Elm; Fir 2-2 Birch
                Finals, Round of 16: Elm 1-2 Alder et 2-3; Birch 1-1 Fir p 4-3
                Finals, Final: Alder - Birch
                """);
        assertEquals(List.of("League: table", "Playoffs: Playoffs", "Finals: Round of 16, Final"), stages());
        assertEquals(List.of("Playoffs"), places("Playoffs"));
        assertEquals(
                "League: a table of 8 teams, in which not everybody plays everybody",
                inferred.findings().get(0));
    }

    @Test
    void groupsAreTheComponentsInWhichEverybodyPlaysEverybody() {
        infer(
                "Libertadores 2031",
                """
                Qualifying, Round 1: Alder 1-0 Rowan; Birch 1-0 Sorrel
                Qualifying, Round 1: Rowan 0-0 Alder; Sorrel 0-0 Birch
                Qualifying, Round 2: Alder 1-0 Birch
                Qualifying, Round 2: Birch 0-0 Alder
                """
                        + matchdays("Group, Matchday ", 3, "Alder", "Cedar", "Dogwood", "Elm")
                        + matchdays("Group, Matchday ", 3, "Fir", "Ginkgo", "Hazel", "Ivy")
                        + "Finals, Final: Alder 0-1 Fir\n");
        assertEquals(List.of("Qualifying: Round 1, Round 2", "Group: table", "Finals: Final"), stages());
        assertEquals("Group A", groupOf("Elm"));
        assertEquals("Group B", groupOf("Ivy"));
        assertEquals(
                List.of("Group A, Matchday 1", "Group A, Matchday 2", "Group A, Matchday 3"),
                places("Group").subList(0, 3));
        assertTrue(inferred.findings()
                .contains("Group: 2 tables of 8 teams, one for each group in which everybody plays everybody"));
    }

    @Test
    void groupsOfALeagueAreNoStages() {
        infer(
                "League 2031",
                matchdays("Matchday ", 3, "Alder", "Birch", "Cedar", "Dogwood")
                        + matchdays("Matchday ", 3, "Elm", "Fir", "Ginkgo", "Hazel"));
        assertNull(inferred.definition());
        assertEquals("Group A", groupOf("Cedar"));
        assertEquals("Group B", groupOf("Hazel"));
        assertEquals(
                List.of("2 tables of 8 teams, one for each group in which everybody plays everybody"),
                inferred.findings());
    }

    @Test
    void cupHasNoTable() {
        infer("Cup 2031", """
                Round 1: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm 1-0 Fir; Ginkgo 1-0 Hazel
                Round 2: Alder 1-0 Cedar; Elm 0-0 Ginkgo p 4-3
                Final: Elm 0-0 Alder et 1-0
                """);
        assertEquals(List.of("Knock-out: Round 1, Round 2, Final"), stages());
    }

    @Test
    void firstRoundOfACupIsAKnockOut() {
        infer("Cup 2031", "Round 1: Alder 1-0 Birch; Cedar - Dogwood");
        assertEquals(List.of("Knock-out: Round 1"), stages());
    }

    @Test
    void namedGroupsAndRoundsWithoutAPrefixAreTwoStages() {
        infer("World Cup 2031", """
                Group A: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Group B: Elm 1-0 Fir; Ginkgo 1-0 Hazel
                Group A: Alder 1-0 Cedar; Birch 1-0 Dogwood
                Group B: Elm 1-0 Ginkgo; Fir 1-0 Hazel
                Semi-finals: Alder 1-0 Fir; Elm 1-0 Birch
                Match for third place: Fir 1-0 Birch
                Final: Alder 1-0 Elm
                """);
        assertEquals(List.of("Group stage: table", "Knock-out: Semi-finals, Match for third place, Final"), stages());
        assertEquals("Group B", groupOf("Ginkgo"));
        assertEquals(List.of("Group A, null", "Group B, null"), places("Group stage"));
    }

    @Test
    void finalRoundIsATableIfItsTeamsPlayEachOther() {
        infer("World Cup 2031", """
                First round: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm 1-0 Fir
                First round: Alder 1-0 Cedar; Birch 1-0 Elm; Dogwood 1-0 Fir
                First round: Alder 1-0 Dogwood; Birch 1-0 Fir; Cedar 1-0 Elm
                Final Round: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Final Round: Alder 1-0 Cedar; Birch 1-0 Dogwood
                Final Round: Alder 1-0 Dogwood; Birch 1-0 Cedar
                """);
        assertEquals(List.of("First round: table", "Final Round: table"), stages());
    }

    @Test
    void playoffInWhichEverybodyPlaysEverybodyIsATable() {
        String[] top = {"Alder", "Birch", "Cedar", "Dogwood"};
        infer(
                "League 2031",
                matchdays("Matchday ", 7, EIGHT)
                        + matchdays("Playoff I, Matchday ", 3, top)
                        + "Relegation, Final: Ginkgo 1-0 Hazel\nRelegation, Final: Hazel 1-0 Ginkgo et 2-0\n");
        assertEquals(List.of("League: table", "Playoff I: table", "Relegation: Final"), stages());
        assertTrue(inferred.findings()
                .contains("Playoff I: begins without results of earlier stages; a definition may carry them over"));
    }

    @Test
    void roundsWithoutANameFollowFromTheTies() {
        infer("League 2031", """
                Playoffs, Matchday 1: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Playoffs, Matchday 2: Birch 0-0 Alder; Dogwood 0-0 Cedar
                Playoffs, Matchday 3: Alder 1-0 Cedar
                """);
        assertEquals(List.of("Playoffs: Semifinals, Final"), stages());
        infer("League 2031", """
                Playoffs, Matchday 1: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm 1-0 Fir
                Playoffs, Matchday 2: Alder 1-0 Cedar
                """);
        assertEquals(List.of("Playoffs: Round 1, Round 2"), stages());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Quarter-finals, Replays",
                "Quarter-finals, Replay",
                "Quarter-finals - 2nd Leg",
                "Quarter-finals, Leg 2",
                "Quarter-finals (Second Leg)",
                "Quarter-finals | Rückspiel"
            })
    void legsAndReplaysBelongToTheirRound(String label) {
        infer("Cup 2031", "Quarter-finals: Alder 1-1 Birch\n" + label + ": Birch 0-1 Alder\nFinal: Alder 1-0 Cedar");
        assertEquals(List.of("Knock-out: Quarter-finals, Final"), stages());
        assertEquals(1, inferred.findings().size());
    }

    @Test
    void lastCommaSeparatesTheRoundFromItsStage() {
        infer("Qualifiers 2031", """
                Second Round Play-offs, Path A, Semi-finals: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Second Round Play-offs, Path A, Final: Alder 1-0 Cedar
                Second Round Play-offs, Path B, Final: Elm 1-0 Fir
                """);
        assertEquals(
                List.of("Second Round Play-offs, Path A: Semi-finals, Final", "Second Round Play-offs, Path B: Final"),
                stages());
    }

    @Test
    void tableAndKnockOutOfOnePartHaveDifferentNames() {
        infer(
                "League 2031",
                matchdays("Championship, Matchday ", 3, "Alder", "Birch", "Cedar", "Dogwood")
                        + "Championship, Final: Alder 1-0 Birch");
        assertEquals(List.of("Championship: table", "Championship, knock-out: Final"), stages());
    }

    @Test
    void awayGoalsAreInferredIfTheyExplainLevelTies() {
        String legs = """
                Semifinals: Alder 0-1 Birch; Cedar 1-0 Dogwood
                Semifinals: Birch 2-3 Alder; Dogwood 1-0 Cedar p 4-5
                """;
        infer("Cup 2031", legs + "Final: Alder 1-0 Cedar");
        assertEquals(
                List.of(TieDecider.AWAY_GOALS, TieDecider.EXTRA_TIME, TieDecider.PENALTIES, TieDecider.DECISION),
                definition().stages().get(0).ties());
        assertTrue(inferred.findings().contains("Knock-out, Semifinals: Alder – Birch was decided by away goals"));

        infer("Cup 2031", legs + "Final: Birch 1-0 Cedar");
        assertNull(definition().stages().get(0).ties());
        assertTrue(inferred.findings().contains("Knock-out, Semifinals: Alder – Birch is level, and Birch plays on"));
    }

    @Test
    void awayGoalsAreNotInferredIfATieWentOnInSpiteOfThem() {
        infer("Cup 2031", """
                Semifinals: Alder 0-1 Birch; Cedar 1-2 Dogwood
                Semifinals: Birch 2-3 Alder; Dogwood 0-1 Cedar et 0-2
                Final: Alder 1-0 Cedar
                """);
        assertNull(definition().stages().get(0).ties());
        assertTrue(inferred.findings().contains("Knock-out, Semifinals: Alder – Birch is level, and Alder plays on"));
    }

    @Test
    void playOffsUnderOneNameBesideALeagueAreAKnockOut() {
        infer("League 2031", matchdays("Matchday ", 7, EIGHT) + """
                Play-offs: Alder 1-0 Dogwood; Birch 1-0 Cedar
                Play-offs: Alder 1-0 Birch
                """);
        assertEquals(List.of("League: table", "Knock-out: Semifinals, Final"), stages());
    }

    @Test
    void finalFourIsAKnockOut() {
        infer("Euroleague 2031", matchdays("Round ", 7, EIGHT) + """
                Final Four: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Final Four: Birch 1-0 Dogwood; Alder 1-0 Cedar
                """);
        assertEquals(List.of("League: table", "Knock-out: Semifinals, Finals"), stages());
    }

    @Test
    void roundsForPlacesAreOfTheKnockOut() {
        infer("Championship 2031", """
                Quarterfinals: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm 1-0 Fir; Ginkgo 1-0 Hazel
                Semifinals 5-8: Birch 1-0 Dogwood; Fir 1-0 Hazel
                Semifinals: Alder 1-0 Cedar; Elm 1-0 Ginkgo
                7th place: Dogwood 1-0 Hazel
                5th place: Birch 1-0 Fir
                Match for third place: Cedar 1-0 Ginkgo
                Final: Alder 1-0 Elm
                """);
        assertEquals(
                List.of("Knock-out: Quarterfinals, Semifinals 5-8, Semifinals, 7th place, 5th place,"
                        + " Match for third place, Final"),
                stages());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Elimination finals", "Conference Semifinals", "Preliminary Final"})
    void finalsOfAPartAreAKnockOut(String round) {
        infer("League 2031", matchdays("Matchday ", 7, EIGHT) + round + ": Alder 1-0 Birch; Cedar 1-0 Dogwood\n");
        assertEquals(List.of("League: table", "Knock-out: " + round), stages());
    }

    @Test
    void teamsThatAreNotKnownYetAreNotOneTeam() {
        infer("Cup 2031", """
                Round 1: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm - TBD; Fir - TBD
                Round 2: Alder - TBD; Cedar - TBD
                Final: TBD - TBD
                """);
        assertEquals(List.of("Knock-out: Round 1, Round 2"), stages());
        assertEquals(6, inferred.tournament().fixtures().size());
    }
}
