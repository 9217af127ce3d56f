package dev.touchline.statistics.rebuild;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.UnreadableException;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.Side;
import dev.touchline.json.Json;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.competition.CompetitionTable.Terms;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.incident.IncidentTable;
import dev.touchline.statistics.match.MatchRow;
import dev.touchline.statistics.rebuild.ProjectionTables.IncidentPair;
import dev.touchline.statistics.rebuild.ProjectionTables.StoredIncident;
import dev.touchline.statistics.storage.EventLog;
import dev.touchline.statistics.storage.EventLogTables;
import dev.touchline.statistics.storage.EventLogTables.TransactionResult;
import dev.touchline.statistics.weighing.LogWeighing;
import dev.touchline.weighing.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Folds the event log, match by match, and compares the result with the projections. Each match is compared in a
 * snapshot of its own, so that processes may go on storing.
 */
@ApplicationScoped
public class Rebuild {

    private static final Set<String> COMPARED_APART = Set.of("tally", "seq");
    private static final String GAP = "seq numbers in the log";
    /** Maximum differences that a repair names in the log. */
    private static final int MAX_NAMES = 100;
    /** Incidents after which the figures of their players are moved to the temporary table. */
    private static final int INCIDENTS_PER_FOLD = 1000;

    /** Maximum characters of an incident's content in a difference. */
    private static final int MAX_CONTENT = 500;

    private final EventLog log;
    private final SportCatalogue catalogue;
    private final String tallyVersion;

    Rebuild(EventLog log, SportCatalogue catalogue) {
        this.log = log;
        this.catalogue = catalogue;
        this.tallyVersion = TallyJson.tallyVersion(catalogue);
    }

    /**
     * A difference between the projections and the log.
     *
     * @param match id of the match
     * @param what the column, incident or figure that differs
     * @param stored the stored value, or null if there is none
     * @param folded the value by the log, or null if there is none
     */
    public record Difference(String match, String what, String stored, String folded) {}

    /**
     * The outcome of a rebuild.
     *
     * @param matches number of matches compared; 0 if there is no report of the only match
     * @param different number of matches with differences
     * @param repaired number of matches without differences since their repair
     */
    public record Totals(long matches, long different, long repaired) {
        Totals plus(Totals other) {
            return new Totals(matches + other.matches, different + other.different, repaired + other.repaired);
        }
    }

    /** The database is unavailable. */
    public static final class DatabaseException extends Exception {
        DatabaseException(SQLException cause) {
            super("The database is unavailable: " + cause.getMessage(), cause);
        }
    }

    /**
     * Compares matches and repairs them on request. A repair is a change with an update, so that subscribers receive
     * it. Gaps in the log are reported and cannot be repaired.
     *
     * @param only id of the only match to compare, or null for all
     * @param repair true to store the folded values
     * @param differences receives each difference as it is found
     * @throws DatabaseException if the database is unavailable; finished repairs stay
     */
    public Totals run(String only, boolean repair, Consumer<Difference> differences) throws DatabaseException {
        try {
            return only == null ? all(repair, differences) : one(only, repair, differences);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Compares a match and repairs it.
     *
     * @throws UnreadableException if a log entry cannot be read; nothing is repaired
     * @throws DatabaseException if the database is unavailable
     */
    void repair(String match) throws DatabaseException {
        try {
            readable(match, true, difference -> {});
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private Totals all(boolean repair, Consumer<Difference> differences) throws SQLException {
        Totals all = new Totals(0, 0, 0);
        for (String match = next(""); match != null; match = next(match)) {
            all = all.plus(one(match, repair, differences));
        }
        return all;
    }

    private Totals one(String match, boolean repair, Consumer<Difference> differences) throws SQLException {
        try {
            return readable(match, repair, differences);
        } catch (UnreadableException e) {
            differences.accept(new Difference(match, e.entry(), e.getMessage(), "readable"));
            return new Totals(1, 1, 0);
        }
    }

    private Totals readable(String match, boolean repair, Consumer<Difference> differences) throws SQLException {
        MatchFold fold = log.inTransaction(tables -> compareMatch(match, tables, differences));
        if (fold == null) {
            return new Totals(0, 0, 0);
        }
        boolean repaired = fold.different() && repair && log.inTransaction(tables -> repair(match, tables));
        return new Totals(1, fold.different() ? 1 : 0, repaired ? 1 : 0);
    }

    private String next(String after) throws SQLException {
        return log.inTransaction(tables -> projection(tables).next(after));
    }

    /** Compares a match in one snapshot; null if there is no report of it. */
    private MatchFold compareMatch(String match, EventLogTables tables, Consumer<Difference> differences)
            throws SQLException {
        ProjectionTables projection = projection(tables);
        projection.setSnapshot();
        Map<String, Object> row = projection.row(match);
        // A match whose only report is a conflict has a row and nothing else.
        if (isDeleted(row) || !projection.isLogged(match) && (row.isEmpty() || number(row) == 0)) {
            return null;
        }
        MatchFold fold = new MatchFold(match, tables, false, differences);
        fold.read(fold::declaredTerms);
        fold.compare(row);
        return fold;
    }

    private ProjectionTables projection(EventLogTables tables) {
        return new ProjectionTables(tables.sql(), catalogue);
    }

    // While a command deletes or restores the match, the log has some of its reports.
    private static boolean isDeleted(Map<String, Object> row) {
        return row.get("deleted_at") != null && !Boolean.TRUE.equals(row.get("mistaken"));
    }

    private static long number(Map<String, Object> row) {
        return ((Number) row.get("seq")).longValue();
    }

    /** The terms of the competition by which a match is counted. */
    @FunctionalInterface
    private interface TermsReader {
        Terms read(Announcement announcement) throws SQLException;
    }

    /**
     * One pass over the log of a match. Only the tally, the announcement and a batch of incidents are kept in memory,
     * and the figures of players in a temporary table; each difference is reported as soon as it is found, first those of incidents, then those of the match.
     */
    private final class MatchFold implements ProjectionTables.LogVisitor {
        private final String match;
        private final EventLogTables tables;
        private final boolean repair;
        private final Consumer<Difference> differences;
        private final MatchTally tally = new MatchTally();
        private final ProjectionTables projection;
        private final List<String> names = new ArrayList<>();
        private final List<IncidentPair> toRepair = new ArrayList<>();
        private ProjectionTables.ChangeNumbers changes;
        private MatchState state;
        private LogWeighing weighing;
        private boolean gap;
        private long found;
        private int read;

        MatchFold(String match, EventLogTables tables, boolean repair, Consumer<Difference> differences) {
            this.match = match;
            this.tables = tables;
            this.projection = projection(tables);
            this.repair = repair;
            this.differences = differences;
        }

        /**
         * Reads the log, and stores the incidents that differ from it if they are to be repaired.
         *
         * @param reader of the terms for the announcement in force
         */
        void read(TermsReader reader) throws SQLException {
            Ownership<Announcement> announcements = tables.announcements(match);
            changes = projection.changes(match);
            state = new MatchState(match, announcements.inForce(), announcements.owner(), tally, changes.last());
            Terms terms = reader.read(state.announcement());
            List<String> own =
                    state.announcement() == null ? null : state.announcement().reporters();
            state.countBy(terms.variant());
            state.declare(own == null ? terms.reporters() : own);
            weighing = LogWeighing.of(state, tables.sql(), catalogue, this::events);
            state.staleAfter(tables.staleness().after(projection.sport(match)));
            Instant lastReceipt = projection.lastReceipt(match);
            if (lastReceipt != null) {
                state.received(lastReceipt);
            }
            tables.playerFigures().beginFold();
            projection.read(match, this);
            repairIncidents();
            tables.omitIncluded(List.of(state));
            foldPlayers();
            tables.readAnnouncedBefore(Map.of(state, tally.postponements()));
            weighing.compare(match, tables.sql(), this::differ);
            if (repair) {
                weighing.write(match, tables.sql(), Instant.now().truncatedTo(ChronoUnit.MICROS));
            }
        }

        private List<Event> events() throws SQLException {
            List<Event> events = new ArrayList<>();
            projection.read(match, pair -> {
                if (pair.event() != null) {
                    events.add(pair.event());
                }
            });
            return events;
        }

        Terms declaredTerms(Announcement announcement) throws SQLException {
            String competition = announcement == null ? null : announcement.competition();
            if (competition == null) {
                return Terms.NONE;
            }
            // A comparison may take long, and stores nothing: it must not make definitions wait.
            CompetitionTable table = new CompetitionTable(tables.sql());
            Set<String> one = Set.of(competition);
            return (repair ? table.terms(one) : table.currentTerms(one)).getOrDefault(competition, Terms.NONE);
        }

        @Override
        public void incident(IncidentPair pair) throws SQLException {
            Event event = pair.event();
            Verdict verdict = weighing.verdicts().get(pair.id());
            Event counted = verdict == null ? event : verdict.counted();
            if (event != null) {
                state.countSports(event, null);
                if (counted != null) {
                    tally.add(
                            counted,
                            catalogue
                                    .variant(state.variant())
                                    .sport(counted.type().sport()));
                }
                read++;
                if (read % INCIDENTS_PER_FOLD == 0) {
                    foldPlayers();
                }
            }
            StoredIncident folded = projection.folded(pair, state.variant(), verdict);
            if (!Objects.equals(pair.stored(), folded)) {
                String name = "incident " + pair.id().source() + " " + pair.id().id();
                differ(name, describe(pair.stored()), describe(folded));
                if (repair) {
                    toRepair.add(pair);
                }
            }
            if (toRepair.size() == IncidentTable.ROWS_AT_ONCE) {
                repairIncidents();
            }
        }

        private void foldPlayers() throws SQLException {
            tables.playerFigures().addFolded(match, tally);
            tally.trim();
        }

        private void repairIncidents() throws SQLException {
            if (toRepair.isEmpty()) {
                return;
            }
            tables.incidents()
                    .delete(toRepair.stream()
                            .map(pair -> new IncidentKey(match, pair.id()))
                            .toList());
            List<IncidentState> folded = toRepair.stream()
                    .filter(pair -> pair.event() != null)
                    .map(pair -> new IncidentState(
                            pair.event(),
                            LogEntryJson.write(pair.event()),
                            pair.seq(),
                            false,
                            true,
                            state.variant(),
                            weighing.verdicts().get(pair.id())))
                    .toList();
            tables.write(new TransactionResult(folded, List.of(), List.of(), List.of(), Set.of()), Instant.now());
            toRepair.clear();
        }

        private void differ(String what, String stored, String folded) {
            found++;
            if (names.size() < MAX_NAMES) {
                names.add(what);
            }
            differences.accept(new Difference(match, what, stored, folded));
        }

        boolean different() {
            return found > 0;
        }

        /** True if there are differences other than a gap in the log. */
        boolean repairable() {
            return found > (gap ? 1 : 0);
        }

        MatchState state() {
            return state;
        }

        /** Names of the differences, as the content of the repair's log entry. */
        String content() {
            List<String> listed = new ArrayList<>(names);
            if (found > names.size()) {
                listed.add("%d more".formatted(found - names.size()));
            }
            return Json.write(listed);
        }

        void compare(Map<String, Object> row) throws SQLException {
            if (row.isEmpty()) {
                differ("match", null, "in the log");
            } else {
                compareRow(row);
                compareTally(row);
                Instant at = changes.lastAt();
                compare("updated_at", row.get("updated_at"), at == null ? null : Sql.timestamp(at));
            }
            compare("seq", row.isEmpty() ? 0 : number(row), changes.last());
            if (changes.count() != changes.last()) {
                gap = true;
                differ(GAP, changes.count() + " numbers", "1 to " + changes.last() + " without a gap");
            }
        }

        private void compare(String what, Object stored, Object folded) {
            if (!equal(stored, folded)) {
                differ(what, Objects.toString(stored, null), Objects.toString(folded, null));
            }
        }

        private void compareRow(Map<String, Object> row) {
            MatchRow.columns(state(), tallyVersion).forEach((column, value) -> {
                // Without an announcement and incidents, the sport is that of the first statement.
                boolean unannounced = column.equals("sport") && value == null;
                if (!unannounced && !COMPARED_APART.contains(column)) {
                    compare(column, row.get(column), value);
                }
            });
        }

        private void compareTally(Map<String, Object> row) throws SQLException {
            // A tally of another version is unreadable; the column tally_version already shows that difference.
            if (!tallyVersion.equals(row.get("tally_version"))) {
                return;
            }
            String stored = (String) row.get("tally");
            if (!TallyJson.write(tally).equals(stored)) {
                long before = found;
                if (stored != null) {
                    compareFigures(stored);
                }
                if (found == before) {
                    differ("tally", "other clock, phases or readings", "those of the log");
                }
            }
            tables.playerFigures().compare(match, this::compare);
        }

        private void compareFigures(String stored) {
            MatchTally read;
            try {
                read = TallyJson.read(stored);
            } catch (IllegalStateException e) {
                differ("tally", "unreadable", "readable");
                return;
            }
            Map<String, Integer> before = figures(read);
            Map<String, Integer> after = figures(tally);
            Set<String> figures = new TreeSet<>(before.keySet());
            figures.addAll(after.keySet());
            figures.forEach(figure -> compare(figure, before.get(figure), after.get(figure)));
        }
    }

    private static boolean equal(Object stored, Object folded) {
        if (stored instanceof Number one && folded instanceof Number other) {
            return one.longValue() == other.longValue();
        }
        if (stored instanceof OffsetDateTime one && folded instanceof OffsetDateTime other) {
            return one.isEqual(other);
        }
        return Objects.equals(stored, folded);
    }

    private static Map<String, Integer> figures(MatchTally tally) {
        Map<String, Integer> figures = new HashMap<>();
        for (Side side : Side.values()) {
            tally.team(side).forEach((figure, count) -> figures.put(side.code() + " " + figure, count));
        }
        return figures;
    }

    private static String describe(StoredIncident incident) {
        return incident == null
                ? null
                : "revision %d of %s, seq %d, at %d/%d+%d, %s, %s, %s"
                        .formatted(
                                incident.revision(),
                                incident.receivedAt(),
                                incident.seq(),
                                incident.period(),
                                incident.minute(),
                                incident.stoppage(),
                                incident.keys(),
                                incident.weight(),
                                excerpt(incident.content()));
    }

    // Details of an event have up to 16 kB. The hash distinguishes contents with equal beginnings.
    private static String excerpt(String content) {
        return content.length() <= MAX_CONTENT
                ? content
                : "%s… (%d characters, hash %08x)"
                        .formatted(content.substring(0, MAX_CONTENT), content.length(), content.hashCode());
    }

    /** Stores the folded values under the lock of the match; returns true if no difference is left. */
    private boolean repair(String match, EventLogTables tables) throws SQLException {
        ProjectionTables fold = projection(tables);
        Map<String, Object> before = fold.row(match);
        String sport = before.isEmpty() ? fold.sport(match) : (String) before.get("sport");
        if (sport == null) {
            throw new IllegalStateException("match " + match + " has neither a row nor log entries");
        }
        boolean missing = fold.lock(match, sport);
        Map<String, Object> row = fold.row(match);
        if (isDeleted(row)) {
            return true;
        }
        MatchFold pass = new MatchFold(match, tables, true, difference -> {});
        pass.read(pass::declaredTerms);
        pass.compare(missing ? Map.of() : row);
        if (!pass.repairable()) {
            return !pass.gap;
        }
        MatchState folded = pass.state();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Update update = folded.publish(now);
        write(folded, tables, now);
        if (Boolean.TRUE.equals(row.get("mistaken")) != (folded.deletedAt() != null)) {
            tables.sql().run(tables.hide(List.of(folded)));
        }
        PositionedUpdate positioned = new PositionedUpdate(tables.takePosition(), UpdateJson.write(update));
        fold.logRebuild((String) fold.row(match).get("sport"), now, pass.content(), positioned);
        return !pass.gap;
    }

    private static void write(MatchState folded, EventLogTables tables, Instant at) throws SQLException {
        tables.playerFigures().replaceByFolded(folded.id());
        tables.write(new TransactionResult(List.of(), List.of(), List.of(folded), List.of(), Set.of()), at);
    }

    /**
     * Stores the projections of a match whose log was restored, without a change of its own: seq and the time of the last
     * change are those of the log. Within the transaction that stored the log. The match has a row and no projections.
     *
     * @param terms of the competition by which the match is counted
     * @throws UnreadableException if a log entry cannot be read
     */
    public void project(String match, Terms terms, EventLogTables tables) throws SQLException {
        MatchFold fold = new MatchFold(match, tables, true, difference -> {});
        fold.read(announcement -> terms);
        Instant last = fold.changes.lastAt();
        write(fold.state(), tables, last == null ? Instant.now() : last);
    }
}
