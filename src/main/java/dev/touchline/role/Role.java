package dev.touchline.role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process can do. One process may do everything, or each role may be scaled by itself. */
public enum Role {
    /** Takes reports over HTTP and answers once the broker has them. */
    INGEST,
    /** Stores reports, keeps the score and publishes updates. */
    STATISTICS,
    /** Serves reads and streams. */
    LIVE,
    /** Tells other systems: webhooks and headlines. */
    NOTIFICATION;

    /** The key that names the roles of this process, separated by commas. */
    public static final String KEY = "touchline.roles";

    /**
     * Reads the value of {@link #KEY}.
     *
     * @throws IllegalArgumentException naming what is not a role
     */
    public static Set<Role> parse(String roles) {
        Set<Role> parsed = EnumSet.noneOf(Role.class);
        for (String word : roles.split(",")) {
            if (!word.isBlank()) {
                parsed.add(role(word.strip()));
            }
        }
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException(KEY + " names no role; the roles are " + names());
        }
        return parsed;
    }

    private static Role role(String word) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        KEY + " has \"" + word + "\", which is not a role; the roles are " + names()));
    }

    private static String names() {
        return Arrays.stream(values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
