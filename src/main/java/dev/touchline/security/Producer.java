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
    private static final String ANYONE = "anonymous";

    private static final String ANYTHING = "*";

    /** Somebody at this address who may say to be anyone. */
    static Producer anyone(String address) {
        return new Producer(ANYONE, address, Set.of(ANYTHING));
    }

    /** Whether it may report under this name: its own, one below its own, or one it was given. */
    public boolean mayReportAs(String source) {
        return source.equals(name)
                || source.startsWith(name + "/")
                || sources.stream().anyMatch(allowed -> fits(source, allowed));
    }

    private static boolean fits(String source, String allowed) {
        return allowed.endsWith(ANYTHING)
                ? source.startsWith(allowed.substring(0, allowed.length() - ANYTHING.length()))
                : source.equals(allowed);
    }
}
