package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.util.HashMap;
import java.util.Map;

/** The incidents that may be headlines, by match and moment. Of incidents that are one, only one is a headline. */
public final class Headlines {

    private final Map<String, MatchState> matches;
    private final SportCatalogue catalogue;
    private final Map<String, Map<IncidentId, Sport.Kind>> byPlace = new HashMap<>();

    /** @param matches whose incidents are noted; others are disregarded */
    public Headlines(Map<String, MatchState> matches, SportCatalogue catalogue) {
        this.matches = matches;
        this.catalogue = catalogue;
    }

    /** Takes note that an event counts, or counts no longer. */
    public void note(Event event, boolean stands) {
        Sport.Kind kind = catalogue.kind(event.type());
        String place = kind.notifies() && matches.containsKey(event.match()) ? place(event) : null;
        if (place != null) {
            byPlace.computeIfAbsent(place, none -> new HashMap<>())
                    .compute(event.incident(), (incident, before) -> stands ? kind : null);
        }
    }

    /** Whether another incident at the same moment includes it or is included. */
    public boolean isPartOfAnother(Event event) {
        Sport.Kind kind = catalogue.kind(event.type());
        String place = place(event);
        return place != null
                && byPlace.getOrDefault(place, Map.of()).entrySet().stream()
                        .anyMatch(
                                other -> !other.getKey().equals(event.incident()) && kind.isOneWith(other.getValue()));
    }

    private String place(Event event) {
        Sport sport = catalogue
                .variant(matches.get(event.match()).variant())
                .sport(event.type().sport());
        String moment = sport.moment(event);
        return moment == null ? null : event.match() + " " + moment;
    }
}
