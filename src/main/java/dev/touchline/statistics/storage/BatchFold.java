package dev.touchline.statistics.storage;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.SportCatalogue;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which reports of a batch are new, duplicates or conflicts, and computes the update of each. It touches no
 * table; the caller holds the locks of the matches.
 */
public final class BatchFold {

    private final Map<String, MatchState> matches;
    private final Map<RevisionKey, String> contents;
    private final Map<IncidentId, IncidentState> incidents;
    private final Map<String, Ownership<Announcement>> announcements;
    private final SportCatalogue catalogue;
    private final Instant now;
    private final List<LoggedReport> logged = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Set<MatchState> changed = new HashSet<>();

    /**
     * @param matches current state of every match of the batch
     * @param contents logged content of the batch's revisions
     * @param incidents current state of the batch's incidents
     * @param announcements logged announcements of every match with an announcement in the batch
     * @param now the {@code stored_at} of the changes
     */
    BatchFold(
            Map<String, MatchState> matches,
            Map<RevisionKey, String> contents,
            Map<IncidentId, IncidentState> incidents,
            Map<String, Ownership<Announcement>> announcements,
            SportCatalogue catalogue,
            Instant now) {
        this.matches = matches;
        this.contents = new HashMap<>(contents);
        this.incidents = new HashMap<>(incidents);
        this.announcements = announcements;
        this.catalogue = catalogue;
        this.now = now;
    }

    /**
     * The highest revision of an incident.
     *
     * @param content its text in the log
     * @param seq of the change that this revision made
     * @param stored true if the incident has a row already
     * @param changed true if this batch changed the incident
     * @param variant the variant by which the match is counted, or null; read only if the incident changed
     */
    public record IncidentState(
            Event event, String content, long seq, boolean stored, boolean changed, String variant) {}

    /** A report for the log; the update is null if the report changed nothing. */
    record LoggedReport(MatchReport report, String content, UpdateJson.EncodedUpdate update) {}

    record Conflict(MatchReport report, String content, String reason) {}

    /**
     * The announcements that will be in force after a batch, by match.
     *
     * @param contents logged content of the batch's revisions
     * @param announcements logged announcements of every match with an announcement in the batch
     */
    static Map<String, Announcement> inForce(
            List<MatchReport> reports,
            Map<RevisionKey, String> contents,
            Map<String, Ownership<Announcement>> announcements) {
        Map<String, Ownership<Announcement>> all = new HashMap<>();
        announcements.forEach((match, logged) -> all.put(match, logged.copy()));
        Set<RevisionKey> known = new HashSet<>(contents.keySet());
        for (MatchReport report : reports) {
            // Of conflicting revisions, the first one stands.
            if (report instanceof Announcement announcement && known.add(report.key())) {
                all.get(report.match()).add(announcement);
            }
        }
        Map<String, Announcement> inForce = new HashMap<>();
        all.forEach((match, ofMatch) -> inForce.put(match, ofMatch.inForce()));
        return inForce;
    }

    void add(MatchReport report) {
        String content = LogEntryJson.write(report);
        String before = contents.putIfAbsent(report.key(), content);
        if (before != null) {
            if (!before.equals(content)) {
                conflicts.add(new Conflict(report, content, "same revision, other content"));
            }
            return;
        }
        MatchState match = matches.get(report.match());
        Update update;
        if (report instanceof Event event) {
            IncidentState current = incidents.get(event.incident());
            if (current != null && !current.event().match().equals(event.match())) {
                contents.remove(report.key());
                conflicts.add(new Conflict(report, content, "the incident belongs to another match"));
                return;
            }
            update = apply(event, content, current, match);
        } else {
            update = apply((Announcement) report, match);
        }
        match.received(report.receivedAt());
        changed.add(match);
        logged.add(new LoggedReport(report, content, update == null ? null : UpdateJson.write(update, content)));
    }

    private Update apply(Event event, String content, IncidentState current, MatchState match) {
        if (current != null && current.event().revision() > event.revision()) {
            return null;
        }
        Event previous = current == null ? null : current.event();
        Update update = match.apply(event, previous, catalogue, now);
        incidents.put(
                event.incident(),
                new IncidentState(
                        event, content, update.seq(), current != null && current.stored(), true, match.variant()));
        return update;
    }

    private Update apply(Announcement announcement, MatchState match) {
        Ownership<Announcement> ofMatch = announcements.get(announcement.match());
        ofMatch.add(announcement);
        match.announced(announcement);
        match.assignTo(ofMatch.owner());
        return match.apply(ofMatch.inForce(), now);
    }

    /** New reports, in the order in which they were added. */
    List<LoggedReport> logged() {
        return logged;
    }

    List<Conflict> conflicts() {
        return conflicts;
    }

    /** New announcements of accounts that the match does not belong to. */
    List<MatchReport> foreign() {
        return logged.stream()
                .map(LoggedReport::report)
                .filter(report -> report instanceof Announcement)
                .filter(report ->
                        !report.reporter().mayAmend(matches.get(report.match()).owner()))
                .toList();
    }

    /** The incidents of the batch after all reports added so far. */
    Collection<IncidentState> incidents() {
        return incidents.values();
    }

    Set<MatchState> changed() {
        return changed;
    }
}
