package dev.touchline.statistics.storage;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
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
 * What becomes of the reports of one batch, given what is known of their matches: which are new, which contradict the
 * log, and what each changes. It decides and touches no table; whoever uses it holds the locks of the matches.
 */
public final class BatchFold {

    private final Map<String, MatchState> matches;
    private final Map<RevisionKey, String> contents;
    private final Map<IncidentId, IncidentState> incidents;
    private final SportCatalogue catalogue;
    private final Instant now;
    private final List<LoggedReport> logged = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Set<MatchState> changed = new HashSet<>();

    /**
     * @param matches every match of the batch as it stands
     * @param contents what is in the log of the reports of the batch
     * @param incidents what is known of their incidents
     * @param now the instant at which changes are stored
     */
    BatchFold(
            Map<String, MatchState> matches,
            Map<RevisionKey, String> contents,
            Map<IncidentId, IncidentState> incidents,
            SportCatalogue catalogue,
            Instant now) {
        this.matches = matches;
        this.contents = new HashMap<>(contents);
        this.incidents = new HashMap<>(incidents);
        this.catalogue = catalogue;
        this.now = now;
    }

    /**
     * The highest revision of an incident.
     *
     * @param content its text in the log
     * @param seq the change that made it so
     * @param stored whether there is a row of the incident
     * @param changed whether this batch changed it
     */
    public record IncidentState(Event event, String content, long seq, boolean stored, boolean changed) {}

    /** A report for the log, with the update it made or null. */
    record LoggedReport(MatchReport report, String content, UpdateJson.EncodedUpdate update) {}

    /** A report that contradicts the log. */
    record Conflict(MatchReport report, String content, String reason) {}

    /** Takes the next report. */
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
                new IncidentState(event, content, update.seq(), current != null && current.stored(), true));
        changed.add(match);
        return update;
    }

    private Update apply(Announcement announcement, MatchState match) {
        Announcement standing = match.announcement();
        if (standing != null && standing.revision() > announcement.revision()) {
            return null;
        }
        changed.add(match);
        return match.apply(announcement, now);
    }

    /** What is new, in the order in which it was taken. */
    List<LoggedReport> logged() {
        return logged;
    }

    /** What contradicts the log. */
    List<Conflict> conflicts() {
        return conflicts;
    }

    /** The incidents of the batch as they stand now. */
    Collection<IncidentState> incidents() {
        return incidents.values();
    }

    /** The matches that changed. */
    Set<MatchState> changed() {
        return changed;
    }
}
