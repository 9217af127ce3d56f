package dev.touchline.statistics.storage;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.SportCatalogue;
import dev.touchline.match.MatchTally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fold of a set of reports: the highest revision of each incident counts.
 *
 * @param keys the keys of all reports
 * @param tallies the tally of each match
 * @param announcements the latest announcement of each announced match
 */
public record Fold(Set<RevisionKey> keys, Map<String, MatchTally> tallies, Map<String, Announcement> announcements) {

    public static Fold of(Collection<? extends MatchReport> reports, SportCatalogue catalogue) {
        Set<RevisionKey> keys = new HashSet<>();
        Map<IncidentId, MatchReport> highest = new HashMap<>();
        Map<String, List<Event>> events = new TreeMap<>();
        for (MatchReport report : reports) {
            keys.add(report.key());
            events.putIfAbsent(report.match(), new ArrayList<>());
            highest.merge(report.incident(), report, (a, b) -> a.revision() >= b.revision() ? a : b);
        }
        Map<String, Announcement> announcements = new TreeMap<>();
        for (MatchReport report : highest.values()) {
            if (report instanceof Event event) {
                events.get(event.match()).add(event);
            } else {
                announcements.put(report.match(), (Announcement) report);
            }
        }
        Map<String, MatchTally> tallies = new TreeMap<>();
        events.forEach((match, ofMatch) -> tallies.put(match, MatchTally.of(ofMatch, catalogue)));
        return new Fold(keys, tallies, announcements);
    }
}
