package dev.touchline.event;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Every sport Touchline knows, by name. */
public final class SportCatalogue {

    private final Map<String, Sport> sports;

    /** Takes the sports as they are; names are unique. */
    public SportCatalogue(Iterable<Sport> sports) {
        Map<String, Sport> byName = new TreeMap<>();
        sports.forEach(sport -> byName.put(sport.name(), sport));
        this.sports = Collections.unmodifiableMap(byName);
    }

    /** All sports, in the alphabetical order of their names. */
    public Collection<Sport> all() {
        return sports.values();
    }

    /** The names of all sports. */
    public Set<String> names() {
        return sports.keySet();
    }

    /** The sport of that name. */
    public Optional<Sport> find(String name) {
        return Optional.ofNullable(sports.get(name));
    }

    /**
     * The sport of that name.
     *
     * @throws IllegalArgumentException if there is none; ingest refuses such events, so this one came another way
     */
    public Sport sport(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("unknown sport"));
    }

    /**
     * The kind that the type names.
     *
     * @throws IllegalArgumentException if there is none; ingest refuses such events, so this one came another way
     */
    public Sport.Kind kind(EventType type) {
        Sport.Kind kind = sport(type.sport()).kinds().get(type.kind());
        if (kind == null) {
            throw new IllegalArgumentException("unknown event type");
        }
        return kind;
    }
}
