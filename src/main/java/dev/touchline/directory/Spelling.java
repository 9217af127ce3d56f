package dev.touchline.directory;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A name without accents, case and punctuation, for comparisons.
 *
 * @param words in lower case; of a name that has none, the name itself
 */
record Spelling(List<String> words) {

    /** Accents of Latin, Greek and Cyrillic letters. Marks of other scripts are vowels. */
    private static final Pattern MARKS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");

    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    /** Apostrophes are within words: {@code N'Golo} and {@code NGolo} are one. */
    private static final Pattern APOSTROPHES = Pattern.compile("['’‘ʼ`´]");

    /** Letters that Unicode does not decompose. */
    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("ø", "o"),
            Map.entry("ł", "l"),
            Map.entry("đ", "d"),
            Map.entry("ð", "d"),
            Map.entry("þ", "th"),
            Map.entry("æ", "ae"),
            Map.entry("œ", "oe"),
            Map.entry("ß", "ss"),
            Map.entry("ı", "i"),
            Map.entry("ə", "e"));

    /** The longest distance that is counted. */
    private static final int MAX_DISTANCE = 2;

    /** Characters that are compared; the rest of a longer name is not. */
    private static final int MAX_LENGTH = 60;

    static Spelling of(String name) {
        String bounded = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
        String lower = bounded.toLowerCase(Locale.ROOT);
        String text =
                MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFKD)).replaceAll("");
        text = APOSTROPHES.matcher(text).replaceAll("");
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            text = text.replace(letter.getKey(), letter.getValue());
        }
        List<String> words = new ArrayList<>();
        for (String word : SEPARATORS.split(Normalizer.normalize(text, Normalizer.Form.NFC))) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return new Spelling(words.isEmpty() ? List.of(lower) : List.copyOf(words));
    }

    /** The words as one text. */
    String text() {
        return String.join(" ", words);
    }

    String last() {
        return words.get(words.size() - 1);
    }

    /** Whether the other name has all words of this one, and more. */
    boolean isPartOf(Spelling other) {
        if (words.size() >= other.words.size()) {
            return false;
        }
        Map<String, Integer> rest = new HashMap<>();
        other.words.forEach(word -> rest.merge(word, 1, Integer::sum));
        return words.stream().allMatch(word -> rest.merge(word, -1, Integer::sum) >= 0);
    }

    /** Whether both names have the same words, in any order. */
    boolean hasSameWords(Spelling other) {
        return words.size() == other.words.size()
                && words.stream()
                        .sorted()
                        .toList()
                        .equals(other.words.stream().sorted().toList());
    }

    /** Whether this name has initials in the place of first names of the other, and the same last name. */
    boolean hasInitialsOf(Spelling other) {
        if (words.size() < 2 || words.size() > other.words.size() || !last().equals(other.last())) {
            return false;
        }
        boolean shortened = false;
        for (int i = 0; i < words.size() - 1; i++) {
            String word = words.get(i);
            String full = other.words.get(i);
            boolean initial = word.length() == 1 && full.length() > 1 && full.startsWith(word);
            shortened |= initial;
            if (!initial && !word.equals(full)) {
                return false;
            }
        }
        return shortened;
    }

    /** The letters that differ, from 0 to 2; 3 stands for more. */
    int distance(Spelling other) {
        String a = text();
        String b = other.text();
        if (Math.abs(a.length() - b.length()) > MAX_DISTANCE) {
            return MAX_DISTANCE + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            int best = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
                best = Math.min(best, row[j]);
            }
            if (best > MAX_DISTANCE) {
                return MAX_DISTANCE + 1;
            }
        }
        return Math.min(row[b.length()], MAX_DISTANCE + 1);
    }
}
