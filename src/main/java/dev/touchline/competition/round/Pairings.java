package dev.touchline.competition.round;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pairs of teams in playing order, which tell about rounds whose names say little. */
public final class Pairings {

    /** Names in the place of a team that is not known yet. Several matches may have one, so it is no team. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "(?i)t\\.?b\\.?[acd]\\.?|n\\.? ?n\\.?|[^\\p{L}\\p{N}]+|to be \\w+|unknown|(?:winner|loser|sieger|verlierer) .*");
    /** The names of the last rounds of a knock-out by their number of pairs. */
    private static final Map<Integer, String> LAST_ROUNDS = Map.of(1, "Final", 2, "Semifinals", 4, "Quarterfinals");

    /** The round of each pair, from 1, in the order of their first matches. */
    private final Map<Set<String>, Integer> rounds = new LinkedHashMap<>();

    private final Set<String> teams = new HashSet<>();
    private final boolean repeated;
    private int bothPlayOn;
    private int onePlaysOn;

    /**
     * @param matches the names of both teams of each match, in playing order
     */
    public Pairings(List<List<String>> matches) {
        Map<String, Integer> reached = new HashMap<>();
        for (List<String> match : matches) {
            int next = 1
                    + known(match)
                            .mapToInt(team -> reached.getOrDefault(team, 0))
                            .max()
                            .orElse(0);
            int round = rounds.computeIfAbsent(Set.copyOf(match), pair -> next);
            known(match).forEach(team -> reached.merge(team, round, Math::max));
        }
        placeBeforeNext();
        repeated = rounds.size() < matches.size();
        Set<Set<String>> counted = new HashSet<>();
        for (int i = matches.size() - 1; i >= 0; i--) {
            List<String> match = matches.get(i);
            if (counted.add(Set.copyOf(match))) {
                long playOn = known(match).filter(teams::contains).count();
                bothPlayOn += playOn == 2 ? 1 : 0;
                onePlaysOn += playOn == 1 ? 1 : 0;
            }
            known(match).forEach(teams::add);
        }
    }

    // Teams may enter late, but do not pause: a pair is in the round before that of the next match of one of them.
    private void placeBeforeNext() {
        Map<String, Integer> next = new HashMap<>();
        List<Set<String>> pairs = new ArrayList<>(rounds.keySet());
        Collections.reverse(pairs);
        for (Set<String> pair : pairs) {
            int before = known(pair)
                    .filter(next::containsKey)
                    .mapToInt(team -> next.get(team) - 1)
                    .min()
                    .orElse(0);
            int round = Math.max(rounds.get(pair), before);
            rounds.put(pair, round);
            known(pair).forEach(team -> next.put(team, round));
        }
    }

    private static Stream<String> known(Collection<String> teams) {
        return teams.stream().filter(Pairings::isKnown);
    }

    /** Whether a name is that of a team, unlike TBD. */
    public static boolean isKnown(String team) {
        return !UNKNOWN.matcher(team.strip()).matches();
    }

    /** Whether no team plays several others. */
    public boolean areOneRound() {
        return rounds.values().stream().allMatch(round -> round == 1);
    }

    /**
     * Whether one team of a pair plays on, as in a knock-out, or both, as in a table; null if the matches do not tell.
     *
     * @param named whether their names say that they are of a knock-out: one that is not complete yet, or a final four with a
     *     match for the third place, is then believed to be one
     */
    public Boolean eliminate(boolean named) {
        boolean complete = teams.size() > 2 && 2 * rounds.size() == teams.size() * (teams.size() - 1);
        if (named && (bothPlayOn < onePlaysOn || bothPlayOn <= 2 && !complete)) {
            return true;
        }
        if (bothPlayOn != onePlaysOn) {
            return bothPlayOn < onePlaysOn;
        }
        return bothPlayOn > 0 ? Boolean.valueOf(rounds.size() < teams.size()) : repeated ? Boolean.TRUE : null;
    }

    /**
     * Splits matches with the name of a round into rounds in playing order: the next opponent of a team is in a later round.
     * If each round has half the pairs of the one before, they have the names of the last rounds of a knock-out.
     *
     * @param matches in playing order
     * @param teams the names of both teams of a match
     * @return by the labels of the rounds; that of the given name if they are one round
     */
    public static <M> Map<String, List<M>> split(RoundName name, List<M> matches, Function<M, List<String>> teams) {
        Pairings pairings = new Pairings(matches.stream().map(teams).toList());
        if (name.isOneRound() || pairings.areOneRound()) {
            return Map.of(name.label(), matches);
        }
        List<String> labels = pairings.labels(name.label());
        Map<Integer, List<M>> byRound = matches.stream()
                .collect(Collectors.groupingBy(
                        match -> pairings.rounds.get(Set.copyOf(teams.apply(match))),
                        TreeMap::new,
                        Collectors.toList()));
        Map<String, List<M>> split = new LinkedHashMap<>();
        byRound.forEach((round, ofRound) -> split.put(labels.get(round - 1), ofRound));
        return split;
    }

    private List<String> labels(String prefix) {
        List<List<Set<String>>> pairs = List.copyOf(rounds.keySet().stream()
                .collect(Collectors.groupingBy(rounds::get, TreeMap::new, Collectors.toList()))
                .values());
        int last = pairs.size() - 1;
        boolean thirdPlace =
                pairs.get(last).size() == 2 && teams(pairs.get(last)).equals(teams(pairs.get(last - 1)));
        List<String> numbered = new ArrayList<>();
        List<String> named = new ArrayList<>();
        for (int round = 0; round <= last; round++) {
            int expected = 1 << (last - round);
            numbered.add((prefix.isEmpty() ? "Round " : prefix + ", round ") + (round + 1));
            if (round == last && thirdPlace) {
                named.add("Finals");
            } else if (pairs.get(round).size() == expected) {
                named.add(LAST_ROUNDS.getOrDefault(expected, "Round of " + 2 * expected));
            }
        }
        return named.size() == numbered.size() ? named : numbered;
    }

    private static Set<String> teams(List<Set<String>> pairs) {
        return pairs.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }
}
