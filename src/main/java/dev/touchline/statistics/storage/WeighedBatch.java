package dev.touchline.statistics.storage;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Reporter;
import dev.touchline.json.Json;
import dev.touchline.match.MatchState;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.storage.BatchFold.LoggedReport;
import dev.touchline.statistics.storage.EventLogTables.LockedState;
import dev.touchline.statistics.storage.EventLogTables.TransactionResult;
import dev.touchline.statistics.weighing.MatchWeigher;
import dev.touchline.statistics.weighing.MatchWeigher.WeighedUpdate;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A batch with reports of weighed matches, after all reports were added. The update about an incident belongs to the row of
 * its report if that is new, otherwise to a row of its own.
 */
record WeighedBatch(
        BatchFold batch,
        LockedState locked,
        List<MatchReport> reports,
        Set<String> weighing,
        EventLogTables tables,
        Instant now) {

    /** The source of updates that are about no report of the batch; agents must not use the prefix {@code touchline:}. */
    private static final String SOURCE = "touchline:weighing";

    /**
     * Weighs the matches.
     *
     * @param restored moments whose figures were restored
     */
    TransactionResult weigh(Set<String> restored) throws SQLException {
        Map<String, List<IncidentState>> changed = batch.incidents().stream()
                .filter(IncidentState::changed)
                .collect(Collectors.groupingBy(state -> state.key().match()));
        Map<String, List<MatchReport>> logged =
                batch.logged().stream().map(LoggedReport::report).collect(Collectors.groupingBy(MatchReport::match));
        Map<String, List<MatchReport>> all = reports.stream().collect(Collectors.groupingBy(MatchReport::match));
        Map<String, MatchWeigher> byMatch = new TreeMap<>();
        for (String id : weighing) {
            MatchWeigher weigher = new MatchWeigher(
                    locked.matches().get(id),
                    locked.before().get(id),
                    locked.stale().contains(id),
                    changed.getOrDefault(id, List.of()),
                    logged.getOrDefault(id, List.of()),
                    all.getOrDefault(id, List.of()),
                    tables.sql(),
                    tables.catalogue());
            byMatch.put(id, weigher);
        }
        tables.sql().run(MatchWeigher.reads(byMatch, tables.sql(), tables.catalogue()));
        Collection<MatchWeigher> weighers = byMatch.values();
        Set<String> moments = new HashSet<>();
        Map<MatchState, Set<Instant>> postponements = new HashMap<>();
        for (MatchWeigher weigher : weighers) {
            weigher.weigh();
            moments.addAll(weigher.moments());
            if (!weigher.postponements().isEmpty()) {
                postponements.put(weigher.match(), weigher.postponements());
            }
        }
        moments.removeAll(restored);
        tables.restoreIncluded(moments, locked.matches().values());
        moments.addAll(restored);
        readAnnounced(postponements);
        Map<RevisionKey, EncodedUpdate> updates = new HashMap<>();
        List<LogRow> further = new ArrayList<>();
        List<IncidentState> incidents = new ArrayList<>(batch.incidents().stream()
                .filter(state -> !weighing.contains(state.key().match()))
                .toList());
        for (MatchWeigher weigher : weighers) {
            for (WeighedUpdate update : weigher.apply(now)) {
                // The row of its report, if the highest revision is new.
                RevisionKey reported = weigher.reported(update.key());
                if (reported == null) {
                    further.add(row(update, weigher.match()));
                } else {
                    updates.put(reported, update.update());
                }
            }
            incidents.addAll(weigher.incidents());
            batch.changed().add(weigher.match());
        }
        List<Sql.Statement> writes = MatchWeigher.writes(weighers, tables.sql(), now);
        writes.addAll(tables.hide(weighers.stream()
                .filter(MatchWeigher::hides)
                .map(MatchWeigher::match)
                .toList()));
        if (!writes.isEmpty()) {
            tables.sql().run(writes);
        }
        List<LogRow> rows = new ArrayList<>();
        for (LoggedReport report : batch.logged()) {
            EncodedUpdate update = updates.getOrDefault(report.report().key(), report.update());
            rows.add(LogRow.of(report, update, isHidden(report.report().match())));
        }
        rows.addAll(further);
        // Positions rise with the seq of a match.
        rows.sort(Comparator.comparing((LogRow row) -> row.key().match())
                .thenComparing(row -> row.update() == null ? 0 : row.update().seq()));
        return new TransactionResult(incidents, batch.conflicts(), batch.changed(), rows, moments);
    }

    // The announcements of the batch are not in the log yet.
    private void readAnnounced(Map<MatchState, Set<Instant>> postponements) throws SQLException {
        if (postponements.isEmpty()) {
            return;
        }
        tables.readAnnouncedBefore(postponements);
        for (LoggedReport logged : batch.logged()) {
            MatchState match = locked.matches().get(logged.report().match());
            if (logged.report() instanceof Announcement announcement && postponements.containsKey(match)) {
                match.announced(announcement);
            }
        }
    }

    private boolean isHidden(String match) {
        return locked.matches().get(match).deletedAt() != null;
    }

    private LogRow row(WeighedUpdate update, MatchState match) {
        IncidentId about = update.key().incident();
        return new LogRow(
                new IncidentKey(match.id(), new IncidentId(SOURCE, match.id())),
                update.update().seq(),
                now,
                match.sport() + ".weighing",
                Json.write(List.of(about.source(), about.id())),
                Reporter.NONE,
                update.update(),
                isHidden(match.id()));
    }
}
