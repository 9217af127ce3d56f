package dev.touchline.simulation.replay;

import static dev.touchline.simulation.replay.TournamentText.matchdays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Phase;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables and brackets from the reports of replays, in small. */
class ReplayedCompetitionTest {

    private static final String[] FOUR = {"Alder", "Birch", "Cedar", "Dogwood"};

    private static ReplayedCompetition replay(String text) {
        return ReplayedCompetition.of(TournamentText.file("Liga 2031", text), null);
    }

    @Test
    void tablesCountTheirOwnStage() {
        ReplayedCompetition replayed = replay(matchdays("Apertura, Matchday ", 3, FOUR)
                + matchdays("Clausura, Matchday ", 3, "Dogwood", "Cedar", "Birch", "Alder"));
        assertEquals(
                List.of("1 Alder 3 3-0 9", "2 Birch 3 2-1 6", "3 Cedar 3 1-2 3", "4 Dogwood 3 0-3 0"),
                replayed.table("apertura", null));
        assertEquals("1 Dogwood 3 3-0 9", replayed.table("clausura", null).get(0));
    }

    @Test
    void legsOfATieAreAddedUp() {
        ReplayedCompetition replayed = replay(matchdays("League, Matchday ", 3, FOUR) + """
                Playoffs, Matchday 1: Alder 0-1 Birch; Cedar 2-0 Dogwood
                Playoffs, Matchday 2: Birch 0-2 Alder; Dogwood 1-0 Cedar
                Finals, Final: Alder - Cedar
                """);
        assertEquals(List.of("Playoffs 2"), replayed.rounds("playoffs"));
        assertEquals(
                List.of("Alder – Birch 2-1: Alder by aggregate", "Cedar – Dogwood 2-1: Cedar by aggregate"),
                replayed.ties("playoffs", "Playoffs").stream().sorted().toList());
        assertEquals(List.of("Alder – Cedar"), replayed.ties("finals", "Final"));
    }

    @Test
    void levelTieIsWonByTheBetterPlacedTeamIfThatIsDeclared() {
        String text = matchdays("Apertura, Matchday ", 3, FOUR) + """
                Apertura Playoffs, Semifinals: Dogwood 4-0 Alder; Birch 1-0 Cedar
                Apertura Playoffs, Semifinals: Alder 4-0 Dogwood; Cedar 0-0 Birch
                Apertura Playoffs, Final: Birch 1-0 Alder
                """;
        ReplayedCompetition declared = ReplayedCompetition.of(TournamentText.file("Liga 2031", text), """
                {"stages": [{"id": "apertura", "kind": "table"},
                  {"id": "apertura-playoffs", "name": "Apertura Playoffs", "kind": "knock-out",
                   "ties": ["better place"], "placedBy": "apertura"}]}""");
        assertTrue(declared.ties("apertura-playoffs", "Semifinals")
                .contains("Dogwood – Alder 4-4: Alder by better place"));
        assertTrue(replay(text)
                .ties("apertura-playoffs", "Semifinals")
                .contains("Dogwood – Alder 4-4: Alder by next round"));
    }

    @Test
    void shootOutFollowsALevelAggregate() {
        ReplayedCompetition replayed = replay("""
                Finals, Semifinals: Alder 1-0 Birch; Cedar 1-0 Dogwood
                Finals, Semifinals: Birch 1-0 Alder p 3-4; Dogwood 2-0 Cedar
                Finals, Final: Alder 0-1 Dogwood
                """);
        assertEquals(
                List.of("Alder – Birch 1-1: Alder by penalties", "Cedar – Dogwood 1-2: Dogwood by aggregate"),
                replayed.ties("finals", "Semifinals").stream().sorted().toList());
        assertEquals(List.of("Alder – Dogwood 0-1: Dogwood by result"), replayed.ties("finals", "Final"));
    }

    @Test
    void groupsHaveTablesOfTheirOwnAndPostponedMatchesDoNotCount() {
        ReplayedCompetition replayed = replay(matchdays("Group, Matchday ", 3, FOUR)
                + matchdays("Group, Matchday ", 2, "Elm", "Fir", "Ginkgo", "Hazel")
                + "Group, Matchday 3: Elm - Fir postponed; Ginkgo 1-0 Hazel\n"
                + "Finals, Final: Alder 1-0 Elm\n");
        assertEquals("1 Alder 3 3-0 9", replayed.table("group", "Group A").get(0));
        assertEquals(4, replayed.table("group", "Group B").size());
    }

    @Test
    void cupHasNoTable() {
        ReplayedCompetition replayed = replay("""
                Round 1: Alder 1-0 Birch; Cedar 1-0 Dogwood; Elm 1-0 Fir; Ginkgo 1-0 Hazel
                Round 2: Alder 1-0 Cedar; Elm 0-0 Ginkgo p 4-3
                Final: Elm 0-0 Alder et 1-0
                """);
        assertEquals(List.of(), replayed.standings().groups());
        assertEquals(List.of("Round 1 4", "Round 2 2", "Final 1"), replayed.rounds("knock-out"));
        assertEquals(List.of("Elm – Alder 1-0: Elm by extra time"), replayed.ties("knock-out", "Final"));
    }

    @Test
    void cancelledMatchesChangePointsPerMatch() {
        String text = matchdays("Matchday ", 2, FOUR) + "Matchday 3: Alder - Dogwood cancelled; Birch 0-1 Cedar";
        assertEquals(
                List.of("Alder", "Birch", "Cedar", "Dogwood"),
                ReplayedCompetition.of(
                                TournamentText.file("Liga 2031", text),
                                "{\"rules\": {\"tieBreakers\": [\"points per match\"]}}")
                        .table(null, null)
                        .stream()
                        .map(row -> row.split(" ")[1])
                        .toList());
    }

    @Test
    void awardedMatchCountsWithoutGoals() {
        ReplayedCompetition replayed =
                replay(matchdays("Matchday ", 2, FOUR) + "Matchday 3: Alder 0-3 Birch awarded; Cedar 1-0 Dogwood");
        assertEquals(
                List.of("1 Birch 3 5-0 9", "2 Alder 3 2-3 6"),
                replayed.table(null, null).subList(0, 2));
        MatchTally awarded = replayed.matches().get("liga-2031-2031-06-07-alder-birch");
        assertEquals(new Score(0, 0), awarded.score());
        assertEquals(new Result(0, 3, DecidedBy.AWARD, null), awarded.result());
        assertEquals(Phase.FINISHED, awarded.phase());
    }
}
