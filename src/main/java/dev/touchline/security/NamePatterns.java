package dev.touchline.security;

import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** A set of names; a {@code *} at the end of a pattern matches any characters. Matching takes logarithmic time. */
final class NamePatterns {

    private static final String WILDCARD = "*";

    /** Matches every name. */
    static final NamePatterns ANY = new NamePatterns(Set.of(WILDCARD));

    private final Set<String> names = new HashSet<>();
    // None of them is the beginning of another one.
    private final NavigableSet<String> prefixes = new TreeSet<>();

    NamePatterns(Collection<String> patterns) {
        Set<String> sorted = new TreeSet<>();
        for (String pattern : patterns) {
            if (pattern.endsWith(WILDCARD)) {
                sorted.add(pattern.substring(0, pattern.length() - WILDCARD.length()));
            } else {
                names.add(pattern);
            }
        }
        for (String prefix : sorted) {
            if (!hasPrefix(prefix)) {
                prefixes.add(prefix);
            }
        }
    }

    /** Whether a pattern matches the name; none matches null unless all names are matched. */
    boolean matches(String name) {
        return name == null ? prefixes.contains("") : names.contains(name) || hasPrefix(name);
    }

    private boolean hasPrefix(String name) {
        String nearest = prefixes.floor(name);
        return nearest != null && name.startsWith(nearest);
    }
}
