package dev.touchline.statistics.storage;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.LineUp;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.match.Headlines;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.incident.IncidentState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
final class BatchFold {

    private final Map<String, MatchState> matches;
    private final Map<RevisionKey, String> contents;
    private final Map<IncidentKey, IncidentState> incidents;
    private final Map<IncidentKind, Instant> firstReceipts;
    private final Map<String, Ownership<Announcement>> announcements;
    private final Headlines headlines;
    private final Set<String> weighing;

    private final SportCatalogue catalogue;
    private final Instant now;
    private final List<LoggedReport> logged = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Set<MatchState> changed = new HashSet<>();

    /**
     * @param matches current state of every match of the batch
     * @param contents logged content of the batch's revisions
     * @param incidents current state of the batch's incidents
     * @param neighbours other incidents at the moments of the batch's: see {@link Sport#moment}
     * @param firstReceipts when the batch's incidents were first received as the kinds that the batch gives them
     * @param announcements logged announcements of every match with an announcement in the batch
     * @param weighing the matches whose incidents are weighed after the batch: their tallies stay as they are
     * @param now the {@code stored_at} of the changes
     */
    BatchFold(
            Map<String, MatchState> matches,
            Map<RevisionKey, String> contents,
            Map<IncidentKey, IncidentState> incidents,
            Collection<Event> neighbours,
            Map<IncidentKind, Instant> firstReceipts,
            Map<String, Ownership<Announcement>> announcements,
            Set<String> weighing,
            SportCatalogue catalogue,
            Instant now) {
        this.matches = matches;
        this.headlines = new Headlines(matches, catalogue);
        this.weighing = weighing;
        this.contents = new HashMap<>(contents);
        this.incidents = new HashMap<>(incidents);
        this.firstReceipts = new HashMap<>(firstReceipts);
        this.announcements = announcements;
        this.catalogue = catalogue;
        this.now = now;
        matches.values().forEach(match -> match.partOfAnotherHeadline(headlines::isPartOfAnother));
        incidents.values().stream()
                .filter(known -> !weighing.contains(known.key().match()))
                .forEach(known -> headlines.note(known.event(), true));
        neighbours.forEach(event -> headlines.note(event, true));
    }

    private Sport sport(Event event) {
        return catalogue
                .variant(matches.get(event.match()).variant())
                .sport(event.type().sport());
    }

    /** An incident as one of the kinds that its revisions give it. */
    record IncidentKind(IncidentKey key, EventType type) {
        static IncidentKind of(Event event) {
            return new IncidentKind(event.incidentKey(), event.type());
        }
    }

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
        IncidentState current = incidents.get(report.incidentKey());
        Update update = null;
        if (report instanceof Event event) {
            match.received(report.receivedAt());
            update = weighing.contains(match.id())
                    ? note(event, content, current, match)
                    : apply(event, content, current, match);
        } else if (report instanceof Announcement announcement) {
            match.received(report.receivedAt());
            update = apply(announcement, match);
        } else if (report instanceof LineUp && report.reporter().mayAmend(match.owner())) {
            update = match.publish(now);
        }
        changed.add(match);
        logged.add(new LoggedReport(report, content, update == null ? null : UpdateJson.write(update, content)));
    }

    private Update apply(Event event, String content, IncidentState current, MatchState match) {
        Event counted = atFirstReceipt(event, content);
        if (current != null && current.event().revision() > event.revision()) {
            return applyLowerRevision(counted, current, match);
        }
        Event previous = current == null ? null : current.event();
        Update update = match.apply(counted, previous, catalogue, now);
        if (previous != null) {
            headlines.note(previous, false);
        }
        headlines.note(counted, true);
        incidents.put(
                event.incidentKey(),
                new IncidentState(
                        counted,
                        content,
                        update.seq(),
                        current != null && current.stored(),
                        true,
                        match.variant(),
                        null));
        return update;
    }

    /** Takes note of a revision whose match is weighed after the batch. */
    private Update note(Event event, String content, IncidentState current, MatchState match) {
        Event highest = atFirstReceipt(event, content);
        if (current != null && current.event().revision() > event.revision()) {
            return applyLowerRevision(highest, current, match);
        }
        match.countSports(highest, current == null ? null : current.event());
        incidents.put(
                event.incidentKey(),
                new IncidentState(
                        highest,
                        content,
                        0,
                        current != null && current.stored(),
                        true,
                        match.variant(),
                        current == null ? null : current.verdict()));
        return null;
    }

    private Event atFirstReceipt(Event event, String content) {
        if (!catalogue.kind(event.type()).keepsReceipt()) {
            return event;
        }
        Instant first = firstReceipts.merge(
                IncidentKind.of(event), event.receivedAt(), (one, other) -> one.isBefore(other) ? one : other);
        return first.equals(event.receivedAt()) ? event : LogEntryJson.event(content, first, catalogue);
    }

    // A lower revision may say that the incident was received earlier as the kind that it has.
    private Update applyLowerRevision(Event lower, IncidentState current, MatchState match) {
        Event highest = current.event();
        boolean earlier = highest.type().equals(lower.type())
                && catalogue.kind(highest.type()).keepsReceipt()
                && lower.receivedAt().isBefore(highest.receivedAt());
        if (!earlier) {
            return null;
        }
        Event counted = LogEntryJson.event(current.content(), lower.receivedAt(), catalogue);
        incidents.put(
                highest.incidentKey(),
                new IncidentState(
                        counted,
                        current.content(),
                        current.seq(),
                        current.stored(),
                        true,
                        match.variant(),
                        current.verdict()));
        if (!counted.counts() || weighing.contains(match.id())) {
            return null;
        }
        List<Object> before = shown(match);
        match.tally().remove(highest, sport(highest));
        match.tally().add(counted, sport(counted));
        return shown(match).equals(before) ? null : match.publish(now);
    }

    /** The parts of an update that depend on times of receipt, through the marks of phases and awards. */
    private static List<Object> shown(MatchState match) {
        MatchTally tally = match.tally();
        return Arrays.asList(match.phase(), tally.clock(), tally.winner(), tally.result(), tally.periods());
    }

    private Update apply(Announcement announcement, MatchState match) {
        Ownership<Announcement> ofMatch = announcements.get(announcement.match());
        Phase before = match.phase();
        ofMatch.add(announcement);
        match.announced(announcement);
        match.assignTo(ofMatch.owner());
        Update update = match.apply(ofMatch.inForce(), now);
        // An announcement that arrives late may show that a postponed match was announced anew.
        return update == null && match.phase() != before ? match.publish(now) : update;
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
