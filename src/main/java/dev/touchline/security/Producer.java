package dev.touchline.security;

import java.util.Set;

/**
 * Who reports.
 *
 * @param name the default source of what it reports
 * @param account what its share of the process is counted under
 * @param sources what it may report under besides its own name; a {@code *} at the end stands for anything
 */
public record Producer(String name, String account, Set<String> sources) {

    /** All that do not say who they are, where nobody has to. */
    private static final String ANONYMOUS = "anonymous";

    private static final String WILDCARD = "*";

    /** Somebody at this address who may say to be anyone. */
    static Producer anonymous(String address) {
        return new Producer(ANONYMOUS, address, Set.of(WILDCARD));
    }

    /** Whether it may report under this name: its own, one below its own, or one it was given. */
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
