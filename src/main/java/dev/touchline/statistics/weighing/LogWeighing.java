package dev.touchline.statistics.weighing;

import dev.touchline.database.Sql;
import dev.touchline.event.Decision;
import dev.touchline.event.Event;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchStatement;
import dev.touchline.match.MatchState;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.weighing.DiscrepancyTable.Stored;
import dev.touchline.statistics.weighing.ReporterTable.Heard;
import dev.touchline.weighing.Declaration;
import dev.touchline.weighing.Progress;
import dev.touchline.weighing.Rulings;
import dev.touchline.weighing.Verdict;
import dev.touchline.weighing.Weighing;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The weighing of a match by its log, to which the projections are compared. */
public final class LogWeighing {

    private final Map<IncidentId, Verdict> verdicts;
    private final Map<String, Heard> reporters;
    private final Map<String, Stored> discrepancies;

    private LogWeighing(
            Map<IncidentId, Verdict> verdicts, Map<String, Heard> reporters, Map<String, Stored> discrepancies) {
        this.verdicts = verdicts;
        this.reporters = reporters;
        this.discrepancies = discrepancies;
    }

    /** The verdict about each incident; empty in a plain match. */
    public Map<IncidentId, Verdict> verdicts() {
        return verdicts;
    }

    private static final LogWeighing PLAIN = new LogWeighing(Map.of(), Map.of(), Map.of());

    /** Reads the highest revision of each incident of the match in the log. */
    @FunctionalInterface
    public interface EventReader {
        /** Returns all of them: a match that is weighed fits into memory. */
        List<Event> read() throws SQLException;
    }

    /** Receives a difference between what is stored and the log. */
    @FunctionalInterface
    public interface DifferenceReader {
        /** Called for each difference; a missing value is null. */
        void differ(String what, String stored, String folded);
    }

    /** Weighs a match whose announcement, terms and owner are known, and notes whether it is weighed. */
    public static LogWeighing of(MatchState match, Sql sql, SportCatalogue catalogue, EventReader reader)
            throws SQLException {
        List<MatchStatement> statements = new ArrayList<>();
        Set<String> listed = new TreeSet<>();
        List<String> one = List.of(match.id());
        Set<String> sports = new TreeSet<>();
        sql.run(List.of(
                new StatementTable(sql).read(one, statements::add),
                new StatementTable(sql).listed(one, (id, source) -> listed.add(source)),
                new Sql.Statement("""
                        SELECT DISTINCT split_part(type, '.', 1) AS sport FROM event
                        WHERE match = ? AND source NOT LIKE 'touchline:%'
                        """, row -> sports.add(row.getString("sport")), match.id())));
        if (match.announcement() != null) {
            sports.add(match.announcement().sport());
        }
        List<Decision> decisions = of(Decision.class, statements);
        List<Handover> handovers = of(Handover.class, statements);
        List<MatchDeletion> deletions = of(MatchDeletion.class, statements);
        boolean decided = match.declaration() != null
                || !decisions.isEmpty()
                || !handovers.isEmpty()
                || !deletions.isEmpty()
                || !listed.isEmpty();
        match.delete(Rulings.of(decisions)
                .deletedAt(deletions.stream()
                        .filter(deletion -> deletion.reporter().mayAmend(match.owner()))
                        .toList()));
        match.weigh(decided);
        if (!decided && sports.size() < 2) {
            return PLAIN;
        }
        List<Event> events = reader.read();
        Map<String, Integer> counts = new TreeMap<>();
        events.forEach(event -> counts.merge(event.type().sport(), 1, Integer::sum));
        if (match.announcement() != null) {
            counts.putIfAbsent(match.announcement().sport(), 0);
        }
        match.weigh(decided || counts.size() > 1);
        if (!match.weighed()) {
            return PLAIN;
        }
        Map<String, Heard> heard = new ReporterTable(sql).inLog(match.id());
        Map<String, Progress> progress = Progress.of(events);
        heard.replaceAll((source, known) -> known.at(progress.get(source)));
        Weighing weighing = new Weighing(
                new Weighing.Inputs(
                        sport(match, counts),
                        match.declaration() == null ? null : new Declaration(match.declaration()),
                        heard.keySet(),
                        handovers,
                        decisions,
                        new StatementTable(sql).inEffect(match.id(), listed, List.of(), key -> false)),
                catalogue.variant(match.variant()));
        Weighing.Outcome outcome = weighing.weigh(events, progress);
        return new LogWeighing(outcome.verdicts(), heard, DiscrepancyTable.rows(match.id(), outcome.discrepancies()));
    }

    private static String sport(MatchState match, Map<String, Integer> counts) {
        if (match.announcement() != null) {
            return match.announcement().sport();
        }
        // In the order of the names, so that the first of equally many stays.
        return counts.entrySet().stream()
                .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static <T> List<T> of(Class<T> type, List<MatchStatement> statements) {
        return statements.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Compares the stored sources and discrepancies of the match. */
    public void compare(String match, Sql sql, DifferenceReader reader) throws SQLException {
        Map<String, Heard> storedReporters = new TreeMap<>();
        Map<String, Stored> stored = new TreeMap<>();
        sql.run(List.of(
                new ReporterTable(sql).read(List.of(match), (id, one) -> storedReporters.put(one.source(), one)),
                DiscrepancyTable.read(match, row -> stored.put(row.id(), row))));
        for (String source : union(storedReporters, reporters)) {
            Heard one = storedReporters.get(source);
            Heard other = reporters.get(source);
            if (one == null || other == null || !Objects.equals(one.progress(), other.progress())) {
                reader.differ("reporter " + source, text(one), text(other));
            }
        }
        for (String id : union(stored, discrepancies)) {
            Stored one = stored.get(id);
            Stored other = discrepancies.get(id);
            if (!Objects.equals(one, other)) {
                reader.differ("discrepancy " + id, Objects.toString(one, null), Objects.toString(other, null));
            }
        }
    }

    private static String text(Heard heard) {
        return heard == null ? null : Objects.toString(heard.progress(), "no incident");
    }

    private static <T> Set<String> union(Map<String, T> one, Map<String, T> other) {
        Set<String> union = new TreeSet<>(one.keySet());
        union.addAll(other.keySet());
        return union;
    }

    /** Stores sources and discrepancies of the match instead of those that are stored. */
    public void write(String match, Sql sql, Instant now) throws SQLException {
        Map<String, Stored> stored = new HashMap<>();
        DiscrepancyTable table = new DiscrepancyTable(sql);
        sql.run(List.of(DiscrepancyTable.read(match, row -> stored.put(row.id(), row))));
        List<Sql.Statement> statements = new ArrayList<>(table.write(
                DiscrepancyTable.changed(stored, discrepancies), DiscrepancyTable.closed(stored, discrepancies), now));
        statements.add(Sql.Statement.of(
                "DELETE FROM reporter WHERE match = ? AND source <> ALL (?)",
                match,
                sql.array("text", reporters.keySet().toArray())));
        if (!reporters.isEmpty()) {
            statements.add(new ReporterTable(sql)
                    .write(reporters.values().stream()
                            .map(heard -> new ReporterTable.Row(match, heard))
                            .toList()));
        }
        sql.run(statements);
    }
}
