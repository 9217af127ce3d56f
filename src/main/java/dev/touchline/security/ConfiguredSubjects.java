package dev.touchline.security;

import dev.touchline.security.SecurityConfig.Subject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Configured roles, sources, matches and competitions of callers by name. */
@ApplicationScoped
class ConfiguredSubjects {

    private final Map<String, Set<String>> roles;
    private final Map<String, Set<String>> sources;
    private final Map<String, Set<String>> matches;
    private final Map<String, Set<String>> competitions;

    ConfiguredSubjects(SecurityConfig config) {
        roles = byName(config.subjects(), Subject::roles);
        sources = byName(config.subjects(), Subject::sources);
        matches = byName(config.subjects(), Subject::matches);
        competitions = byName(config.subjects(), Subject::competitions);
    }

    /** @throws IllegalArgumentException if a configured role does not exist */
    void validate() {
        roles.forEach((name, ofSubject) -> ofSubject.forEach(role -> {
            if (!TokenRoles.ROLES.contains(role)) {
                throw new IllegalArgumentException("touchline.security.subjects gives " + name + " the role \"" + role
                        + "\"; the roles are " + String.join(", ", TokenRoles.ROLES));
            }
        }));
    }

    private static Map<String, Set<String>> byName(
            Collection<Subject> subjects, Function<Subject, Optional<Set<String>>> property) {
        Map<String, Set<String>> byName = new HashMap<>();
        for (Subject subject : subjects) {
            property.apply(subject).ifPresent(values -> byName.computeIfAbsent(subject.name(), name -> new HashSet<>())
                    .addAll(values));
        }
        return byName;
    }

    Set<String> rolesOf(String name) {
        return roles.getOrDefault(name, Set.of());
    }

    Set<String> sourcesOf(String name) {
        return sources.getOrDefault(name, Set.of());
    }

    /** The patterns of matches, or null if none are configured. */
    Set<String> matchesOf(String name) {
        return matches.get(name);
    }

    /** The patterns of competitions, or null if none are configured. */
    Set<String> competitionsOf(String name) {
        return competitions.get(name);
    }
}
