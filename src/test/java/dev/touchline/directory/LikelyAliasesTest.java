package dev.touchline.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.directory.LikelyAliases.Candidate;
import dev.touchline.directory.LikelyAliases.Pair;
import dev.touchline.event.Ids;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are probably of one player, or of one team. */
class LikelyAliasesTest {

    private static Candidate reported(String name, int count) {
        return new Candidate(List.of(name), count, false);
    }

    private static List<Pair> ofPlayers(String... names) {
        return LikelyAliases.ofPlayers(
                Stream.of(names).map(name -> reported(name, 1)).toList());
    }

    private static String text(Pair pair) {
        return pair.alias() + " > " + pair.of().names().get(0) + (pair.certain() ? "" : " ?");
    }

    private static List<String> texts(List<Pair> pairs) {
        return pairs.stream().map(LikelyAliasesTest::text).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Kylian Mbappé    | Mbappé           | the same last name, and one is contained in the other",
                "Luka Modrić      | Luka Modric      | equal without accents and case",
                "N'Golo Kanté     | NGOLO KANTE      | equal without accents and case",
                "Son Heung-min    | Heung-Min Son    | the same words in another order",
                "Robert Lewandowski | R. Lewandowski | initials of the first names, and the same last name",
                "Martin Ødegaard  | Martin Odegaard  | equal without accents and case"
            })
    void certainAliasHasItsReason(String name, String alias, String reason) {
        List<Pair> pairs = LikelyAliases.ofPlayers(List.of(reported(name, 2), reported(alias, 1)));
        assertEquals(List.of(alias + " > " + name), texts(pairs));
        assertEquals(reason, pairs.get(0).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Pedro González López | Pedro González  | one is contained in the other",
                "Romelu Lukaku        | Romelu Lukakku  | one or two letters differ"
            })
    void likelyAliasIsNotCertain(String name, String alias, String reason) {
        List<Pair> pairs = ofPlayers(name, alias);
        assertEquals(1, pairs.size());
        assertFalse(pairs.get(0).certain());
        assertEquals(reason, pairs.get(0).reason());
    }

    @Test
    void differentNamesAreNotAlike() {
        assertEquals(List.of(), ofPlayers("Olivier Giroud", "Antoine Griezmann", "Theo Hernández", "Lucas Hernández"));
        assertEquals(List.of(), ofPlayers("Eden", "Aden", "Xavi", "Gavi"));
    }

    @Test
    void lastNameOfTwoPlayersIsCertainlyNeither() {
        List<String> texts = texts(ofPlayers("Theo Hernández", "Lucas Hernández", "Hernández"));
        assertEquals(Set.of("Hernández > Theo Hernández ?", "Hernández > Lucas Hernández ?"), Set.copyOf(texts));
        assertEquals(2, texts.size());
    }

    @Test
    void shorterNamesAreAliasesOfTheLongestOne() {
        assertEquals(
                Set.of("K. Mbappé > Kylian Mbappé", "Mbappé > Kylian Mbappé"),
                Set.copyOf(texts(ofPlayers("Kylian Mbappé", "K. Mbappé", "Mbappé"))));
    }

    @Test
    void frequentSpellingIsTheName() {
        List<Pair> pairs = LikelyAliases.ofPlayers(List.of(reported("Luka Modric", 1), reported("Luka Modrić", 5)));
        assertEquals(List.of("Luka Modric > Luka Modrić"), texts(pairs));
    }

    @Test
    void playerWithAnEntryIsTheNameAndEachOfItsNamesIsCompared() {
        Candidate entry = new Candidate(List.of("Pelé", "Edson Nascimento"), 1, true);
        assertEquals(
                List.of("E. Nascimento > Pelé"),
                texts(LikelyAliases.ofPlayers(List.of(reported("E. Nascimento", 9), entry))));
    }

    @Test
    void twoPlayersWithEntriesAreTwo() {
        Candidate one = new Candidate(List.of("Ronaldo"), 1, true);
        Candidate other = new Candidate(List.of("Cristiano Ronaldo"), 1, true);
        assertEquals(List.of(), LikelyAliases.ofPlayers(List.of(one, other)));
    }

    @Test
    void vowelsOfIndicScriptsAreNoAccents() {
        // The names differ in a vowel sign.
        assertEquals(List.of(), ofPlayers("राम", "रूम"));
    }

    @Test
    void teamsThatPlayedEachOtherAreTwo() {
        List<Candidate> teams = Stream.of(
                        "Türkiye", "Turkey", "Slovakia", "Slovenia", "AC Milan", "Milan", "Inter Milan")
                .map(name -> reported(name, 1))
                .toList();
        Set<Set<String>> played = Set.of(Set.of("Slovakia", "Slovenia"), Set.of("Inter Milan", "Milan"));
        List<String> pairs = texts(LikelyAliases.ofTeams(teams, (a, b) -> played.contains(Set.of(a, b))));
        assertTrue(pairs.contains("Turkey > Türkiye ?") || pairs.contains("Türkiye > Turkey ?"), pairs.toString());
        assertTrue(pairs.contains("Milan > AC Milan ?"), pairs.toString());
        assertEquals(2, pairs.size(), pairs.toString());
    }

    @Test
    void namesBeyondTheBoundAreNotCompared() {
        List<Candidate> many = IntStream.range(0, 5_000)
                .mapToObj(i -> reported("Player Number" + i, 5_000 - i))
                .toList();
        List<Candidate> all =
                Stream.concat(many.stream(), Stream.of(reported("Number1", 1))).toList();
        assertTrue(LikelyAliases.ofPlayers(all).stream()
                .noneMatch(pair -> pair.alias().equals("Number1")));
    }

    @Test
    void idIsMadeOfTheName() {
        assertEquals("kylian-mbappe", LikelyAliases.id("Kylian Mbappé", 1));
        assertEquals("ngolo-kante-2", LikelyAliases.id("N'Golo Kanté", 2));
        assertEquals("محمد-صلاح", LikelyAliases.id("محمد صلاح", 1));
        assertEquals("son-2", LikelyAliases.freeId("Son", Set.of("son")));
    }

    @Test
    void idOfAnyNameIsValid() {
        for (String name : List.of("…", "-", "Ⅷ", "र", "\uD83D\uDC68\u200D\uD83D\uDC69", "9", "O’Brien")) {
            assertNull(Ids.problem(LikelyAliases.id(name, 1)), name);
        }
    }
}
