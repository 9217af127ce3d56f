package dev.touchline.statistics;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.LogEntry;
import dev.touchline.format.UpdateJson;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Stores reports and everything that follows from them in one transaction. Any number of processes may do so at once:
 * the rows of the matches are locked first and in one order, and each change of a match takes its next number under
 * that lock.
 */
@ApplicationScoped
public class EventLog {

    private static final Logger LOG = Logger.getLogger(EventLog.class);
    /** Losing the race for a key three times in a row does not happen by chance. */
    private static final int ATTEMPTS = 3;

    private final Instance<AgroalDataSource> database;
    private final SportCatalogue catalogue;

    EventLog(Instance<AgroalDataSource> database, SportCatalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /**
     * Stores what is not yet in the log.
     *
     * @param reports in any order, repetitions included
     * @param repeat whether to return the updates of reports that were in the log already, too
     * @return the updates, in the order in which the changes were made
     * @throws SQLException if nothing was stored
     */
    List<UpdateJson.Written> store(List<MatchReport> reports, boolean repeat) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return inTransaction(reports, repeat);
            } catch (LogTables.LostRaceException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<UpdateJson.Written> inTransaction(List<MatchReport> reports, boolean repeat) throws SQLException {
        try (Connection connection = database.get().getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<UpdateJson.Written> updates =
                        new Transaction(new LogTables(connection, catalogue)).run(reports, repeat);
                connection.commit();
                return updates;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and the transaction with it.
            cause.addSuppressed(e);
        }
    }

    /** One pass over one batch, under the locks of its matches. */
    private final class Transaction {
        private final LogTables tables;
        private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        private final List<LogTables.LoggedReport> logged = new ArrayList<>();
        private final List<LogTables.Conflict> conflicts = new ArrayList<>();
        private final Map<RevisionKey, String> contents = new HashMap<>();
        private final Set<MatchState> changed = new HashSet<>();
        private Map<String, MatchState> matches;
        private Map<IncidentId, LogTables.Current> incidents;

        Transaction(LogTables tables) {
            this.tables = tables;
        }

        List<UpdateJson.Written> run(List<MatchReport> reports, boolean repeat) throws SQLException {
            SortedMap<String, String> sportByMatch = new TreeMap<>();
            Set<IncidentId> ids = new TreeSet<>();
            for (MatchReport report : reports) {
                sportByMatch.putIfAbsent(report.match(), report.type().sport());
                ids.add(report.incident());
            }
            matches = tables.lock(sportByMatch);
            Map<RevisionKey, LogTables.Known> known = tables.known(reports);
            known.forEach((key, row) -> contents.put(key, row.content()));
            incidents = tables.current(ids);
            reports.forEach(this::take);
            tables.insert(logged, now);
            tables.upsertIncidents(incidents.values());
            tables.insertConflicts(conflicts);
            tables.update(changed, now);

            List<UpdateJson.Written> updates = new ArrayList<>();
            if (repeat) {
                known.values().stream()
                        .filter(row -> row.update() != null)
                        .map(LogTables.Known::update)
                        .forEach(updates::add);
            }
            logged.stream()
                    .map(LogTables.LoggedReport::update)
                    .filter(update -> update != null)
                    .forEach(updates::add);
            return updates;
        }

        private void take(MatchReport report) {
            String content = LogEntry.write(report);
            String before = contents.putIfAbsent(report.key(), content);
            if (before != null) {
                if (!before.equals(content)) {
                    conflict(report, content, "same revision, other content");
                }
                return;
            }
            MatchState match = matches.get(report.match());
            Update update;
            if (report instanceof Event event) {
                LogTables.Current current = incidents.get(event.incident());
                if (current != null && !current.event().match().equals(event.match())) {
                    contents.remove(report.key());
                    conflict(report, content, "the incident belongs to another match");
                    return;
                }
                update = apply(event, current, match);
            } else {
                update = apply((Announcement) report, match);
            }
            logged.add(new LogTables.LoggedReport(report, content, update == null ? null : UpdateJson.write(update)));
        }

        private Update apply(Event event, LogTables.Current current, MatchState match) {
            if (current != null && current.event().revision() > event.revision()) {
                return null;
            }
            Event previous = current == null ? null : current.event();
            Update update =
                    match.apply(event, previous, catalogue.sport(event.type().sport()), now);
            incidents.put(event.incident(), new LogTables.Current(event, update.seq(), true));
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

        private void conflict(MatchReport report, String content, String reason) {
            conflicts.add(new LogTables.Conflict(report, content, reason));
            LOG.warnf("Conflict in match %s: %s", report.match(), reason);
        }
    }
}
