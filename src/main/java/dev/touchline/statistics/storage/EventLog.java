package dev.touchline.statistics.storage;

import dev.touchline.catalogue.Staleness;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Transactions;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Decision;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.LineUp;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Report;
import dev.touchline.event.SignOfLife;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.match.MatchState;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.directory.DirectoryTables;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.lineup.LineUps;
import dev.touchline.statistics.reporter.SignsOfLife;
import dev.touchline.statistics.storage.EventLogTables.KnownRevision;
import dev.touchline.statistics.storage.EventLogTables.TransactionResult;
import dev.touchline.statistics.tombstone.LateReport;
import dev.touchline.statistics.tombstone.TombstoneTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Stores reports with their projections and updates in one transaction. Any number of processes may store at the same
 * time: match rows are locked first, by id, and each change takes its {@code seq} under that lock. Transactions
 * without a common match do not wait for each other.
 */
@ApplicationScoped
public class EventLog {

    private static final Logger LOG = Logger.getLogger(EventLog.class);
    /** One optimistic attempt, and three more: losing the race for a key that often is a bug. */
    private static final int ATTEMPTS = 4;

    private final ThrottledLog conflicts = new ThrottledLog(LOG);
    private final Transactions transactions;
    private final SportCatalogue catalogue;
    private final Staleness staleness;
    private final String tallyVersion;

    EventLog(Transactions transactions, SportCatalogue catalogue, Staleness staleness) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.staleness = staleness;
        this.tallyVersion = TallyJson.tallyVersion(catalogue);
    }

    /**
     * The outcome of a batch.
     *
     * @param updates in the order of their changes
     * @param late reports of deleted matches and competitions, which are not stored
     */
    public record StoredBatch(List<PositionedUpdate> updates, List<LateReport> late) {}

    /**
     * Stores the reports that are not in the log yet.
     *
     * @param reports in any order, with or without duplicates
     * @param includeKnown true to return the updates of duplicates too
     * @throws SQLException if nothing was stored, except definitions and entries perhaps
     */
    public StoredBatch store(List<Report> reports, boolean includeKnown) throws SQLException {
        List<CompetitionDefinition> definitions = of(CompetitionDefinition.class, reports);
        List<LateReport> late = new ArrayList<>();
        if (!definitions.isEmpty()) {
            late.addAll(transactions.run(sql -> new CompetitionTable(sql).store(definitions)));
        }
        List<DirectoryEntry> entries = of(DirectoryEntry.class, reports);
        if (!entries.isEmpty()) {
            transactions.run(sql -> {
                new DirectoryTables(sql).store(entries);
                return null;
            });
        }
        for (int attempt = 1; ; attempt++) {
            try {
                boolean optimistic = attempt == 1;
                StoredBatch stored = inTransaction(
                        tables -> store(of(MatchReport.class, reports), includeKnown, optimistic, tables));
                late.addAll(stored.late());
                return new StoredBatch(stored.updates(), late);
            } catch (EventLogTables.RestartTransactionException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static <T> List<T> of(Class<T> type, List<? extends Report> reports) {
        return reports.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @FunctionalInterface
    public interface Work<T> {
        T run(EventLogTables tables) throws SQLException;
    }

    /** Runs the work in a transaction of its own, which is rolled back if the work fails. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        return transactions.run(sql -> work.run(new EventLogTables(sql, catalogue, tallyVersion, staleness)));
    }

    /**
     * Stores reports under the locks of their matches.
     *
     * @param optimistic true to assume that all matches have rows, and that an event is new if its incident is
     */
    private StoredBatch store(List<MatchReport> all, boolean includeKnown, boolean optimistic, EventLogTables tables)
            throws SQLException {
        if (all.isEmpty()) {
            return new StoredBatch(List.of(), List.of());
        }
        SortedMap<String, String> sportByMatch = new TreeMap<>();
        Set<IncidentKey> ids = new LinkedHashSet<>();
        Set<String> announced = new LinkedHashSet<>();
        for (MatchReport report : all) {
            sportByMatch.putIfAbsent(report.match(), report.type().sport());
            if (report instanceof Event) {
                ids.add(report.incidentKey());
            } else if (report instanceof Announcement) {
                announced.add(report.match());
            }
        }
        if (!optimistic) {
            tables.createMissingMatches(sportByMatch);
        }
        EventLogTables.LockedState locked = tables.lock(sportByMatch.keySet(), ids, announced);
        // Under the locks, so that a deletion has seen all reports that are stored.
        Map<Boolean, List<MatchReport>> byDeletion = all.stream()
                .collect(Collectors.partitioningBy(report -> locked.deleted().contains(report.match())));
        List<LateReport> late = byDeletion.get(true).isEmpty()
                ? List.of()
                : new TombstoneTable(tables.sql()).late(byDeletion.get(true));
        List<MatchReport> reports = withoutRepeatedSigns(byDeletion.get(false), tables);
        LineUps.store(tables.sql(), of(LineUp.class, reports));
        if (reports.isEmpty()) {
            return new StoredBatch(List.of(), late);
        }
        // Read under the locks, so that stored_at rises with seq within a match.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        // Most reports are first revisions, whose look-up in the log can be skipped.
        Map<RevisionKey, KnownRevision> known = tables.readKnown(reports.stream()
                .filter(report -> !optimistic
                        || !(report instanceof Event)
                        || locked.incidents().containsKey(report.incidentKey()))
                .toList());
        Map<RevisionKey, String> contents = new HashMap<>();
        known.forEach((key, row) -> contents.put(key, row.content()));
        Map<String, Announcement> inForce = BatchFold.inForce(reports, contents, locked.announcements());
        tables.assignTerms(inForce, locked);
        tables.countStaleAnew(locked);
        Set<String> weighing = weighing(reports, inForce, locked);
        List<MatchReport> plain = reports.stream()
                .filter(report -> !weighing.contains(report.match()))
                .toList();
        tables.readLatest(revised(plain, locked), locked);
        Map<BatchFold.IncidentKind, Instant> firstReceipts = tables.readFirstReceipts(reports, locked);
        tables.readAnnouncedBefore(reports, firstReceipts, locked);
        Set<String> moments = tables.moments(plain, locked);
        tables.restoreIncluded(moments, locked.matches().values());
        BatchFold batch = new BatchFold(
                locked.matches(),
                contents,
                locked.incidents(),
                tables.incidents()
                        .neighbours(
                                moments,
                                locked.matches().keySet(),
                                locked.incidents().keySet()),
                firstReceipts,
                locked.announcements(),
                weighing,
                catalogue,
                now);
        reports.forEach(batch::add);
        locked.stale().forEach(match -> batch.changed().add(locked.matches().get(match)));
        TransactionResult result = weighing.isEmpty()
                ? new TransactionResult(
                        batch.incidents(),
                        batch.conflicts(),
                        batch.changed(),
                        batch.logged().stream().map(LogRow::of).toList(),
                        moments)
                : new WeighedBatch(batch, locked, reports, weighing, tables, now).weigh(moments);
        List<PositionedUpdate> stored = tables.write(result, now);
        for (BatchFold.Conflict conflict : batch.conflicts()) {
            MatchReport report = conflict.report();
            conflicts.warn(
                    "Conflict in match %s, incident %s of source %s, revision %d: %s",
                    report.match(),
                    report.incident().id(),
                    report.incident().source(),
                    report.revision(),
                    conflict.reason());
        }
        // One line, since an account may send any number.
        batch.foreign().stream()
                .findFirst()
                .ifPresent(foreign -> LOG.warnf(
                        "Announcement of match %s by %s, one of %d in the batch, does not count: the match belongs to %s",
                        foreign.match(),
                        foreign.reporter().account(),
                        batch.foreign().size(),
                        locked.matches().get(foreign.match()).owner()));
        List<PositionedUpdate> updates = new ArrayList<>();
        if (includeKnown) {
            known.values().stream()
                    .map(KnownRevision::update)
                    .filter(Objects::nonNull)
                    .forEach(updates::add);
        }
        updates.addAll(stored);
        return new StoredBatch(updates, late);
    }

    /** Of signs of life, the log has the first one of each source; the others are noted here. */
    private static List<MatchReport> withoutRepeatedSigns(List<MatchReport> reports, EventLogTables tables)
            throws SQLException {
        List<SignOfLife> signs = of(SignOfLife.class, reports);
        if (signs.isEmpty()) {
            return reports;
        }
        List<SignOfLife> first = SignsOfLife.store(tables.sql(), signs);
        return reports.stream()
                .filter(report -> !(report instanceof SignOfLife sign) || first.contains(sign))
                .toList();
    }

    /** The matches of which the incidents are weighed, or may have been, or whose only sport may not be the announced one. */
    private static Set<String> weighing(
            List<MatchReport> reports, Map<String, Announcement> inForce, EventLogTables.LockedState locked) {
        Set<String> weighing = new HashSet<>();
        Map<String, Set<String>> sports = new HashMap<>();
        for (MatchReport report : reports) {
            MatchState match = locked.matches().get(report.match());
            boolean weighed = match.weighed()
                    || match.declaration() != null
                    || report instanceof Decision
                    || report instanceof FullList
                    || report instanceof Handover
                    || report instanceof MatchDeletion;
            if (weighed || isOfAnotherSport(report, match, inForce.get(match.id()), sports)) {
                weighing.add(match.id());
            }
        }
        return weighing;
    }

    private static boolean isOfAnotherSport(
            MatchReport report, MatchState match, Announcement inForce, Map<String, Set<String>> sports) {
        Set<String> ofMatch = sports.computeIfAbsent(match.id(), none -> {
            Set<String> known = new HashSet<>(match.tally().sports());
            Announcement announcement = inForce == null ? match.announcement() : inForce;
            if (announcement != null) {
                known.add(announcement.sport());
            }
            return known;
        });
        if (report instanceof Event) {
            ofMatch.add(report.type().sport());
        }
        return ofMatch.size() > 1;
    }

    /** The known incidents of which there is another revision among the reports. */
    private static Set<IncidentKey> revised(List<MatchReport> reports, EventLogTables.LockedState locked) {
        Set<IncidentKey> revised = new LinkedHashSet<>();
        for (MatchReport report : reports) {
            IncidentState current = locked.incidents().get(report.incidentKey());
            if (current != null && current.event().revision() != report.revision()) {
                revised.add(report.incidentKey());
            }
        }
        return revised;
    }
}
