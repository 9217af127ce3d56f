package dev.touchline.statistics.storage;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fold of a set of reports: the highest revision of each incident counts, in some kinds from the first receipt. A match belongs to the account that
 * announced it first, and the last announcement of the owner or of an administrator counts.
 *
 * @param keys the keys of all reports
 * @param tallies the tally of each match
 * @param announcements the announcement in force of each announced match
 * @param owners the owner of each match that has one
 * @param phases the phase of each match
 */
public record Fold(
        Set<RevisionKey> keys,
        Map<String, MatchTally> tallies,
        Map<String, Announcement> announcements,
        Map<String, String> owners,
        Map<String, Phase> phases) {

    public static Fold of(Collection<? extends MatchReport> reports, SportCatalogue catalogue) {
        Set<RevisionKey> keys = new HashSet<>();
        Map<IncidentKey, MatchReport> highest = new HashMap<>();
        Map<String, List<Event>> events = new TreeMap<>();
        for (MatchReport report : reports) {
            keys.add(report.key());
            events.putIfAbsent(report.match(), new ArrayList<>());
            highest.merge(report.incidentKey(), report, (a, b) -> a.revision() >= b.revision() ? a : b);
        }
        for (MatchReport report : highest.values()) {
            if (report instanceof Event event) {
                events.get(event.match()).add(atFirstReceipt(event, reports, catalogue));
            }
        }
        Map<String, MatchTally> tallies = new TreeMap<>();
        events.forEach((match, ofMatch) -> tallies.put(match, MatchTally.of(ofMatch, catalogue)));
        Map<String, Announcement> announcements = new TreeMap<>();
        Map<String, String> owners = new TreeMap<>();
        Map<String, Phase> phases = new TreeMap<>();
        for (String match : tallies.keySet()) {
            List<Announcement> ofMatch = reports.stream()
                    .filter(report ->
                            report instanceof Announcement && report.match().equals(match))
                    .map(Announcement.class::cast)
                    .sorted(ORDER)
                    .toList();
            ofMatch.stream()
                    .filter(Fold::isOwned)
                    .min(Comparator.comparing(Announcement::receivedAt)
                            .thenComparing(report -> report.reporter().account()))
                    .ifPresent(first -> owners.put(match, first.reporter().account()));
            ofMatch.stream()
                    .filter(report ->
                            !isOwned(report) || report.reporter().account().equals(owners.get(match)))
                    .forEach(report -> announcements.put(match, report));
            phases.put(match, phase(tallies.get(match), announcements.get(match), ofMatch));
        }
        return new Fold(keys, tallies, announcements, owners, phases);
    }

    private static Event atFirstReceipt(
            Event highest, Collection<? extends MatchReport> reports, SportCatalogue catalogue) {
        if (!catalogue.kind(highest.type()).keepsReceipt()) {
            return highest;
        }
        Instant first = reports.stream()
                .filter(report -> report.incidentKey().equals(highest.incidentKey())
                        && report.type().equals(highest.type()))
                .map(MatchReport::receivedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return LogEntryJson.event(LogEntryJson.write(highest), first, catalogue);
    }

    private static Phase phase(MatchTally tally, Announcement inForce, List<Announcement> all) {
        Map<Instant, Ownership<Announcement>> before = new HashMap<>();
        for (Instant postponed : tally.postponements()) {
            Ownership<Announcement> earlier = new Ownership<>();
            all.stream().filter(one -> !one.receivedAt().isAfter(postponed)).forEach(earlier::add);
            before.put(postponed, earlier);
        }
        MatchState state = new MatchState("", inForce, null, tally, 0);
        state.announcedBefore(before);
        return state.phase();
    }

    private static final Comparator<Announcement> ORDER = Comparator.comparing(Announcement::receivedAt)
            .thenComparing(report -> report.reporter().admin())
            .thenComparing(report -> Objects.toString(report.reporter().account(), ""));

    private static boolean isOwned(Announcement report) {
        return report.reporter().account() != null && !report.reporter().admin();
    }
}
