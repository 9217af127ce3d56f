package dev.touchline.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose a name is. */
class DirectoryTest {

    private static TeamEntry team(String id, String name, String sport, String... aliases) {
        return new TeamEntry(
                id, 1, name, null, sport, List.of(aliases), List.of(), false, Instant.EPOCH, Reporter.NONE);
    }

    private static PlayerEntry player(String id, String name, List<String> teams, String... aliases) {
        return new PlayerEntry(id, 1, name, null, null, List.of(aliases), teams, false, Instant.EPOCH, Reporter.NONE);
    }

    private static Directory teams(TeamEntry... teams) {
        return new Directory(List.of(teams), List.of());
    }

    private static String id(Directory directory, String player, String team) {
        return directory.player(player, team, "football").map(PlayerEntry::id).orElse(null);
    }

    @Test
    void teamIsFoundByNameAliasAndId() {
        Directory directory = teams(team("tur", "Türkiye", null, "Turkey"));
        for (String name : List.of("Türkiye", "Turkey", "tur")) {
            assertEquals("Türkiye", directory.teamName(name, "football"));
        }
        assertEquals("Turkiye", directory.teamName("Turkiye", "football"));
        assertEquals(null, directory.teamName(null, "football"));
    }

    @Test
    void teamOfAnotherSportIsNotFound() {
        Directory directory = teams(
                team("barca", "FC Barcelona", "football", "Barcelona"),
                team("barca-basket", "Barça Basket", "basketball", "Barcelona"));
        assertEquals("FC Barcelona", directory.teamName("Barcelona", "football"));
        assertEquals("Barça Basket", directory.teamName("Barcelona", "basketball"));
        assertEquals("Barcelona", directory.teamName("Barcelona", "handball"));
    }

    @Test
    void nameOfTwoTeamsIsNobodys() {
        Directory directory =
                teams(team("a", "United", null, "Newcastle United"), team("b", "United", null, "Leeds United"));
        assertEquals("United", directory.teamName("United", "football"));
        assertEquals("United (a)", directory.teamName("Newcastle United", "football"));
        assertEquals("United (b)", directory.teamName("Leeds United", "football"));
    }

    @Test
    void nameGoesBeforeTheAliasOfAnother() {
        Directory directory = teams(team("inter", "Inter", null), team("miami", "Inter Miami", null, "Inter"));
        assertEquals("Inter", directory.teamName("Inter", "football"));
    }

    @Test
    void aliasOfAPlayerHoldsInMatchesOfHisTeams() {
        Directory directory = new Directory(
                List.of(team("psg", "Paris Saint-Germain", null, "PSG")),
                List.of(player("kylian", "Kylian Mbappé", List.of("psg", "France"), "Mbappé")));
        assertEquals("kylian", id(directory, "Mbappé", "PSG"));
        assertEquals("kylian", id(directory, "Mbappé", "Paris Saint-Germain"));
        assertEquals("kylian", id(directory, "Mbappé", "France"));
        assertEquals(null, id(directory, "Mbappé", "Lille"));
        assertEquals(null, id(directory, "Mbappé", null));
        assertEquals("kylian", id(directory, "Kylian Mbappé", "Real Madrid"));
    }

    @Test
    void aliasOfAPlayerWithoutTeamsHoldsInAllMatches() {
        Directory directory = new Directory(List.of(), List.of(player("pele", "Pelé", List.of(), "Edson")));
        assertEquals("pele", id(directory, "Edson", "Santos"));
        assertEquals("pele", id(directory, "Edson", null));
    }

    @Test
    void teamTellsPlayersOfOneNameApart() {
        Directory directory = new Directory(
                List.of(),
                List.of(
                        player("kylian", "Kylian Mbappé", List.of("France"), "Mbappé"),
                        player("ethan", "Ethan Mbappé", List.of("Lille"), "Mbappé"),
                        player("danilo-br", "Danilo", List.of("Brazil")),
                        player("danilo-pt", "Danilo", List.of("Portugal"))));
        assertEquals("kylian", id(directory, "Mbappé", "France"));
        assertEquals("ethan", id(directory, "Mbappé", "Lille"));
        assertEquals("danilo-br", id(directory, "Danilo", "Brazil"));
        assertEquals("danilo-pt", id(directory, "Danilo", "Portugal"));
        assertEquals(null, id(directory, "Danilo", "Angola"));
    }

    @Test
    void tradedPlayerIsOneInBothTeams() {
        Directory directory =
                new Directory(List.of(), List.of(player("gakpo", "Cody Gakpo", List.of("PSV", "Liverpool"), "Gakpo")));
        assertEquals("gakpo", id(directory, "Gakpo", "PSV"));
        assertEquals("gakpo", id(directory, "Gakpo", "Liverpool"));
    }
}
