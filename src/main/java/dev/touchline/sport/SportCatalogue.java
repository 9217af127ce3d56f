package dev.touchline.sport;

import dev.touchline.event.EventType;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All known sports, by name. */
public final class SportCatalogue {

    private final Map<String, Sport> sports;
    private final Map<String, SportCatalogue> variants = new TreeMap<>();

    /** The sports must have unique names. */
    public SportCatalogue(Iterable<Sport> sports) {
        Map<String, Sport> byName = new TreeMap<>();
        sports.forEach(sport -> byName.put(sport.name(), sport));
        this.sports = Collections.unmodifiableMap(byName);
        byName.values().stream()
                .flatMap(sport -> sport.variants().keySet().stream())
                .distinct()
                .forEach(name -> {
                    Map<String, Sport> varied = new TreeMap<>(byName);
                    varied.replaceAll((sport, catalogue) -> catalogue.variant(name));
                    variants.put(name, new SportCatalogue(varied));
                });
    }

    private SportCatalogue(Map<String, Sport> sports) {
        this.sports = Collections.unmodifiableMap(sports);
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

    /**
     * The sports as the variant of that name plays them; a sport without such a variant is the same. For counting, not
     * for reading reports: they may name the periods of any variant.
     *
     * @param name may be null
     */
    public SportCatalogue variant(String name) {
        return name == null ? this : variants.getOrDefault(name, this);
    }

    /**
     * The violation of a variant's name, or null if the sport has such a variant.
     *
     * @param sport the name of the sport, or null for any
     */
    public String variantProblem(String sport, String variant) {
        Set<String> known = sport == null
                ? variants.keySet()
                : find(sport).map(found -> found.variants().keySet()).orElse(Set.of());
        if (known.contains(variant)) {
            return null;
        }
        return known.isEmpty()
                ? "must be absent: the sport has no variants"
                : "must be one of " + String.join(", ", known);
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
