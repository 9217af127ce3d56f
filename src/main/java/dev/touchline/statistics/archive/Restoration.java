package dev.touchline.statistics.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.ReportersJson;
import dev.touchline.database.Sql;
import dev.touchline.statistics.archive.Deletion.State;
import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.ArchiveReader;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.competition.CompetitionTable.Terms;
import dev.touchline.statistics.rebuild.Rebuild;
import dev.touchline.statistics.storage.EventLogTables;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statements that restore a competition, each method within one transaction. The matches stay hidden until all of
 * them are restored, and then appear in one transaction. A restore that was interrupted begins anew.
 */
record Restoration(ArchiveHeader header, Sql sql) {

    private static final int MAX_ROWS = 500;
    /** Characters of rows in one statement, unless a single row has more. */
    private static final int MAX_LENGTH = 1024 * 1024;

    /** Throws RefusedException if the competition, or one of the matches, exists. */
    void requireAbsent(List<String> matches) throws SQLException {
        String competition = header.competition();
        Optional<String> existing = sql.first(
                "SELECT id FROM match WHERE id = ANY (?) AND deleted_at IS NULL ORDER BY id LIMIT 1",
                row -> row.getString("id"),
                sql.array("text", matches.toArray()));
        if (existing.isPresent()) {
            throw new RefusedException("The match %s exists. A restore replaces nothing.".formatted(existing.get()));
        }
        boolean exists = sql.first(
                        "SELECT EXISTS (SELECT FROM match WHERE competition = ?) OR EXISTS (SELECT FROM competition WHERE id = ?)",
                        row -> row.getBoolean(1),
                        competition,
                        competition)
                .orElseThrow();
        if (exists) {
            throw new RefusedException("The competition %s exists. A restore replaces nothing.".formatted(competition));
        }
        if (new Deletion(sql)
                .find(competition)
                .filter(one -> one.state() == State.DELETING)
                .isPresent()) {
            throw new RefusedException(
                    "The competition %s is not deleted completely. Delete it again first.".formatted(competition));
        }
    }

    /** Begins to restore: from now on, definitions of the competition are late. */
    void begin(List<String> matches) throws SQLException {
        new CompetitionTable(sql).lock(header.competition());
        requireAbsent(matches);
        sql.execute("""
                INSERT INTO deleted_competition (id, deleted_at, state, definitions) VALUES (?, clock_timestamp(), ?, '{}')
                ON CONFLICT (id) DO UPDATE SET state = excluded.state
                """, header.competition(), State.RESTORING.code());
    }

    /**
     * Restores the reports of a match with what follows from them.
     *
     * @param match its line
     * @param lines its reports and conflicts; read up to the line of the next match
     * @return the line of the next match, or null after the last one
     * @throws IOException if the archive is damaged
     */
    ArchiveLine restore(ArchiveLine match, ArchiveReader lines, EventLogTables log, Rebuild rebuild)
            throws SQLException, IOException {
        new Deletion(sql).require(header.competition(), State.RESTORING);
        ArchiveSource.useUtc(sql);
        ObjectNode archived = match.content();
        String id = archived.path("id").asText();
        sql.execute(
                "INSERT INTO match (id, sport, deleted_at) VALUES (?, ?, clock_timestamp()) ON CONFLICT (id) DO NOTHING",
                id,
                archived.path("sport").asText());
        sql.execute(
                "INSERT INTO tombstone (match, competition, reports) VALUES (?, ?, '') ON CONFLICT (match) DO NOTHING",
                id,
                header.competition());
        Deletion deletion = new Deletion(sql);
        deletion.lockHidden(id);
        // An interrupted restore may have left rows.
        deletion.clear(id);
        ArchiveLine next = insert(id, lines);
        rebuild.project(
                id,
                new Terms(
                        archived.path("variant").textValue(),
                        archived.has("declaration")
                                ? ReportersJson.readStored(
                                        archived.path("declaration").toString())
                                : null),
                log);
        sql.execute("UPDATE match SET competition = NULL WHERE id = ?", id);
        return next;
    }

    // Subscribers have received the updates: they must not pass for new ones. If this archive is the one with which the
    // match was deleted, then its positions are free, and of the past.
    private boolean keepsPositions(String match) throws SQLException {
        return sql.first(
                        "SELECT archive IS NOT DISTINCT FROM ? AS kept FROM tombstone WHERE match = ?",
                        row -> row.getBoolean("kept"),
                        header.id(),
                        match)
                .orElseThrow();
    }

    private ArchiveLine insert(String match, ArchiveReader lines) throws SQLException, IOException {
        String omitted = keepsPositions(match) ? null : "position";
        List<String> rows = new ArrayList<>();
        Kind kind = Kind.EVENT;
        int length = 0;
        ArchiveLine line = lines.next();
        while (line != null && line.kind() != Kind.MATCH) {
            if (line.kind() != kind || rows.size() == MAX_ROWS || length > MAX_LENGTH) {
                insert(kind, match, omitted, rows);
                length = 0;
                kind = line.kind();
            }
            rows.add(line.row());
            length += line.row().length();
            line = lines.next();
        }
        insert(kind, match, omitted, rows);
        return line;
    }

    private void insert(Kind kind, String match, String omitted, List<String> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String array = "[" + String.join(",", rows) + "]";
        sql.execute(ArchivedTable.read(kind, sql).insert(header.columns().get(kind), omitted), array);
        rows.clear();
    }

    /**
     * Shows the restored competition.
     *
     * @param lines at the beginning of the archive
     * @throws IOException if the archive is damaged
     */
    void finish(List<String> matches, ArchiveReader lines) throws SQLException, IOException {
        Object ids = sql.array("text", matches.toArray());
        sql.query("SELECT id FROM match WHERE id = ANY (?) ORDER BY id FOR UPDATE", row -> {}, ids);
        new CompetitionTable(sql).lock(header.competition());
        new Deletion(sql).require(header.competition(), State.RESTORING);
        List<String> rows = new ArrayList<>();
        for (ArchiveLine line = lines.next(); line != null && line.kind() == Kind.COMPETITION; line = lines.next()) {
            rows.add(line.row());
            insert(Kind.COMPETITION, null, null, rows);
        }
        sql.execute(
                "UPDATE match SET deleted_at = NULL, competition = ? WHERE id = ANY (?) AND deleted_at IS NOT NULL",
                header.competition(),
                ids);
        sql.execute("DELETE FROM tombstone WHERE match = ANY (?)", ids);
        // Matches that another archive has may be deleted still.
        sql.execute("""
                DELETE FROM deleted_competition
                WHERE id = ? AND NOT EXISTS (SELECT FROM tombstone WHERE competition = deleted_competition.id)
                """, header.competition());
        sql.execute(
                "UPDATE deleted_competition SET state = ? WHERE id = ?", State.DELETED.code(), header.competition());
        Deletion.count(sql);
    }
}
