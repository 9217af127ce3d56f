package dev.touchline.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds names that are probably of one player of a team, or of one team of a competition. */
public final class LikelyAliases {

    /** Names of a group that are compared; the most frequent ones. */
    public static final int MAX_NAMES = 300;

    /** Names of a candidate that are compared. */
    private static final int MAX_SPELLINGS = 5;

    private static final int ONE_LETTER_FROM = 5;
    private static final int TWO_LETTERS_FROM = 6;

    private LikelyAliases() {}

    /**
     * A player of a team, or a team, as reported.
     *
     * @param names all names that are known to be of this one; the first one is shown
     * @param count how often it is reported
     * @param defined whether it has an entry
     */
    public record Candidate(List<String> names, long count, boolean defined) {}

    /**
     * A name that is probably another one of the candidate.
     *
     * @param reason for people
     * @param certain whether the names are so alike, and alike to no third one, that nobody needs to look
     */
    public record Pair(Candidate of, String alias, String reason, boolean certain) {}

    private record Spelled(Candidate candidate, List<Spelling> spellings) {
        static Spelled of(Candidate candidate) {
            return new Spelled(
                    candidate,
                    candidate.names().stream()
                            .limit(MAX_SPELLINGS)
                            .map(Spelling::of)
                            .toList());
        }

        private int words() {
            return spellings.get(0).words().size();
        }
    }

    /** Why two names are alike, from the most certain reason on. */
    private enum Likeness {
        SAME_LETTERS("equal without accents and case", true),
        SAME_WORDS("the same words in another order", true),
        INITIALS("initials of the first names, and the same last name", true),
        PART("the same last name, and one is contained in the other", true),
        WORDS("one is contained in the other", false),
        LETTERS("one or two letters differ", false);

        private final String reason;
        private final boolean certain;

        Likeness(String reason, boolean certain) {
            this.reason = reason;
            this.certain = certain;
        }
    }

    /** The probable aliases among the players of one team, most certain ones first. */
    public static List<Pair> ofPlayers(Collection<Candidate> players) {
        return pairs(players, (a, b) -> false, true);
    }

    /**
     * The probable aliases among the teams of a competition, most certain ones first.
     *
     * @param opponents whether two teams, by their shown names, have played each other and so are not one
     */
    public static List<Pair> ofTeams(Collection<Candidate> teams, BiPredicate<String, String> opponents) {
        return pairs(teams, opponents, false);
    }

    private static List<Pair> pairs(
            Collection<Candidate> candidates, BiPredicate<String, String> different, boolean players) {
        List<Spelled> spelled = candidates.stream()
                .sorted(Comparator.comparingLong(Candidate::count).reversed().thenComparing(one -> one.names()
                        .get(0)))
                .limit(MAX_NAMES)
                .map(Spelled::of)
                .toList();
        Map<Likeness, List<Pair>> pairs = new TreeMap<>();
        Map<String, List<Pair>> byAlias = new HashMap<>();
        for (int i = 0; i < spelled.size(); i++) {
            for (int j = i + 1; j < spelled.size(); j++) {
                Spelled a = spelled.get(i);
                Spelled b = spelled.get(j);
                boolean bothDefined = a.candidate().defined() && b.candidate().defined();
                Likeness likeness = bothDefined || different.test(shown(a), shown(b)) ? null : likeness(a, b, players);
                if (likeness != null) {
                    boolean first = isMain(a, b);
                    Candidate main = (first ? a : b).candidate();
                    Candidate alias = (first ? b : a).candidate();
                    Pair pair = new Pair(main, alias.names().get(0), likeness.reason, likeness.certain);
                    pairs.computeIfAbsent(likeness, same -> new ArrayList<>()).add(pair);
                    byAlias.computeIfAbsent(pair.alias(), same -> new ArrayList<>())
                            .add(pair);
                }
            }
        }
        return pairs.values().stream()
                .flatMap(List::stream)
                .flatMap(pair -> resolved(pair, byAlias).stream())
                .sorted(Comparator.comparing((Pair pair) -> !pair.certain()))
                .toList();
    }

    /**
     * A pair among all with its alias: "Silva" is certainly none of two players of that name. If all others of the pairs are
     * aliases of one of them, only the pair of that one stays.
     */
    private static Optional<Pair> resolved(Pair pair, Map<String, List<Pair>> byAlias) {
        List<Pair> rivals = byAlias.get(pair.alias());
        if (rivals.size() == 1) {
            return Optional.of(pair);
        }
        List<Pair> mains = rivals.stream()
                .filter(main ->
                        rivals.stream().allMatch(other -> other == main || isAlias(other.of(), main.of(), byAlias)))
                .toList();
        if (mains.size() == 1) {
            return mains.get(0) == pair ? Optional.of(pair) : Optional.empty();
        }
        return Optional.of(new Pair(pair.of(), pair.alias(), pair.reason(), false));
    }

    private static boolean isAlias(Candidate alias, Candidate of, Map<String, List<Pair>> byAlias) {
        return byAlias.getOrDefault(alias.names().get(0), List.of()).stream()
                .anyMatch(pair -> pair.of().equals(of));
    }

    private static String shown(Spelled one) {
        return one.candidate().names().get(0);
    }

    // The one with an entry, then the longer name, then the more frequent one, which comes first anyway.
    private static boolean isMain(Spelled a, Spelled b) {
        if (a.candidate().defined() != b.candidate().defined()) {
            return a.candidate().defined();
        }
        if (a.words() != b.words()) {
            return a.words() > b.words();
        }
        int initials = Long.compare(initials(a), initials(b));
        if (initials != 0) {
            return initials < 0;
        }
        return true;
    }

    private static long initials(Spelled one) {
        return one.spellings().get(0).words().stream()
                .filter(word -> word.length() == 1)
                .count();
    }

    private static Likeness likeness(Spelled a, Spelled b, boolean players) {
        return a.spellings().stream()
                .flatMap(one ->
                        b.spellings().stream().flatMap(other -> Stream.ofNullable(likeness(one, other, players))))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Likeness likeness(Spelling a, Spelling b, boolean players) {
        if (a.text().equals(b.text())) {
            return Likeness.SAME_LETTERS;
        }
        if (a.hasSameWords(b)) {
            return Likeness.SAME_WORDS;
        }
        if (players && (a.hasInitialsOf(b) || b.hasInitialsOf(a))) {
            return Likeness.INITIALS;
        }
        if (a.isPartOf(b) || b.isPartOf(a)) {
            return players && a.last().equals(b.last()) ? Likeness.PART : Likeness.WORDS;
        }
        return differInFewLetters(a, b) ? Likeness.LETTERS : null;
    }

    private static boolean differInFewLetters(Spelling a, Spelling b) {
        int length = Math.min(a.text().length(), b.text().length());
        if (length < ONE_LETTER_FROM) {
            return false;
        }
        return a.distance(b) <= (length < TWO_LETTERS_FROM ? 1 : 2);
    }

    /**
     * An id for a team or a player without one: the name in lower-case letters and digits, joined by hyphens.
     *
     * @param number from 1; further ones if the id is taken
     */
    public static String id(String name, int number) {
        String id = String.join("-", Spelling.of(name).words())
                .codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || c == '-')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String start = id.isEmpty() || id.startsWith("-") ? "entry" + id : id;
        return number == 1 ? start : start + "-" + number;
    }

    /** The first id for a name that is free. */
    public static String freeId(String name, Set<String> taken) {
        return IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> id(name, number))
                .filter(id -> !taken.contains(id))
                .findFirst()
                .orElseThrow();
    }
}
