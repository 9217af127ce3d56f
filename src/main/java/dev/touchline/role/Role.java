package dev.touchline.role;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A role of a process. One process may have all roles, or each role may be scaled by itself. */
public enum Role {
    /** Accepts reports over HTTP and answers once the broker has confirmed them. */
    INGEST(Set.of(Dependency.BROKER), Set.of(), Set.of(), Set.of("events")),
    /** Stores reports, keeps the score and publishes updates. */
    STATISTICS(
            EnumSet.allOf(Dependency.class),
            Set.of(),
            Set.of("statistics", "unrouted", "dead-letter-queue"),
            Set.of("updates", "dead-letters")),
    /**
     * Serves reads and streams. Without the broker, updates are read from the database; without the database, cached
     * matches are served and open streams stay open.
     */
    LIVE(Set.of(), EnumSet.allOf(Dependency.class), Set.of("live"), Set.of()),
    /**
     * Delivers webhooks, headlines and discrepancies from the database. Without the broker, webhooks are late, and headlines
     * and discrepancies wait.
     */
    NOTIFICATION(
            Set.of(Dependency.DATABASE),
            Set.of(Dependency.BROKER),
            Set.of("notifications"),
            Set.of("headlines", "discrepancies"));

    /** The configuration key of the roles of this process, separated by commas. */
    public static final String KEY = "touchline.roles";

    private final Set<Dependency> required;
    private final Set<Dependency> dependencies = EnumSet.noneOf(Dependency.class);
    private final Set<String> incoming;
    private final Set<String> outgoing;

    Role(Set<Dependency> required, Set<Dependency> optional, Set<String> incoming, Set<String> outgoing) {
        this.required = required;
        this.dependencies.addAll(required);
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
        return Collections.unmodifiableSet(dependencies);
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

    /** Parses the value of {@link #KEY}. Throws IllegalArgumentException if a name is not a role, or there is none. */
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
