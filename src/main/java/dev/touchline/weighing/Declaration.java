package dev.touchline.weighing;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The reporters of a match, highest first.
 *
 * @param patterns the name of a source each, or the beginning of names and {@code *}
 */
public record Declaration(List<String> patterns) {

    /** Sources of a match that take part; further ones are as if not declared. */
    public static final int MAX_SOURCES = 16;

    /** The declaration of an announcement, otherwise that of its competition; null if neither declares any. */
    static Declaration of(List<String> ofMatch, List<String> ofCompetition) {
        List<String> patterns = ofMatch == null ? ofCompetition : ofMatch;
        return patterns == null || patterns.isEmpty() ? null : new Declaration(patterns);
    }

    /** The index of the first pattern that the source fits; -1 if it fits none. */
    int rank(String source) {
        for (int i = 0; i < patterns.size(); i++) {
            String pattern = patterns.get(i);
            boolean fits = pattern.endsWith("*")
                    ? source.startsWith(pattern.substring(0, pattern.length() - 1))
                    : source.equals(pattern);
            if (fits) {
                return i;
            }
        }
        return -1;
    }

    /** The sources among those heard that take part, highest first; of equal rank, by name. */
    public List<String> participants(Collection<String> heard) {
        return heard.stream()
                .distinct()
                .filter(source -> rank(source) >= 0)
                .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
                .limit(MAX_SOURCES)
                .toList();
    }
}
