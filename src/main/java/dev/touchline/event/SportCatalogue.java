package dev.touchline.event;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All known sports, by name. */
public final class SportCatalogue {

    private final Map<String, Sport> sports;

    /** The sports must have unique names. */
    public SportCatalogue(Iterable<Sport> sports) {
        Map<String, Sport> byName = new TreeMap<>();
        sports.forEach(sport -> byName.put(sport.name(), sport));
        this.sports = Collections.unmodifiableMap(byName);
    }

    /** All sports, in the alphabetical order of their names. */
    public Collection<Sport> all() {
        return sports.values();
    }

    /** The names of all sports, in alphabetical order. */
    public Set<String> names() {
        return sports.keySet();
    }

    /** The sport with that name, if there is one. */
    public Optional<Sport> find(String name) {
        return Optional.ofNullable(sports.get(name));
    }

    /** The violation of a sport's name, or null if there is such a sport. */
    public String problem(String name) {
        return sports.containsKey(name) ? null : "must be one of " + String.join(", ", names());
    }

    /**
     * The sport with that name.
     *
     * @throws IllegalArgumentException if there is none: ingest rejects such events, others may publish them
     */
    public Sport sport(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("unknown sport"));
    }

    /**
     * The kind that the type names.
     *
     * @throws IllegalArgumentException if there is none: ingest rejects such events, others may publish them
     */
    public Sport.Kind kind(EventType type) {
        Sport.Kind kind = sport(type.sport()).kinds().get(type.kind());
        return Optional.ofNullable(kind).orElseThrow(() -> new IllegalArgumentException("unknown event type"));
    }
}
