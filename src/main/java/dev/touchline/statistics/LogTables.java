package dev.touchline.statistics;

import dev.touchline.database.Sql;
import dev.touchline.event.Declaration;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.Instants;
import dev.touchline.format.LogEntry;
import dev.touchline.format.TallyJson;
import dev.touchline.format.UpdateJson;
import dev.touchline.match.MatchState;
import dev.touchline.match.MatchTally;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The tables of the event log, within one transaction. Each statement takes a whole batch. */
final class LogTables {

    private static final String UNIQUE_VIOLATION = "23505";

    /** Rows of a match that are read together. A row has up to about 20 kB, most of them details of an event. */
    static final int ROWS_AT_ONCE = 100;

    /**
     * Has the statements of a transaction look rows up by their keys. Tables that are small when a connection first
     * plans a statement would otherwise be read from end to end by it, and still are when they have grown, until
     * PostgreSQL has analyzed them, a minute later or more.
     */
    private static final Sql.Statement LOOK_UP_BY_KEYS = Sql.Statement.of("SET LOCAL enable_seqscan = off");

    /**
     * Has PostgreSQL plan each statement once. There is but one good plan, whatever the parameters are, and to find it
     * takes as long as to store a few reports.
     */
    private static final Sql.Statement PLAN_ONCE = Sql.Statement.of("SET LOCAL plan_cache_mode = force_generic_plan");

    private final Sql sql;
    private final SportCatalogue catalogue;
    private final String basis;

    /**
     * @param sql holds the transaction
     * @param basis what the tallies of this process rest on
     */
    LogTables(Sql sql, SportCatalogue catalogue, String basis) {
        this.sql = sql;
        this.catalogue = catalogue;
        this.basis = basis;
    }

    /** A report that is in the log: its content, and the update it made or null. */
    record Known(String content, UpdateJson.Placed update) {}

    /** What a transaction took for granted does not hold, or not any more: begin again, with less of it. */
    static final class BeginAgainException extends SQLException {
        private static final long serialVersionUID = 1L;

        BeginAgainException(String why) {
            // SQLSTATE 40001: serialization failure, which is what it is.
            super(why, "40001");
        }
    }

    /** Creates those of the matches that are not there, in the order of their ids. */
    void create(SortedMap<String, String> sportByMatch) throws SQLException {
        sql.execute(
                """
                INSERT INTO match (id, sport)
                SELECT * FROM unnest(?::text[], ?::text[])
                ON CONFLICT (id) DO NOTHING
                """,
                sql.array("text", sportByMatch.keySet().toArray()),
                sql.array("text", sportByMatch.values().toArray()));
    }

    /** What the transaction found, and what nobody changes before it ends. */
    record Standing(Map<String, MatchState> matches, Map<IncidentId, Batch.Current> incidents) {}

    /**
     * Locks all of the matches in the order of their ids, and reads them and the incidents.
     *
     * @throws BeginAgainException if one of the matches is not there
     */
    Standing lock(Set<String> ids, Set<IncidentId> incidentIds) throws SQLException {
        Map<String, MatchState> matches = new HashMap<>();
        List<String> stale = new ArrayList<>();
        Map<IncidentId, Batch.Current> incidents = new HashMap<>();
        List<Sql.Statement> statements =
                new ArrayList<>(List.of(LOOK_UP_BY_KEYS, PLAN_ONCE, lock(ids, matches, stale)));
        if (!incidentIds.isEmpty()) {
            statements.add(read(incidentIds, incidents));
        }
        sql.run(statements);
        if (matches.size() < ids.size()) {
            throw new BeginAgainException("a match has to be created");
        }
        recount(stale, matches);
        return new Standing(matches, incidents);
    }

    private Sql.Statement lock(Set<String> ids, Map<String, MatchState> matches, List<String> stale)
            throws SQLException {
        return new Sql.Statement(
                """
                SELECT id, sport, announced_revision, announced_at, competition, stage, group_name, home, away,
                       kick_off, venue, tally, basis, seq
                FROM match WHERE id = ANY (?) ORDER BY id FOR UPDATE
                """,
                row -> {
                    String id = row.getString("id");
                    boolean good = basis.equals(row.getString("basis"));
                    MatchTally tally = good ? TallyJson.read(row.getString("tally")) : new MatchTally();
                    matches.put(id, new MatchState(id, MatchRow.announcement(row), tally, row.getLong("seq")));
                    if (!good && row.getLong("seq") > 0) {
                        stale.add(id);
                    }
                },
                sql.array("text", ids.toArray()));
    }

    /** Counts matches anew whose tally rests on another catalogue. */
    private void recount(List<String> stale, Map<String, MatchState> matches) throws SQLException {
        if (stale.isEmpty()) {
            return;
        }
        // A match may have more incidents than fit into memory. Their tallies are still those of lock(), which are
        // empty.
        sql.stream(
                "SELECT match, content, received_at FROM incident WHERE match = ANY (?)",
                ROWS_AT_ONCE,
                row -> {
                    Event event = LogEntry.event(row.getString("content"), Sql.instant(row, "received_at"), catalogue);
                    matches.get(row.getString("match"))
                            .tally()
                            .add(event, catalogue.sport(event.type().sport()));
                },
                sql.array("text", stale.toArray()));
    }

    /** Which of the reports' keys are in the log, in the order of their changes. */
    Map<RevisionKey, Known> known(List<MatchReport> reports) throws SQLException {
        Map<RevisionKey, Known> known = new LinkedHashMap<>();
        if (reports.isEmpty()) {
            return known;
        }
        sql.query(
                """
                SELECT e.source, e.id, e.revision, e.content, e.position, e.update
                FROM unnest(?::text[], ?::text[], ?::bigint[]) AS k (source, id, revision)
                JOIN event e ON e.source = k.source AND e.id = k.id AND e.revision = k.revision
                ORDER BY e.position
                """,
                row -> {
                    String update = row.getString("update");
                    known.put(
                            new RevisionKey(
                                    new IncidentId(row.getString("source"), row.getString("id")),
                                    row.getLong("revision")),
                            new Known(
                                    row.getString("content"),
                                    update == null
                                            ? null
                                            : new UpdateJson.Placed(row.getLong("position"), UpdateJson.read(update))));
                },
                sql.array("text", reports, report -> report.incident().source()),
                sql.array("text", reports, report -> report.incident().id()),
                sql.array("bigint", reports, MatchReport::revision));
        return known;
    }

    private Sql.Statement read(Set<IncidentId> ids, Map<IncidentId, Batch.Current> incidents) throws SQLException {
        return new Sql.Statement(
                """
                SELECT i.source, i.id, i.content, i.received_at, i.seq
                FROM unnest(?::text[], ?::text[]) AS k (source, id)
                JOIN incident i ON i.source = k.source AND i.id = k.id
                """,
                row -> {
                    String content = row.getString("content");
                    incidents.put(
                            new IncidentId(row.getString("source"), row.getString("id")),
                            new Batch.Current(
                                    LogEntry.event(content, Sql.instant(row, "received_at"), catalogue),
                                    content,
                                    row.getLong("seq"),
                                    true,
                                    false));
                },
                sql.array("text", ids, IncidentId::source),
                sql.array("text", ids, IncidentId::id));
    }

    /**
     * Takes the next positions in the feed. From here to the end of the transaction every other one that has changes
     * to store waits, so that this comes last.
     *
     * @return the position before the first of them
     */
    long takePositions(int count) throws SQLException {
        List<Long> last = new ArrayList<>();
        sql.query(
                "UPDATE feed SET position = position + ? WHERE only_row RETURNING position",
                row -> last.add(row.getLong("position")),
                count);
        return last.get(0) - count;
    }

    /** What a transaction has come to. */
    record Outcome(
            Collection<Batch.Current> incidents,
            List<Batch.Conflict> conflicts,
            Collection<MatchState> matches,
            List<Batch.LoggedReport> logged) {}

    /**
     * Writes what the transaction has come to: incidents, conflicts, matches, and at the end the log with the updates,
     * which take the next positions in the feed: see {@link #takePositions}.
     *
     * @return the updates with their places, in the order of the reports
     * @throws BeginAgainException if a key has come in meanwhile for another match, or was not looked up
     */
    List<UpdateJson.Placed> write(Outcome outcome, Instant at) throws SQLException {
        List<Sql.Statement> statements = new ArrayList<>(incidents(outcome.incidents()));
        if (!outcome.conflicts().isEmpty()) {
            statements.add(conflicts(outcome.conflicts()));
        }
        if (!outcome.matches().isEmpty()) {
            statements.add(matches(outcome.matches(), at));
        }
        List<UpdateJson.Written> updates = outcome.logged().stream()
                .map(Batch.LoggedReport::update)
                .filter(Objects::nonNull)
                .toList();
        List<UpdateJson.Placed> placed = new ArrayList<>(updates.size());
        if (!outcome.logged().isEmpty()) {
            statements.add(log(
                    outcome.logged(),
                    updates,
                    row -> {
                        long position = row.getLong("before");
                        for (UpdateJson.Written update : updates) {
                            placed.add(new UpdateJson.Placed(++position, update));
                        }
                    },
                    at));
        }
        if (statements.isEmpty()) {
            return List.of();
        }
        try {
            sql.run(statements);
        } catch (SQLException e) {
            // Inserts go without ON CONFLICT, which looks into every index twice: losing is rare, and means to begin
            // anew either way.
            throw UNIQUE_VIOLATION.equals(e.getSQLState())
                    ? new BeginAgainException("another process stored the same incident for another match")
                    : e;
        }
        return placed;
    }

    private Sql.Statement log(
            List<Batch.LoggedReport> reports,
            List<UpdateJson.Written> updates,
            Sql.RowReader position,
            Instant storedAt)
            throws SQLException {
        // An update is itself and no other, whatever it says.
        Map<UpdateJson.Written, Long> places = new IdentityHashMap<>();
        updates.forEach(update -> places.put(update, places.size() + 1L));
        // In the order of the keys, so that two processes with the same keys wait for each other in one direction.
        List<Batch.LoggedReport> sorted = reports.stream()
                .sorted(Comparator.comparing(
                                (Batch.LoggedReport logged) -> logged.report().incident())
                        .thenComparing(logged -> logged.report().revision()))
                .toList();
        return new Sql.Statement(
                """
                WITH taken AS (
                    UPDATE feed SET position = position + ? WHERE only_row RETURNING position - ? AS before
                ), stored AS (
                    INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq,
                                       position, update)
                    SELECT source, id, revision, match, type, content::json,
                           received_at::timestamptz, ?, seq, before + place, update::json
                    FROM taken, unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                                       ?::bigint[], ?::bigint[], ?::text[])
                         AS r (source, id, revision, match, type, content, received_at, seq, place, update)
                )
                SELECT before FROM taken
                """,
                position,
                updates.size(),
                updates.size(),
                Sql.time(storedAt),
                sql.array("text", sorted, logged -> logged.report().incident().source()),
                sql.array("text", sorted, logged -> logged.report().incident().id()),
                sql.array("bigint", sorted, logged -> logged.report().revision()),
                sql.array("text", sorted, logged -> logged.report().match()),
                sql.array("text", sorted, logged -> logged.report().type().toString()),
                sql.array("text", sorted, Batch.LoggedReport::content),
                sql.array(
                        "text", sorted, logged -> Instants.write(logged.report().receivedAt())),
                sql.array(
                        "bigint",
                        sorted,
                        logged ->
                                logged.update() == null ? null : logged.update().seq()),
                sql.array("bigint", sorted, logged -> places.get(logged.update())),
                sql.array(
                        "text",
                        sorted,
                        logged ->
                                logged.update() == null ? null : logged.update().json()));
    }

    // Those that this transaction changed.
    private List<Sql.Statement> incidents(Collection<Batch.Current> incidents) throws SQLException {
        Map<Boolean, List<Batch.Current>> changed = incidents.stream()
                .filter(Batch.Current::changed)
                .sorted(Comparator.comparing(current -> current.event().incident()))
                .collect(Collectors.partitioningBy(Batch.Current::stored));
        List<Sql.Statement> statements = new ArrayList<>();
        if (!changed.get(false).isEmpty()) {
            statements.add(Sql.Statement.of("""
                    INSERT INTO incident (source, id, match, revision, content, received_at, seq, period_order, minute,
                                          stoppage)
                    SELECT source, id, match, revision, content::json, received_at::timestamptz, seq, period_order,
                           minute, stoppage
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],
                                ?::integer[], ?::integer[], ?::integer[])
                         AS r (source, id, match, revision, content, received_at, seq, period_order, minute, stoppage)
                    """, columns(changed.get(false))));
        }
        // Under the lock of their match, nobody else changes them.
        if (!changed.get(true).isEmpty()) {
            statements.add(Sql.Statement.of("""
                    UPDATE incident
                    SET revision = r.revision, content = r.content::json, received_at = r.received_at::timestamptz,
                        seq = r.seq, period_order = r.period_order, minute = r.minute, stoppage = r.stoppage
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[],
                                ?::integer[], ?::integer[], ?::integer[])
                         AS r (source, id, match, revision, content, received_at, seq, period_order, minute, stoppage)
                    WHERE incident.source = r.source AND incident.id = r.id
                    """, columns(changed.get(true))));
        }
        return statements;
    }

    private Object[] columns(List<Batch.Current> incidents) throws SQLException {
        List<Sport.Position> places = incidents.stream()
                .map(current -> position(current.event(), catalogue))
                .toList();
        return new Object[] {
            sql.array("text", incidents, current -> current.event().incident().source()),
            sql.array("text", incidents, current -> current.event().incident().id()),
            sql.array("text", incidents, current -> current.event().match()),
            sql.array("bigint", incidents, current -> current.event().revision()),
            sql.array("text", incidents, Batch.Current::content),
            sql.array(
                    "text", incidents, current -> Instants.write(current.event().receivedAt())),
            sql.array("bigint", incidents, Batch.Current::seq),
            sql.array("integer", places, Sport.Position::period),
            sql.array("integer", places, Sport.Position::minute),
            sql.array("integer", places, Sport.Position::stoppage)
        };
    }

    /** The tables seen from the log. */
    FoldTables fold() {
        return new FoldTables(sql, catalogue);
    }

    /** Where the event stands in the timeline. */
    static Sport.Position position(Event event, SportCatalogue catalogue) {
        Sport sport = catalogue.sport(event.type().sport());
        return sport.placeOf(event.clock(), catalogue.kind(event.type()));
    }

    // What contradicts the log, each contradiction once.
    private Sql.Statement conflicts(List<Batch.Conflict> conflicts) throws SQLException {
        return Sql.Statement.of(
                """
                INSERT INTO conflict (source, id, revision, match, content, content_hash, reason, received_at)
                SELECT source, id, revision, match, content::json, md5(content), reason,
                       received_at::timestamptz
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                     AS r (source, id, revision, match, content, reason, received_at)
                ON CONFLICT DO NOTHING
                """,
                sql.array("text", conflicts, conflict -> conflict.report()
                        .incident()
                        .source()),
                sql.array("text", conflicts, conflict -> conflict.report()
                        .incident()
                        .id()),
                sql.array("bigint", conflicts, conflict -> conflict.report().revision()),
                sql.array("text", conflicts, conflict -> conflict.report().match()),
                sql.array("text", conflicts, Batch.Conflict::content),
                sql.array("text", conflicts, Batch.Conflict::reason),
                sql.array(
                        "text",
                        conflicts,
                        conflict -> Instants.write(conflict.report().receivedAt())));
    }

    private Sql.Statement matches(Collection<MatchState> matches, Instant at) throws SQLException {
        List<Map<String, Object>> rows =
                matches.stream().map(match -> MatchRow.columns(match, basis)).toList();
        List<Object> parameters = new ArrayList<>();
        parameters.add(Sql.time(at));
        parameters.add(sql.array("text", matches, MatchState::id));
        for (MatchRow.Column column : MatchRow.COLUMNS) {
            parameters.add(sql.array(column.array(), rows, row -> column.written(row.get(column.name()))));
        }
        return Sql.Statement.of(MatchRow.UPDATE, parameters.toArray());
    }

    /** Keeps declarations that are later than what is there. */
    void declare(List<Declaration> declarations) throws SQLException {
        String insert = """
                INSERT INTO competition (id, revision, content, declared_at) VALUES (?, ?, ?::json, ?)
                ON CONFLICT (id) DO UPDATE
                SET revision = excluded.revision, content = excluded.content, declared_at = excluded.declared_at
                WHERE competition.revision < excluded.revision
                """;
        List<Declaration> sorted = declarations.stream()
                .sorted(Comparator.comparing(Declaration::competition))
                .toList();
        for (Declaration declaration : sorted) {
            sql.execute(
                    insert,
                    declaration.competition(),
                    declaration.revision(),
                    LogEntry.write(declaration),
                    Sql.time(declaration.receivedAt()));
        }
    }
}
