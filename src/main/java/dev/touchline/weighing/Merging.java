package dev.touchline.weighing;

import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The incidents that operators merged. */
final class Merging {

    private Merging() {}

    /** The incidents, those that are merged together; each list in the given order. */
    static List<List<Event>> units(Map<String, List<Event>> byGroup, Rulings rulings, Comparator<Event> order) {
        List<Event> all = byGroup.values().stream().flatMap(List::stream).toList();
        Map<IncidentId, Set<IncidentId>> merged = rulings.merged();
        if (merged.isEmpty()) {
            return all.stream().map(List::of).toList();
        }
        Map<IncidentId, Event> byId = all.stream().collect(Collectors.toMap(Event::incident, event -> event));
        Set<IncidentId> seen = new HashSet<>();
        List<List<Event>> units = new ArrayList<>();
        for (Event event : all) {
            if (seen.add(event.incident())) {
                List<Event> unit = new ArrayList<>();
                Deque<IncidentId> open = new ArrayDeque<>(List.of(event.incident()));
                while (!open.isEmpty()) {
                    IncidentId id = open.pop();
                    if (byId.containsKey(id)) {
                        unit.add(byId.get(id));
                    }
                    // An incident that is not reported yet connects the others nevertheless.
                    merged.getOrDefault(id, Set.of()).stream().filter(seen::add).forEach(open::push);
                }
                unit.sort(order);
                units.add(unit);
            }
        }
        return units;
    }
}
