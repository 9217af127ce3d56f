package dev.touchline.statistics;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.LogEntry;
import dev.touchline.format.TallyJson;
import dev.touchline.format.UpdateJson;
import dev.touchline.match.MatchState;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Score;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** The tables of the event log, within one transaction. Each statement takes a whole batch. */
final class LogTables {

    private final Connection connection;
    private final SportCatalogue catalogue;

    LogTables(Connection connection, SportCatalogue catalogue) {
        this.connection = connection;
        this.catalogue = catalogue;
    }

    /** A report that is in the log: its content, and the update it made or null. */
    record Known(String content, UpdateJson.Written update) {}

    /** The highest revision of an incident, the change that made it so, and whether this transaction made it. */
    record Current(Event event, long seq, boolean changed) {}

    /** A report for the log, with the update it made or null. */
    record LoggedReport(MatchReport report, String content, UpdateJson.Written update) {}

    /** A report that contradicts the log. */
    record Conflict(MatchReport report, String content, String reason) {}

    /** Another process stored one of the keys meanwhile, for another match; with its commit in view, try again. */
    static final class LostRaceException extends SQLException {
        private static final long serialVersionUID = 1L;

        LostRaceException() {
            // SQLSTATE 40001: serialization failure, which is what it is.
            super("another process stored the same incident for another match", "40001");
        }
    }

    /** Creates the matches that are not there, locks all of them in the order of their ids, and reads them. */
    Map<String, MatchState> lock(SortedMap<String, String> sportByMatch) throws SQLException {
        Object[] ids = sportByMatch.keySet().toArray();
        execute("""
                INSERT INTO match (id, sport)
                SELECT * FROM unnest(?::text[], ?::text[])
                ON CONFLICT (id) DO NOTHING
                """, array("text", ids), array("text", sportByMatch.values().toArray()));
        Map<String, MatchState> matches = new HashMap<>();
        query(
                """
                SELECT id, sport, announced_revision, announced_at, competition, stage, group_name, home, away,
                       kick_off, venue, tally, seq
                FROM match WHERE id = ANY (?) ORDER BY id FOR UPDATE
                """,
                row -> {
                    String tally = row.getString("tally");
                    matches.put(
                            row.getString("id"),
                            new MatchState(
                                    row.getString("id"),
                                    announcement(row),
                                    tally == null ? new MatchTally() : TallyJson.read(tally),
                                    row.getLong("seq")));
                },
                array("text", ids));
        return matches;
    }

    private static Announcement announcement(ResultSet row) throws SQLException {
        long revision = row.getLong("announced_revision");
        if (row.wasNull()) {
            return null;
        }
        return new Announcement(
                row.getString("id"),
                revision,
                row.getString("sport"),
                row.getString("competition"),
                row.getString("stage"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                instant(row, "kick_off"),
                row.getString("venue"),
                instant(row, "announced_at"));
    }

    /** Which of the reports' keys are in the log, in the order of their changes. */
    Map<RevisionKey, Known> known(List<MatchReport> reports) throws SQLException {
        Map<RevisionKey, Known> known = new LinkedHashMap<>();
        query(
                """
                SELECT e.source, e.id, e.revision, e.content, e.match, e.seq, e.update
                FROM unnest(?::text[], ?::text[], ?::bigint[]) AS k (source, id, revision)
                JOIN event e ON e.source = k.source AND e.id = k.id AND e.revision = k.revision
                ORDER BY e.match, e.seq
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
                                            : new UpdateJson.Written(
                                                    row.getString("match"), row.getLong("seq"), update)));
                },
                array("text", reports, report -> report.incident().source()),
                array("text", reports, report -> report.incident().id()),
                array("bigint", reports, MatchReport::revision));
        return known;
    }

    /** The incidents as they stand. */
    Map<IncidentId, Current> current(Collection<IncidentId> ids) throws SQLException {
        Map<IncidentId, Current> current = new LinkedHashMap<>();
        query(
                """
                SELECT i.source, i.id, i.content, i.received_at, i.seq
                FROM unnest(?::text[], ?::text[]) AS k (source, id)
                JOIN incident i ON i.source = k.source AND i.id = k.id
                """,
                row -> current.put(
                        new IncidentId(row.getString("source"), row.getString("id")),
                        new Current(
                                LogEntry.event(row.getString("content"), instant(row, "received_at"), catalogue),
                                row.getLong("seq"),
                                false)),
                array("text", ids, IncidentId::source),
                array("text", ids, IncidentId::id));
        return current;
    }

    /**
     * Adds to the log.
     *
     * @throws LostRaceException if a key has come in meanwhile
     */
    void insert(List<LoggedReport> reports, Instant storedAt) throws SQLException {
        if (reports.isEmpty()) {
            return;
        }
        // In the order of the keys, so that two processes with the same keys wait for each other in one direction.
        List<LoggedReport> sorted = reports.stream()
                .sorted(Comparator.comparing(
                                (LoggedReport logged) -> logged.report().incident())
                        .thenComparing(logged -> logged.report().revision()))
                .toList();
        int inserted = execute(
                """
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, update)
                SELECT source, id, revision, match, type, content::json, received_at, ?, seq, update::json
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                            ?::bigint[], ?::text[])
                     AS r (source, id, revision, match, type, content, received_at, seq, update)
                ON CONFLICT DO NOTHING
                """,
                time(storedAt),
                array("text", sorted, logged -> logged.report().incident().source()),
                array("text", sorted, logged -> logged.report().incident().id()),
                array("bigint", sorted, logged -> logged.report().revision()),
                array("text", sorted, logged -> logged.report().match()),
                array("text", sorted, logged -> logged.report().type().toString()),
                array("text", sorted, LoggedReport::content),
                array("timestamptz", sorted, logged -> logged.report()
                        .receivedAt()
                        .toString()),
                array(
                        "bigint",
                        sorted,
                        logged ->
                                logged.update() == null ? null : logged.update().seq()),
                array(
                        "text",
                        sorted,
                        logged ->
                                logged.update() == null ? null : logged.update().json()));
        if (inserted != sorted.size()) {
            throw new LostRaceException();
        }
    }

    /**
     * Writes the incidents that this transaction changed.
     *
     * @throws LostRaceException if one of them has come in meanwhile for another match
     */
    void upsertIncidents(Collection<Current> all) throws SQLException {
        List<Current> incidents = all.stream()
                .filter(Current::changed)
                .sorted(Comparator.comparing(current -> current.event().incident()))
                .toList();
        if (incidents.isEmpty()) {
            return;
        }
        int written = execute(
                """
                INSERT INTO incident (source, id, match, revision, content, received_at, seq, period_order, minute,
                                      stoppage)
                SELECT source, id, match, revision, content::json, received_at, seq, period_order, minute, stoppage
                FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[], ?::bigint[],
                            ?::integer[], ?::integer[], ?::integer[])
                     AS r (source, id, match, revision, content, received_at, seq, period_order, minute, stoppage)
                ON CONFLICT (source, id) DO UPDATE
                SET revision = excluded.revision, content = excluded.content, received_at = excluded.received_at,
                    seq = excluded.seq, period_order = excluded.period_order, minute = excluded.minute,
                    stoppage = excluded.stoppage
                WHERE incident.match = excluded.match AND incident.revision < excluded.revision
                """,
                array("text", incidents, current -> current.event().incident().source()),
                array("text", incidents, current -> current.event().incident().id()),
                array("text", incidents, current -> current.event().match()),
                array("bigint", incidents, current -> current.event().revision()),
                array("text", incidents, current -> LogEntry.write(current.event())),
                array("timestamptz", incidents, current -> current.event()
                        .receivedAt()
                        .toString()),
                array("bigint", incidents, Current::seq),
                array("integer", incidents, current -> position(current.event()).period()),
                array("integer", incidents, current -> position(current.event()).minute()),
                array("integer", incidents, current -> position(current.event()).stoppage()));
        if (written != incidents.size()) {
            throw new LostRaceException();
        }
    }

    private Sport.Position position(Event event) {
        Sport sport = catalogue.sport(event.type().sport());
        Sport.PhaseChange change = catalogue.kind(event.type()).change();
        return sport.position(sport.complete(event.clock(), change == null ? null : change.period()));
    }

    /** Records what contradicts the log, each contradiction once. */
    void insertConflicts(List<Conflict> conflicts) throws SQLException {
        if (conflicts.isEmpty()) {
            return;
        }
        execute(
                """
                INSERT INTO conflict (source, id, revision, match, content, content_hash, reason, received_at)
                SELECT source, id, revision, match, content::json, md5(content), reason, received_at
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                     AS r (source, id, revision, match, content, reason, received_at)
                ON CONFLICT DO NOTHING
                """,
                array("text", conflicts, conflict -> conflict.report()
                        .incident()
                        .source()),
                array("text", conflicts, conflict -> conflict.report()
                        .incident()
                        .id()),
                array("bigint", conflicts, conflict -> conflict.report().revision()),
                array("text", conflicts, conflict -> conflict.report().match()),
                array("text", conflicts, Conflict::content),
                array("text", conflicts, Conflict::reason),
                array("timestamptz", conflicts, conflict -> conflict.report()
                        .receivedAt()
                        .toString()));
    }

    /** Writes what the matches have come to. */
    void update(Collection<MatchState> matches, Instant at) throws SQLException {
        if (matches.isEmpty()) {
            return;
        }
        String sql = """
                UPDATE match
                SET sport = coalesce(?, sport), announced_revision = ?, announced_at = ?, competition = ?, stage = ?,
                    group_name = ?, home = ?, away = ?, kick_off = ?, venue = ?, phase = ?, period = ?, minute = ?,
                    stoppage = ?, home_score = ?, away_score = ?, home_shootout = ?, away_shootout = ?, winner = ?,
                    tally = ?::json, updated_at = CASE WHEN seq = ? THEN updated_at ELSE ? END, seq = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (MatchState match : matches) {
                set(statement, parameters(match, at));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Object[] parameters(MatchState match, Instant at) {
        Announcement announced = match.announcement();
        boolean known = announced != null;
        MatchTally tally = match.tally();
        MatchClock clock = tally.clock();
        Score shootout = tally.shootout();
        return new Object[] {
            known ? announced.sport() : null,
            known ? announced.revision() : null,
            known ? time(announced.receivedAt()) : null,
            known ? announced.competition() : null,
            known ? announced.stage() : null,
            known ? announced.group() : null,
            known ? announced.home() : null,
            known ? announced.away() : null,
            known && announced.kickOff() != null ? time(announced.kickOff()) : null,
            known ? announced.venue() : null,
            tally.phase().code(),
            clock.period(),
            clock.minute(),
            clock.minute() == null ? null : clock.stoppage(),
            tally.score().home(),
            tally.score().away(),
            shootout == null ? null : shootout.home(),
            shootout == null ? null : shootout.away(),
            tally.winner() == null ? null : tally.winner().code(),
            TallyJson.write(tally),
            match.seq(),
            time(at),
            match.seq(),
            match.id()
        };
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, RowReader reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private int execute(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private Array array(String type, Object... values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private <T> java.sql.Array array(String type, Collection<T> rows, Function<T, Object> column) throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
