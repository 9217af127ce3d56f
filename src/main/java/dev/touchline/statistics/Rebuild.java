package dev.touchline.statistics;

import dev.touchline.database.Sql;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Side;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.Json;
import dev.touchline.format.LogEntry;
import dev.touchline.format.TallyJson;
import dev.touchline.format.UpdateJson;
import dev.touchline.match.MatchState;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Update;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Folds the event log from nothing, match by match, and compares what comes out with what is stored beside the log.
 * Matches may change meanwhile: each is compared as it was at one moment.
 */
@ApplicationScoped
public class Rebuild {

    /** The source under which a repair stands in the log. The prefix {@code touchline:} is refused from agents. */
    static final String SOURCE = "touchline:rebuild";

    private static final Set<String> COMPARED_APART = Set.of("tally", "seq");
    private static final String GAP = "numbers of the changes in the log";

    private final EventLog log;
    private final SportCatalogue catalogue;
    private final String basis;

    Rebuild(EventLog log, SportCatalogue catalogue) {
        this.log = log;
        this.catalogue = catalogue;
        this.basis = TallyJson.basis(catalogue);
    }

    /**
     * Something that is stored and does not follow from the log.
     *
     * @param match the match's id
     * @param what what differs
     * @param stored as it was stored, or null if it was not
     * @param folded as it follows from the log, or null if it does not
     */
    public record Difference(String match, String what, String stored, String folded) {}

    /**
     * What came of it.
     *
     * @param matches how many were compared; none if nothing is known of the only one
     * @param different how many of them differed
     * @param repaired how many of those do not differ any more
     */
    public record Outcome(long matches, long different, long repaired) {
        static final Outcome NOTHING = new Outcome(0, 0, 0);

        Outcome plus(Outcome other) {
            return new Outcome(matches + other.matches, different + other.different, repaired + other.repaired);
        }
    }

    /** The database cannot be used. */
    public static final class DatabaseException extends Exception {
        private static final long serialVersionUID = 1L;

        DatabaseException(SQLException cause) {
            super("The database cannot be used: " + cause.getMessage(), cause);
        }
    }

    /**
     * Compares, and repairs where that is asked for. A repaired match has one change more, so that whoever follows it
     * is told. What the log itself has lost is told and cannot be repaired.
     *
     * @param only the id of the only match to look at, or null for all
     * @param repair whether to store what follows from the log
     * @param differences is told each difference as it is found
     * @throws DatabaseException if the database cannot be read or written; what was repaired until then stays so
     */
    public Outcome run(String only, boolean repair, Consumer<Difference> differences) throws DatabaseException {
        try {
            return only == null ? all(repair, differences) : one(only, repair, differences);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private Outcome all(boolean repair, Consumer<Difference> differences) throws SQLException {
        Outcome all = Outcome.NOTHING;
        for (String match = next(""); match != null; match = next(match)) {
            all = all.plus(one(match, repair, differences));
        }
        return all;
    }

    private Outcome one(String match, boolean repair, Consumer<Difference> differences) throws SQLException {
        try {
            Optional<List<Difference>> found = log.inTransaction(tables -> look(match, tables.fold()));
            if (found.isEmpty()) {
                return Outcome.NOTHING;
            }
            found.get().forEach(differences);
            boolean different = !found.get().isEmpty();
            boolean repaired = different && repair && log.inTransaction(tables -> repair(match, tables));
            return new Outcome(1, different ? 1 : 0, repaired ? 1 : 0);
        } catch (FoldTables.UnreadableException e) {
            differences.accept(new Difference(match, e.entry(), e.getMessage(), "readable"));
            return new Outcome(1, 1, 0);
        }
    }

    private Optional<List<Difference>> look(String match, FoldTables fold) throws SQLException {
        fold.lookOnly();
        FoldTables.Logged logged = fold.logged(match);
        Map<String, Object> row = fold.row(match);
        // A report that was refused as a conflict may have left a row and nothing else.
        boolean unknown = logged.nothing() && (row.isEmpty() || number(row) == 0);
        return unknown ? Optional.empty() : Optional.of(compare(match, row, logged, fold));
    }

    private String next(String after) throws SQLException {
        return log.inTransaction(tables -> tables.fold().next(after));
    }

    private List<Difference> compare(String match, Map<String, Object> row, FoldTables.Logged logged, FoldTables tables)
            throws SQLException {
        List<Difference> differences = new ArrayList<>();
        if (row.isEmpty()) {
            differences.add(new Difference(match, "match", null, "in the log"));
        } else {
            MatchTally tally = MatchTally.of(logged.events(), catalogue);
            MatchState folded = new MatchState(match, logged.announcement(), tally, logged.last());
            compareRow(match, row, folded, differences);
            compareTally(match, row, tally, differences);
            compareUpdatedAt(match, row, logged, differences);
        }
        compareNumbers(match, row, logged, differences);
        compareIncidents(match, tables, logged, differences);
        return differences;
    }

    private static long number(Map<String, Object> row) {
        return ((Number) row.get("seq")).longValue();
    }

    private void compareRow(String match, Map<String, Object> row, MatchState folded, List<Difference> differences) {
        MatchRow.columns(folded, basis).forEach((column, value) -> {
            // Of a match that nobody has announced, the sport is that of the event that came first.
            boolean unknown = column.equals("sport") && value == null;
            if (!unknown && !COMPARED_APART.contains(column) && !equal(row.get(column), value)) {
                differences.add(new Difference(match, column, text(row.get(column)), text(value)));
            }
        });
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

    private void compareTally(String match, Map<String, Object> row, MatchTally folded, List<Difference> differences) {
        String stored = (String) row.get("tally");
        // Counted by another catalogue, it is not readable; that is told already.
        if (!basis.equals(row.get("basis")) || TallyJson.write(folded).equals(stored)) {
            return;
        }
        int known = differences.size();
        if (stored != null) {
            compareFigures(match, stored, folded, differences);
        }
        if (differences.size() == known) {
            differences.add(new Difference(match, "tally", "something else", "clocks, phases and readings of the log"));
        }
    }

    private static void compareFigures(String match, String stored, MatchTally folded, List<Difference> differences) {
        MatchTally tally;
        try {
            tally = TallyJson.read(stored);
        } catch (IllegalStateException e) {
            differences.add(new Difference(match, "tally", "unreadable", "readable"));
            return;
        }
        Map<String, String> before = figures(tally);
        Map<String, String> after = figures(folded);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                differences.add(new Difference(match, name, before.get(name), after.get(name)));
            }
        }
    }

    private static Map<String, String> figures(MatchTally tally) {
        Map<String, String> figures = new TreeMap<>();
        for (Side side : Side.values()) {
            tally.team(side).forEach((figure, count) -> figures.put(side.code() + " " + figure, text(count)));
        }
        tally.players()
                .forEach((player, counts) -> counts.forEach((figure, count) -> figures.put(
                        (player.team() == null ? "" : player.team().code() + " ") + player.name() + " " + figure,
                        text(count))));
        return figures;
    }

    private static void compareUpdatedAt(
            String match, Map<String, Object> row, FoldTables.Logged logged, List<Difference> differences) {
        OffsetDateTime at = logged.lastAt() == null ? null : Sql.time(logged.lastAt());
        if (!equal(row.get("updated_at"), at)) {
            differences.add(new Difference(match, "updated_at", text(row.get("updated_at")), text(at)));
        }
    }

    private static void compareNumbers(
            String match, Map<String, Object> row, FoldTables.Logged logged, List<Difference> differences) {
        long stored = row.isEmpty() ? 0 : number(row);
        if (stored != logged.last()) {
            differences.add(new Difference(match, "seq", text(stored), text(logged.last())));
        }
        if (logged.changes() != logged.last()) {
            differences.add(new Difference(
                    match, GAP, logged.changes() + " of them", "1 to " + logged.last() + " without a gap"));
        }
    }

    private static void compareIncidents(
            String match, FoldTables tables, FoldTables.Logged logged, List<Difference> differences)
            throws SQLException {
        SortedMap<IncidentId, FoldTables.Stored> stored = tables.incidents(match);
        Set<IncidentId> ids = new TreeSet<>(stored.keySet());
        ids.addAll(logged.incidents().keySet());
        for (IncidentId id : ids) {
            FoldTables.Stored before = stored.get(id);
            FoldTables.Numbered numbered = logged.incidents().get(id);
            FoldTables.Stored after = numbered == null ? null : tables.stored(numbered);
            if (!Objects.equals(before, after)) {
                differences.add(new Difference(
                        match, "incident " + id.source() + " " + id.id(), describe(before), describe(after)));
            }
        }
    }

    private static String describe(FoldTables.Stored incident) {
        return incident == null
                ? null
                : "revision %d of %s, seq %d, at %d/%d+%d, %s"
                        .formatted(
                                incident.revision(),
                                incident.receivedAt(),
                                incident.seq(),
                                incident.period(),
                                incident.minute(),
                                incident.stoppage(),
                                incident.content());
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /** Stores what follows from the log, once nobody else can change the match; whether nothing differs any more. */
    private boolean repair(String match, LogTables tables) throws SQLException {
        FoldTables fold = tables.fold();
        boolean missing = fold.lock(match, sport(match, fold));
        FoldTables.Logged logged = fold.logged(match);
        List<Difference> differences = compare(match, missing ? Map.of() : fold.row(match), logged, fold);
        boolean whole =
                differences.stream().noneMatch(difference -> difference.what().equals(GAP));
        if (differences.stream().allMatch(difference -> difference.what().equals(GAP))) {
            return whole;
        }
        MatchState folded =
                new MatchState(match, logged.announcement(), MatchTally.of(logged.events(), catalogue), logged.last());
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Update update = folded.rebuilt(now);
        fold.forgetIncidents(match);
        List<Batch.Current> incidents = logged.incidents().values().stream()
                .map(numbered -> new Batch.Current(
                        numbered.event(), LogEntry.write(numbered.event()), numbered.seq(), false, true))
                .toList();
        tables.write(new LogTables.Outcome(incidents, List.of(), List.of(folded), List.of()), now);
        String sport = sport(match, fold);
        String content = Json.write(differences.stream().map(Difference::what).toList());
        UpdateJson.Placed placed = new UpdateJson.Placed(tables.takePositions(1) + 1, UpdateJson.write(update));
        fold.logRebuild(sport, now, content, placed);
        return whole;
    }

    // A row that has to be made again needs one; the match's own is put in its place.
    private static String sport(String match, FoldTables fold) throws SQLException {
        Map<String, Object> row = fold.row(match);
        if (!row.isEmpty()) {
            return (String) row.get("sport");
        }
        FoldTables.Logged logged = fold.logged(match);
        return logged.announcement() != null
                ? logged.announcement().sport()
                : logged.incidents().values().stream()
                        .map(numbered -> numbered.event().type().sport())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("neither a row nor a log"));
    }
}
