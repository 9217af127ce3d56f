package dev.touchline.statistics.rebuild;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.UnreadableException;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.match.tally.TallyKeys;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.incident.IncidentTable;
import dev.touchline.weighing.Verdict;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a match from the log and from the projections, within one transaction. */
record ProjectionTables(Sql sql, SportCatalogue catalogue) {

    /** The source of repairs in the log; agents must not use the prefix {@code touchline:}. */
    private static final String REPAIR_SOURCE = "touchline:rebuild";

    /**
     * The changes of a match in the log.
     *
     * @param count number of log entries that made a change
     * @param last the highest seq, 0 if there is none
     * @param lastAt when the last change was stored, or null
     */
    record ChangeNumbers(long count, long last, Instant lastAt) {}

    /**
     * An incident in the log and in its projection.
     *
     * @param event the highest revision in the log, or null
     * @param seq of the change that this revision made, 0 if it made none
     * @param stored the row of the projection, or null
     */
    record IncidentPair(IncidentId id, Event event, long seq, StoredIncident stored) {}

    /** Receives the results of {@link #read}. */
    @FunctionalInterface
    interface LogVisitor {
        /** Called for each incident in the log, in the projection, or in both. */
        void incident(IncidentPair pair) throws SQLException;
    }

    /** A row of the projection. */
    record StoredIncident(
            long revision,
            String content,
            Instant receivedAt,
            long seq,
            int period,
            int minute,
            int stoppage,
            TallyKeys keys,
            Weight weight) {}

    /** The columns of a row that only weighed matches have. */
    record Weight(String group, String standing, List<String> confirmedBy, String counted, List<String> countsAs) {
        private static final Weight PLAIN = new Weight(null, null, List.of(), null, List.of());
    }

    void setSnapshot() throws SQLException {
        sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    /** Locks the row of the match, which is created if missing; returns true if it was. */
    boolean lock(String match, String sport) throws SQLException {
        int added =
                sql.execute("INSERT INTO match (id, sport) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", match, sport);
        sql.query("SELECT id FROM match WHERE id = ? FOR UPDATE", row -> {}, match);
        return added > 0;
    }

    /** The next match id, or null at the end. */
    String next(String after) throws SQLException {
        List<String> next = sql.list("""
                SELECT least((SELECT min(match) FROM event WHERE match > ?), (SELECT min(id) FROM match WHERE id > ?))
                """, row -> row.getString(1), after, after);
        return next.get(0);
    }

    /**
     * Reads the highest revision of each incident in the log of a match, joined with its row of the projection. Its time
     * of receipt is the one that counts.
     * Streamed, since a log may be larger than the heap.
     *
     * @throws UnreadableException if one of these log entries cannot be read
     */
    void read(String match, LogVisitor visitor) throws SQLException {
        sql.stream("""
                WITH logged AS (
                    SELECT DISTINCT ON (source, id) source, id, revision,
                           min(received_at) OVER (PARTITION BY source, id, type) AS first_received_at
                    FROM event WHERE match = ? AND source NOT LIKE 'touchline:%'
                    ORDER BY source, id, revision DESC
                )
                SELECT coalesce(logged.source, incident.source) AS source, coalesce(logged.id, incident.id) AS id,
                       logged.revision AS logged_revision, event.content AS logged_content,
                       event.received_at AS logged_received_at, logged.first_received_at, event.seq AS logged_seq,
                       incident.revision, incident.content, incident.received_at, incident.seq,
                       incident.period_order, incident.minute, incident.stoppage, incident.clock, incident.mark,
                       incident.figure, incident.reading, incident.included, incident.including,
                       incident.group_key, incident.standing, incident.confirmed_by, incident.counted, incident.counts_as
                FROM logged
                JOIN event ON event.match = ? AND event.source = logged.source AND event.id = logged.id
                    AND event.revision = logged.revision
                FULL JOIN (SELECT * FROM incident WHERE match = ?) AS incident
                    ON incident.source = logged.source AND incident.id = logged.id
                """, IncidentTable.ROWS_AT_ONCE, row -> read(row, visitor), match, match, match);
    }

    private void read(ResultSet row, LogVisitor visitor) throws SQLException {
        IncidentId id = new IncidentId(row.getString("source"), row.getString("id"));
        long revision = row.getLong("logged_revision");
        boolean logged = !row.wasNull();
        Event event = null;
        try {
            if (logged) {
                String content = row.getString("logged_content");
                event = LogEntryJson.event(content, Sql.instant(row, "logged_received_at"), catalogue);
                if (catalogue.kind(event.type()).keepsReceipt()) {
                    event = LogEntryJson.event(content, Sql.instant(row, "first_received_at"), catalogue);
                }
            }
        } catch (IllegalStateException e) {
            throw new UnreadableException(id, revision, e);
        }
        StoredIncident stored = stored(row);
        if (event != null || stored != null) {
            visitor.incident(new IncidentPair(id, event, row.getLong("logged_seq"), stored));
        }
    }

    private static StoredIncident stored(ResultSet row) throws SQLException {
        long revision = row.getLong("revision");
        if (row.wasNull()) {
            return null;
        }
        return new StoredIncident(
                revision,
                row.getString("content"),
                Sql.instant(row, "received_at"),
                row.getLong("seq"),
                row.getInt("period_order"),
                row.getInt("minute"),
                row.getInt("stoppage"),
                new TallyKeys(
                        row.getObject("clock", Long.class),
                        numbers(row, "mark"),
                        row.getString("figure"),
                        numbers(row, "reading"),
                        row.getString("included"),
                        row.getString("including")),
                new Weight(
                        row.getString("group_key"),
                        row.getString("standing"),
                        texts(row, "confirmed_by"),
                        row.getString("counted"),
                        texts(row, "counts_as")));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static List<Long> numbers(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : List.of((Long[]) array.getArray());
    }

    boolean isLogged(String match) throws SQLException {
        String query = "SELECT EXISTS (SELECT FROM event WHERE match = ?)";
        return sql.first(query, row -> row.getBoolean(1), match).orElseThrow();
    }

    ChangeNumbers changes(String match) throws SQLException {
        Optional<ChangeNumbers> changes = sql.first(
                """
                SELECT count(*) OVER () AS changes, seq, stored_at
                FROM event WHERE match = ? AND seq IS NOT NULL
                ORDER BY seq DESC LIMIT 1
                """,
                row -> new ChangeNumbers(row.getLong("changes"), row.getLong("seq"), Sql.instant(row, "stored_at")),
                match);
        return changes.orElseGet(() -> new ChangeNumbers(0, 0, null));
    }

    /** The sport of a match in the log: of the announcement, otherwise of any event; null without either. */
    String sport(String match) throws SQLException {
        Optional<String> sport = sql.first(
                """
                SELECT split_part(type, '.', 1) AS sport FROM event
                WHERE match = ? AND (source NOT LIKE 'touchline:%' OR source LIKE ?)
                ORDER BY source LIKE ? DESC, source, id, revision DESC LIMIT 1
                """, row -> row.getString("sport"), match, Announcement.SOURCE + "%", Announcement.SOURCE + "%");
        return sport.orElse(null);
    }

    /** When the last report of a match was received; null without any. */
    Instant lastReceipt(String match) throws SQLException {
        return sql.first("""
                        SELECT max(received_at) AS last FROM event
                        WHERE match = ? AND (source NOT LIKE 'touchline:%' OR source LIKE ?)
                        """, row -> Optional.ofNullable(Sql.instant(row, "last")), match, Announcement.SOURCE + "%")
                .flatMap(last -> last)
                .orElse(null);
    }

    /** The row of the match by column, empty if there is none. */
    Map<String, Object> row(String match) throws SQLException {
        Map<String, Object> columns = new LinkedHashMap<>();
        sql.query("SELECT * FROM match WHERE id = ?", row -> read(row, columns), match);
        return columns;
    }

    private static void read(ResultSet row, Map<String, Object> columns) throws SQLException {
        ResultSetMetaData meta = row.getMetaData();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            Object value =
                    switch (meta.getColumnTypeName(i)) {
                        case "timestamptz" -> row.getObject(i, OffsetDateTime.class);
                        case "json" -> row.getString(i);
                        default -> row.getObject(i);
                    };
            columns.put(meta.getColumnName(i), value);
        }
    }

    /**
     * The row that the incident should have if counted by the variant, or null if it is not in the log.
     *
     * @param verdict null in a plain match
     */
    StoredIncident folded(IncidentPair pair, String variant, Verdict verdict) {
        Event event = pair.event();
        if (event == null) {
            return null;
        }
        IncidentState state = new IncidentState(event, null, pair.seq(), false, false, variant, verdict);
        Sport.Position position = IncidentTable.position(IncidentTable.shown(state), catalogue.variant(variant));
        return new StoredIncident(
                event.revision(),
                LogEntryJson.write(event),
                event.receivedAt(),
                pair.seq(),
                position.period(),
                position.minute(),
                position.stoppage(),
                IncidentTable.keys(state.counted(), catalogue.variant(variant)),
                weight(state));
    }

    private static Weight weight(IncidentState state) {
        Verdict verdict = state.verdict();
        if (verdict == null) {
            return Weight.PLAIN;
        }
        IncidentId as = verdict.countsAs();
        return new Weight(
                verdict.group(),
                verdict.standing().code(),
                verdict.confirmedBy(),
                IncidentTable.countedText(state),
                as == null ? List.of() : List.of(as.source(), as.id()));
    }

    /** Logs a repair with its update. */
    void logRebuild(String sport, Instant at, String content, UpdateJson.PositionedUpdate positioned)
            throws SQLException {
        UpdateJson.EncodedUpdate update = positioned.update();
        sql.execute(
                """
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, position,
                                   update)
                VALUES (?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?::json)
                """,
                REPAIR_SOURCE,
                update.match(),
                update.seq(),
                update.match(),
                sport + ".rebuild",
                content,
                Sql.timestamp(at),
                Sql.timestamp(at),
                update.seq(),
                positioned.position(),
                update.json());
    }
}
