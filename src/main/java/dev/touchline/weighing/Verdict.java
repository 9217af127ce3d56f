package dev.touchline.weighing;

import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import java.util.List;

/**
 * The decision about one reported incident.
 *
 * @param group the key of the incidents with which it is compared
 * @param counted the event as it is in the tally, null if it is not: a cancelled one of the leader is
 * @param countsAs the incident whose details count for this one, itself if its own do; null if nothing counts
 * @param confirmedBy the other sources that report the incident, highest first; empty unless it represents the others
 */
public record Verdict(Standing standing, String group, Event counted, IncidentId countsAs, List<String> confirmedBy) {

    /** The verdict about an incident that is not in the tally. */
    static Verdict not(Standing standing, String group, IncidentId countsAs) {
        return new Verdict(standing, group, null, countsAs, List.of());
    }
}
