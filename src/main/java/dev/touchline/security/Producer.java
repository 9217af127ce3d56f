package dev.touchline.security;

import java.util.Set;

/**
 * An authenticated agent.
 *
 * @param name the default source of its reports
 * @param account the key of its rate limit
 * @param sources allowed sources besides its own name; a {@code *} at the end matches any characters
 */
public record Producer(String name, String account, Set<String> sources) {

    private static final String ANONYMOUS = "anonymous";

    private static final String WILDCARD = "*";

    /** Without authentication: any source is allowed, and limits apply per address. */
    static Producer anonymous(String address) {
        return new Producer(ANONYMOUS, address, Set.of(WILDCARD));
    }

    /** Whether the source is the producer's name, below it, or among the allowed sources. */
    public boolean mayReportAs(String source) {
        return source.equals(name)
                || source.startsWith(name + "/")
                || sources.stream().anyMatch(allowed -> matches(source, allowed));
    }

    private static boolean matches(String source, String allowed) {
        return allowed.endsWith(WILDCARD)
                ? source.startsWith(allowed.substring(0, allowed.length() - WILDCARD.length()))
                : source.equals(allowed);
    }
}
