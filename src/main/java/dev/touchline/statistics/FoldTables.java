package dev.touchline.statistics;

import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.LogEntry;
import dev.touchline.format.UpdateJson;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the log says of a match, and what is stored of it beside the log, within one transaction. */
final class FoldTables {

    private final Sql sql;
    private final SportCatalogue catalogue;

    FoldTables(Sql sql, SportCatalogue catalogue) {
        this.sql = sql;
        this.catalogue = catalogue;
    }

    /**
     * What the log says of a match.
     *
     * @param announcement the latest, or null
     * @param incidents the highest revision of each, with the number of the change it made
     * @param changes how many reports made a change
     * @param last the number of the last change, 0 if there is none
     * @param lastAt the instant at which the last change was stored, or null
     */
    record Logged(
            Announcement announcement,
            SortedMap<IncidentId, Numbered> incidents,
            long changes,
            long last,
            Instant lastAt) {

        Iterable<Event> events() {
            return incidents.values().stream().map(Numbered::event).toList();
        }

        boolean nothing() {
            return announcement == null && incidents.isEmpty() && changes == 0;
        }
    }

    /** The log holds something that cannot be read, or not with the catalogue of this process. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String entry;

        UnreadableException(IncidentId incident, long revision, IllegalStateException cause) {
            super(cause.getMessage(), cause);
            this.entry = "log entry " + incident.source() + " " + incident.id() + " revision " + revision;
        }

        /** Which entry it is. */
        String entry() {
            return entry;
        }
    }

    /** An event with the number of the change it made; 0 if the log has none. */
    record Numbered(Event event, long seq) {}

    /** An incident as it is stored beside the log. */
    record Stored(long revision, String content, Instant receivedAt, long seq, int period, int minute, int stoppage) {}

    /** Makes this transaction see one moment, and change nothing. */
    void lookOnly() throws SQLException {
        sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }

    /**
     * Makes the match's row if it is not there, and locks it against everyone else's changes.
     *
     * @return whether it was not there
     */
    boolean lock(String match, String sport) throws SQLException {
        int made = sql.execute("INSERT INTO match (id, sport) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", match, sport);
        sql.query("SELECT id FROM match WHERE id = ? FOR UPDATE", row -> {}, match);
        return made > 0;
    }

    /** The match whose id comes next, or null at the end. */
    String next(String after) throws SQLException {
        List<String> next = new ArrayList<>();
        sql.query("""
                SELECT least((SELECT min(match) FROM event WHERE match > ?), (SELECT min(id) FROM match WHERE id > ?))
                """, row -> next.add(row.getString(1)), after, after);
        return next.get(0);
    }

    /**
     * What the log says.
     *
     * @throws UnreadableException if one of the entries that count cannot be read
     */
    Logged logged(String match) throws SQLException {
        SortedMap<IncidentId, Numbered> incidents = new TreeMap<>();
        List<Announcement> announcement = new ArrayList<>();
        sql.query(
                """
                SELECT DISTINCT ON (source, id) source, id, revision, content, received_at, seq
                FROM event WHERE match = ? AND source <> ?
                ORDER BY source, id, revision DESC
                """,
                row -> {
                    IncidentId incident = new IncidentId(row.getString("source"), row.getString("id"));
                    long revision = row.getLong("revision");
                    Instant receivedAt = Sql.instant(row, "received_at");
                    String content = row.getString("content");
                    try {
                        if (incident.source().equals(Announcement.SOURCE)) {
                            announcement.add(LogEntry.announcement(content, match, revision, catalogue, receivedAt));
                        } else {
                            Event event = LogEntry.event(content, receivedAt, catalogue);
                            incidents.put(incident, new Numbered(event, row.getLong("seq")));
                        }
                    } catch (IllegalStateException e) {
                        throw new UnreadableException(incident, revision, e);
                    }
                },
                match,
                Rebuild.SOURCE);
        List<Logged> logged = new ArrayList<>();
        Announcement latest = announcement.isEmpty() ? null : announcement.get(0);
        sql.query(
                """
                SELECT count(*) OVER () AS changes, seq, stored_at
                FROM event WHERE match = ? AND seq IS NOT NULL
                ORDER BY seq DESC LIMIT 1
                """,
                row -> logged.add(new Logged(
                        latest, incidents, row.getLong("changes"), row.getLong("seq"), Sql.instant(row, "stored_at"))),
                match);
        return logged.isEmpty() ? new Logged(latest, incidents, 0, 0, null) : logged.get(0);
    }

    /** The match's row, by column; empty if there is none. */
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

    /** The match's incidents as they are stored beside the log. */
    SortedMap<IncidentId, Stored> incidents(String match) throws SQLException {
        SortedMap<IncidentId, Stored> incidents = new TreeMap<>();
        sql.query(
                """
                SELECT source, id, revision, content, received_at, seq, period_order, minute, stoppage
                FROM incident WHERE match = ?
                """,
                row -> incidents.put(
                        new IncidentId(row.getString("source"), row.getString("id")),
                        new Stored(
                                row.getLong("revision"),
                                row.getString("content"),
                                Sql.instant(row, "received_at"),
                                row.getLong("seq"),
                                row.getInt("period_order"),
                                row.getInt("minute"),
                                row.getInt("stoppage"))),
                match);
        return incidents;
    }

    /** What should be stored of the event. */
    Stored stored(Numbered numbered) {
        Event event = numbered.event();
        Sport.Position position = LogTables.position(event, catalogue);
        return new Stored(
                event.revision(),
                LogEntry.write(event),
                event.receivedAt(),
                numbered.seq(),
                position.period(),
                position.minute(),
                position.stoppage());
    }

    /** Removes what is stored of the match's incidents beside the log, under whichever match it is. */
    void forgetIncidents(String match) throws SQLException {
        sql.execute("DELETE FROM incident WHERE match = ?", match);
        sql.execute("""
                DELETE FROM incident USING event
                WHERE event.match = ? AND incident.source = event.source AND incident.id = event.id
                """, match);
    }

    /** Logs a rebuild, which has the match's next number. */
    void logRebuild(String sport, Instant at, String content, UpdateJson.Placed placed) throws SQLException {
        UpdateJson.Written update = placed.update();
        sql.execute(
                """
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, position,
                                   update)
                VALUES (?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?::json)
                """,
                Rebuild.SOURCE,
                update.match(),
                update.seq(),
                update.match(),
                sport + ".rebuild",
                content,
                Sql.time(at),
                Sql.time(at),
                update.seq(),
                placed.position(),
                update.json());
    }
}
