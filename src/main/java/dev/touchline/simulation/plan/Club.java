package dev.touchline.simulation.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A fictitious club; equal seeds yield equal clubs.
 *
 * @param venue its home ground
 * @param strength factor of its scoring rate, on average 1
 */
record Club(String name, String venue, double strength, List<String> players) {

    private static final int PLAYERS = 14;
    private static final List<String> TOWNS = split("""
            Alderport, Birchholm, Cedarstad, Dunhaven, Elmbridge, Fairlight, Gullholm, Harrowgate, Inverloch,
            Kestrel Bay, Lindås, Marrowby, Northwick, Øster Havn, Penrhyn, Quillan, Rávena, Saltmarsh,
            Tórshamar, Ulverton, Västerby, Wrenford, Ystalfa, Zelna""");
    private static final List<String> SUFFIXES = List.of("United", "City", "Rovers", "Athletic", "Wanderers", "1899");
    private static final List<String> STADIUMS = List.of("Park", "Arena", "Road", "Meadow", "Quay", "Hill");
    private static final List<String> GIVEN_NAMES = split("""
            Ada, Björn, Chiara, Dmitri, Éva, Farid, Gwen, Hiro, Inés, Jón, Kofi, Lena, Mateo, Noor, Oisín,
            Petra, Quim, Rosa, Sven, Tariq, Uma, Viktor, Wanda, Ximena, Yara, Zoë""");
    private static final List<String> FAMILY_NAMES = split("""
            Aalto, Bašić, Costa, Delgado, Eriksen, Fontaine, Gärtner, Hoang, Ivanova, Jansen, Kowalski, Larsen,
            Mbeki, Novák, O’Brien, Petrov, Quispe, Rossi, Silva, Tanaka, Underwood, Vega, Weber, Xu, Yıldız,
            Zografou, de la Cruz, van Dijk, Ødegård, Þórsson""");

    private static List<String> split(String names) {
        return List.of(names.split(",\\s+"));
    }

    /** One club per town, in random order. */
    static List<Club> league(Random random) {
        List<String> towns = new ArrayList<>(TOWNS);
        Collections.shuffle(towns, random);
        List<Club> clubs = new ArrayList<>();
        for (String town : towns) {
            Set<String> players = new LinkedHashSet<>();
            while (players.size() < PLAYERS) {
                players.add(pick(GIVEN_NAMES, random) + " " + pick(FAMILY_NAMES, random));
            }
            clubs.add(new Club(
                    town + " " + pick(SUFFIXES, random),
                    town + " " + pick(STADIUMS, random),
                    0.7 + 0.6 * random.nextDouble(),
                    List.copyOf(players)));
        }
        return clubs;
    }

    String player(Random random) {
        return pick(players, random);
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
