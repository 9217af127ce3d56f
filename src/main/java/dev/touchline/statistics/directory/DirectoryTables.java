package dev.touchline.statistics.directory;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.directory.DirectoryJson;
import dev.touchline.database.Sql;
import dev.touchline.directory.Directory;
import dev.touchline.directory.EntryHistory;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.Reporter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Teams and players, within one transaction. The transactions of all processes take turns: entries are rare, and those who
 * read them find out by one number whether any has changed.
 */
public record DirectoryTables(Sql sql) {

    /** Rows of an entry that are read: the last entries of accounts, and the last additions. */
    private static final int MAX_ROWS = 1_000;

    private record Key(String kind, String id) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::kind).thenComparing(Key::id);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Stores the first revision and the last entry of each reporter, and each addition, and what is in force then. */
    public void store(List<DirectoryEntry> entries) throws SQLException {
        sql.query("SELECT version FROM directory_version FOR UPDATE", row -> {});
        sql.executeBatch(
                """
                INSERT INTO directory_report AS stored
                    (kind, id, account, admin, addition, first_revision, revision, content, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?::json, ?)
                ON CONFLICT (kind, id, account, admin, addition) DO UPDATE
                SET first_revision = least(stored.first_revision, excluded.first_revision),
                    revision = greatest(stored.revision, excluded.revision),
                    content = CASE WHEN stored.revision < excluded.revision THEN excluded.content
                                   ELSE stored.content END,
                    received_at = CASE WHEN stored.revision < excluded.revision THEN excluded.received_at
                                       ELSE stored.received_at END
                """,
                entries.stream()
                        .map(entry -> new Object[] {
                            entry.type().kind(),
                            entry.id(),
                            Objects.toString(entry.reporter().account(), ""),
                            entry.reporter().admin(),
                            entry.adds() ? entry.aliases().get(0) : "",
                            entry.revision(),
                            entry.revision(),
                            LogEntryJson.write(entry),
                            Sql.timestamp(entry.receivedAt())
                        })
                        .toList());
        SortedMap<Key, EntryHistory> histories = new TreeMap<>();
        for (DirectoryEntry entry : entries) {
            Key key = new Key(entry.type().kind(), entry.id());
            if (!histories.containsKey(key)) {
                histories.put(key, history(entry.type(), entry.id()));
            }
        }
        boolean changed = false;
        for (Map.Entry<Key, EntryHistory> history : histories.entrySet()) {
            changed |= write(history.getKey(), history.getValue().inForce());
        }
        if (changed) {
            sql.execute("UPDATE directory_version SET version = version + 1");
        }
    }

    private EntryHistory history(EventType type, String id) throws SQLException {
        EntryHistory history = new EntryHistory();
        sql.query(
                """
                SELECT account, admin, first_revision, revision, content, received_at
                FROM directory_report WHERE kind = ? AND id = ? ORDER BY addition <> '', revision DESC LIMIT ?
                """,
                row -> history.add(row.getLong("first_revision"), entry(type, id, row)),
                type.kind(),
                id,
                MAX_ROWS);
        return history;
    }

    private static DirectoryEntry entry(EventType type, String id, ResultSet row) throws SQLException {
        String account = row.getString("account");
        return DirectoryJson.readStored(
                row.getString("content"),
                type,
                id,
                row.getLong("revision"),
                Sql.instant(row, "received_at"),
                account.isEmpty() ? Reporter.NONE : new Reporter(account, row.getBoolean("admin")));
    }

    /** Writes the entry in force and its names; returns whether it differs from the one before. */
    private boolean write(Key key, DirectoryEntry entry) throws SQLException {
        String content = LogEntryJson.write(entry);
        int changed = sql.execute("""
                INSERT INTO directory_entry AS stored (kind, id, content, received_at) VALUES (?, ?, ?::json, ?)
                ON CONFLICT (kind, id) DO UPDATE SET content = excluded.content, received_at = excluded.received_at
                WHERE stored.content::text <> excluded.content::text
                """, key.kind(), key.id(), content, Sql.timestamp(entry.receivedAt()));
        if (changed > 0) {
            sql.execute("DELETE FROM directory_name WHERE kind = ? AND id = ?", key.kind(), key.id());
            sql.execute(
                    "INSERT INTO directory_name (kind, name, id) SELECT ?, unnest(?::text[]), ?",
                    key.kind(),
                    sql.array("text", Directory.names(entry), name -> name),
                    key.id());
        }
        return changed > 0;
    }
}
