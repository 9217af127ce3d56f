package dev.touchline.role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A role of a process. One process may have all roles, or each role may be scaled by itself. */
public enum Role {
    /** Accepts reports over HTTP and answers once the broker has confirmed them. */
    INGEST(EnumSet.of(Dependency.BROKER), EnumSet.noneOf(Dependency.class), Set.of(), Set.of("events")),
    /** Stores reports, keeps the score and publishes updates. */
    STATISTICS(
            EnumSet.allOf(Dependency.class),
            EnumSet.noneOf(Dependency.class),
            Set.of("statistics", "unrouted"),
            Set.of("updates", "dead-letters")),
    /**
     * Serves reads and streams. Without the broker, updates are read from the database; without the database, cached
     * matches are served and open streams stay open.
     */
    LIVE(EnumSet.noneOf(Dependency.class), EnumSet.allOf(Dependency.class), Set.of("live"), Set.of()),
    /** Delivers webhooks and headlines from the database. Without the broker, webhooks are late and headlines wait. */
    NOTIFICATION(
            EnumSet.of(Dependency.DATABASE),
            EnumSet.of(Dependency.BROKER),
            Set.of("notifications"),
            Set.of("headlines"));

    /** The configuration key of the roles of this process, separated by commas. */
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

    /** The name in configuration, health data and metric tags. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The required and the optional dependencies. */
    public Set<Dependency> dependencies() {
        return EnumSet.copyOf(dependencies);
    }

    /** Whether the role is not ready without the dependency. */
    boolean requires(Dependency dependency) {
        return required.contains(dependency);
    }

    /** Whether the role uses the channel. */
    public boolean hasChannel(String channel) {
        return incoming.contains(channel) || outgoing.contains(channel);
    }

    Set<String> incoming() {
        return incoming;
    }

    Set<String> outgoing() {
        return outgoing;
    }

    /**
     * Parses the value of {@link #KEY}.
     *
     * @throws IllegalArgumentException if a name is not a role, or there is none
     */
    static Set<Role> parse(String roles) {
        Set<Role> parsed = EnumSet.noneOf(Role.class);
        for (String name : roles.split(",")) {
            if (!name.isBlank()) {
                parsed.add(role(name.strip()));
            }
        }
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException(KEY + " names no role; the roles are " + names());
        }
        return parsed;
    }

    private static Role role(String name) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        KEY + " has \"" + name + "\", which is not a role; the roles are " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    }
}
