package dev.touchline.role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process can do. One process may do everything, or each role may be scaled by itself. */
public enum Role {
    /** Takes reports over HTTP and answers once the broker has them. */
    INGEST(EnumSet.of(Dependency.BROKER), EnumSet.noneOf(Dependency.class), Set.of(), Set.of("events")),
    /** Stores reports, keeps the score and publishes updates. */
    STATISTICS(
            EnumSet.allOf(Dependency.class),
            EnumSet.noneOf(Dependency.class),
            Set.of("statistics", "unrouted"),
            Set.of("updates", "dead-letters")),
    /**
     * Serves reads and streams. Without the broker, updates are read from the database; without the database, matches in
     * memory are served and open streams stay open.
     */
    LIVE(EnumSet.noneOf(Dependency.class), EnumSet.allOf(Dependency.class), Set.of("live"), Set.of()),
    /**
     * Tells other systems: webhooks and headlines. Its work is in the database; without the broker, webhooks are called
     * a little later and headlines wait.
     */
    NOTIFICATION(
            EnumSet.of(Dependency.DATABASE),
            EnumSet.of(Dependency.BROKER),
            Set.of("notifications"),
            Set.of("headlines"));

    /** The key that names the roles of this process, separated by commas. */
    public static final String KEY = "touchline.roles";

    private final EnumSet<Dependency> required;
    private final EnumSet<Dependency> dependencies;
    private final Set<String> incoming;
    private final Set<String> outgoing;

    Role(EnumSet<Dependency> required, EnumSet<Dependency> optional, Set<String> incoming, Set<String> outgoing) {
        this.required = required;
        this.dependencies = EnumSet.copyOf(required);
        this.dependencies.addAll(optional);
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /** The name in configuration, health data and the tag of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The dependencies that the role uses, whether or not it can work without them. */
    public Set<Dependency> dependencies() {
        return EnumSet.copyOf(dependencies);
    }

    /** Whether the role cannot work without the dependency. */
    boolean requires(Dependency dependency) {
        return required.contains(dependency);
    }

    /** Whether a channel of that name is the role's. */
    public boolean hasChannel(String channel) {
        return incoming.contains(channel) || outgoing.contains(channel);
    }

    /** The channels through which the role consumes. */
    Set<String> incoming() {
        return incoming;
    }

    /** The channels through which the role publishes. */
    Set<String> outgoing() {
        return outgoing;
    }

    /**
     * Reads the value of {@link #KEY}.
     *
     * @throws IllegalArgumentException naming what is not a role
     */
    static Set<Role> parse(String roles) {
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
        return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    }
}
