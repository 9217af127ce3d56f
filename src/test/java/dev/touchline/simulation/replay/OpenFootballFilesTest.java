package dev.touchline.simulation.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Phase;
import dev.touchline.json.Json;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import dev.touchline.testing.Prerequisite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tables and brackets of real leagues and cups, compared with the published ones. */
class OpenFootballFilesTest {

    private static ObjectNode file(String name) throws IOException {
        Path folder = Prerequisite.openFootball();
        return (ObjectNode) Json.MAPPER.readTree(folder.resolve(name + ".json").toFile());
    }

    private static List<String> first(List<String> rows, int count) {
        return rows.subList(0, count);
    }

    @Test
    void championsLeagueHasALeaguePhaseAndABracket() throws IOException {
        ObjectNode file = file("2024-25-uefa.cl");
        ReplayedCompetition replayed = ReplayedCompetition.of(file, null);
        List<String> league = replayed.table("league", null);
        assertEquals(36, league.size());
        assertEquals(
                List.of(
                        "1 Liverpool FC (ENG) 8 17-5 21",
                        "2 FC Barcelona (ESP) 8 28-13 19",
                        "3 Arsenal FC (ENG) 8 16-3 19",
                        "4 FC Internazionale Milano (ITA) 8 11-1 19"),
                first(league, 4));
        assertTrue(league.stream().allMatch(row -> row.contains(" 8 ")), league::toString);
        assertEquals(1, replayed.standings().groups().size());
        assertEquals(List.of("Playoffs 8"), replayed.rounds("playoffs"));
        assertEquals(List.of("Round of 16 8", "Quarterfinals 4", "Semifinals 2", "Final 1"), replayed.rounds("finals"));
        assertEquals(
                List.of("Paris Saint-Germain FC (FRA) – FC Internazionale Milano (ITA)"),
                replayed.ties("finals", "Final"));
        // The file has level shoot-outs of two ties.
        assertEquals(
                Set.of(
                        "Paris Saint-Germain FC (FRA) – Liverpool FC (ENG) 1-1: Paris Saint-Germain FC (FRA) by next round",
                        "Real Madrid CF (ESP) – Club Atlético de Madrid (ESP) 2-2: Real Madrid CF (ESP) by next round"),
                replayed.ties("finals", "Round of 16").stream()
                        .filter(tie -> !tie.endsWith("aggregate"))
                        .collect(Collectors.toSet()));

        JsonNode last = file.path("matches").path(file.path("matches").size() - 1);
        ((ObjectNode) last).putObject("score").putArray("ft").add(5).add(0);
        assertEquals(
                List.of("Paris Saint-Germain FC (FRA) – FC Internazionale Milano (ITA) 5-0:"
                        + " Paris Saint-Germain FC (FRA) by result"),
                ReplayedCompetition.of(file, null).ties("finals", "Final"));
    }

    @Test
    void ligaMxHasTwoTablesAndTheBetterPlacedTeamWinsLevelTies() throws IOException {
        JsonNode file = file("2020-21-mx.1");
        ReplayedCompetition declared = ReplayedCompetition.of(file, """
                {"name": "Liga MX 2020/21", "sport": "football", "stages": [
                  {"id": "apertura", "kind": "table"},
                  {"id": "apertura-playoffs", "name": "Apertura Playoffs", "kind": "knock-out",
                   "rounds": ["Round 1", "Quarterfinals", "Semifinals", "Final"],
                   "ties": ["away goals", "penalties", "better place"], "placedBy": "apertura"},
                  {"id": "clausura", "kind": "table"},
                  {"id": "clausura-playoffs", "name": "Clausura Playoffs", "kind": "knock-out",
                   "rounds": ["Reclassification", "Quarterfinals", "Semifinals", "Final"],
                   "ties": ["away goals", "penalties", "better place"], "placedBy": "clausura"}]}""");
        ReplayedCompetition inferred = ReplayedCompetition.of(file, null);
        assertEquals(declared.standings(), inferred.standings());
        assertEquals(18, declared.table("apertura", null).size());
        assertTrue(declared.table("clausura", null).stream().allMatch(row -> row.contains(" 17 ")));
        assertEquals("1 Club León 17 27-14 40", declared.table("apertura", null).get(0));
        assertEquals(
                List.of("2 Pumas UNAM 32", "3 CF América 32"),
                declared.table("apertura", null).subList(1, 3).stream()
                        .map(row -> row.replaceAll(" 17 \\S+", ""))
                        .toList());
        assertEquals("1 Cruz Azul 17 26-11 41", declared.table("clausura", null).get(0));
        assertTrue(declared.table("clausura", null).get(1).matches("2 CF América .* 38"));

        assertTrue(declared.ties("apertura-playoffs", "Semifinals")
                .contains("Cruz Azul – Pumas UNAM 4-4: Pumas UNAM by better place"));
        assertTrue(declared.ties("clausura-playoffs", "Quarterfinals")
                .contains("Atlas Guadalajara – Puebla FC 1-1: Puebla FC by better place"));
        assertTrue(inferred.ties("apertura-playoffs", "Semifinals")
                .contains("Cruz Azul – Pumas UNAM 4-4: Pumas UNAM by next round"));
        for (ReplayedCompetition replayed : List.of(declared, inferred)) {
            assertEquals(
                    List.of("Round 1 4", "Quarterfinals 4", "Semifinals 2", "Final 1"),
                    replayed.rounds("apertura-playoffs"));
            assertTrue(replayed.ties("clausura-playoffs", "Quarterfinals")
                    .contains("CF Pachuca – CF América 5-5: CF Pachuca by away goals"));
            assertTrue(replayed.ties("apertura-playoffs", "Final").get(0).contains(": Club León by"));
            assertTrue(replayed.ties("clausura-playoffs", "Final").get(0).contains(": Cruz Azul by"));
        }
    }

    @Test
    void copaLibertadoresHasGroupsAndShootOutsAfterLevelAggregates() throws IOException {
        ReplayedCompetition replayed = ReplayedCompetition.of(file("2025-copa.l"), null);
        assertEquals(
                Set.of(
                        "CA River Plate (ARG) 12",
                        "SE Palmeiras (BRA) 18",
                        "Racing Club (ARG) 13",
                        "São Paulo FC (BRA) 14",
                        "Estudiantes de La Plata (ARG) 12",
                        "CA Vélez Sarsfield (ARG) 11",
                        "SC Internacional (BRA) 11",
                        "LDU de Quito (ECU) 11"),
                replayed.standings().groups().stream()
                        .map(group -> group.rows().get(0))
                        .map(row -> row.record().team() + " " + row.points())
                        .collect(Collectors.toSet()));
        assertTrue(replayed.standings().groups().stream()
                .allMatch(group -> group.rows().size() == 4));
        assertEquals(List.of("Round 1 3", "Round 2 8", "Round 3 4"), replayed.rounds("qualifying"));
        assertEquals(List.of("Round of 16 8", "Quarterfinals 4", "Semifinals 2", "Final 1"), replayed.rounds("finals"));
        assertEquals(
                6,
                replayed.bracket().rounds().stream()
                        .flatMap(round -> round.ties().stream())
                        .filter(tie -> "penalties".equals(tie.decidedBy()))
                        .count());
        assertTrue(replayed.ties("finals", "Final").get(0).endsWith(" 0-1: CR Flamengo (BRA) by result"));
        Map<Phase, Long> phases = replayed.matches().values().stream()
                .collect(Collectors.groupingBy(MatchTally::phase, Collectors.counting()));
        assertEquals(Map.of(Phase.FINISHED, 154L, Phase.POSTPONED, 1L), phases);
    }

    @Test
    void austrianCupIsABracketWithoutATable() throws IOException {
        ReplayedCompetition replayed = ReplayedCompetition.of(file("2018-19-at.cup"), null);
        assertEquals(List.of(), replayed.standings().groups());
        assertEquals(
                List.of("Round 1 32", "Round 2 16", "Round of 16 8", "Quarterfinals 4", "Semifinals 2", "Final 1"),
                replayed.rounds("knock-out"));
        assertTrue(replayed.bracket().rounds().stream()
                .flatMap(round -> round.ties().stream())
                .allMatch(tie -> tie.winner() != null));
        assertTrue(replayed.ties("knock-out", "Final").get(0).contains("Salzburg by"));
    }

    @Test
    void ligue1OfAnUnfinishedSeasonIsRankedByPointsPerMatch() throws IOException {
        List<String> table = ReplayedCompetition.of(file("2019-20-fr.1"), """
                        {"sport": "football", "rules": {"tieBreakers": ["points per match", "head-to-head",
                          "goal difference", "goals for"]}}""").table(null, null);
        assertEquals(20, table.size());
        assertTrue(table.get(4).matches("5 OGC Nice 28 .* 41"), table::toString);
        assertTrue(table.get(5).matches("6 Stade de Reims 28 .* 41"), table::toString);
        assertTrue(table.get(9).matches("10 RC Strasbourg 27 .* 38"), table::toString);
        assertTrue(table.get(10).matches("11 Angers SCO 28 .* 39"), table::toString);
    }

    @Test
    void awardedMatchOfTheBundesligaCountsAndWasNotPlayed() throws IOException {
        ReplayedCompetition replayed = ReplayedCompetition.of(file("2010-11-at.1"), null);
        MatchTally awarded = replayed.matches().get("osterr-bundesliga-2010-11-2011-05-22-rapid-wien-austria-wien");
        assertEquals(new Score(0, 0), awarded.score());
        assertEquals(new Result(0, 3, DecidedBy.AWARD, null), awarded.result());
        assertEquals(Phase.FINISHED, awarded.phase());
        assertEquals(Map.of(), awarded.players());
        assertEquals(
                List.of(
                        "1 Sturm Graz 36 66-33 66",
                        "2 RB Salzburg 36 53-31 63",
                        "3 Austria Wien 36 65-37 61",
                        "4 SV Ried 36 51-38 58",
                        "5 Rapid Wien 36 52-42 53",
                        "6 FC Wacker Innsbruck 36 43-42 50",
                        "7 SC Magna Wiener Neustadt 36 44-52 50",
                        "8 KSV Superfund 36 42-61 38",
                        "9 SV Mattersburg 36 29-56 31",
                        "10 LASK Linz 36 22-75 19"),
                replayed.table(null, null));
    }
}
