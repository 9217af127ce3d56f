package dev.touchline.live.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.codec.directory.DirectoryJson;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.directory.Directory;
import dev.touchline.directory.EntryHistory;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import dev.touchline.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads teams and players from the database. Every method blocks. */
@ApplicationScoped
public class DirectoryReader {

    /** Names of a query. */
    private static final int MAX_NAMES = 5_000;

    /** Entries of a query: names that very many entries have are nobody's. */
    private static final int MAX_ENTRIES = 20_000;

    private static final int MAX_REPORTS = 1_000;

    private static final String BY_NAMES = """
            SELECT id, content, received_at FROM directory_entry
            WHERE kind = ? AND id IN (SELECT id FROM directory_name WHERE kind = ? AND name = ANY (?) LIMIT ?)
            """;

    private final Queries queries;

    DirectoryReader(Queries queries) {
        this.queries = queries;
    }

    /** The teams and players with these names, ids or aliases. */
    public Directory directory(Collection<String> teams, Collection<String> players) {
        List<TeamEntry> foundTeams = entries(TeamEntry.TYPE, teams).stream()
                .map(TeamEntry.class::cast)
                .toList();
        List<PlayerEntry> foundPlayers = entries(PlayerEntry.TYPE, players).stream()
                .map(PlayerEntry.class::cast)
                .toList();
        return foundTeams.isEmpty() && foundPlayers.isEmpty()
                ? Directory.EMPTY
                : new Directory(foundTeams, foundPlayers);
    }

    /** The teams of an array of objects with {@code id} and {@code content}. */
    public static Directory teams(String entries) {
        List<TeamEntry> teams = new ArrayList<>();
        for (JsonNode entry : Json.parse(entries.getBytes(StandardCharsets.UTF_8))) {
            String content = Json.write(entry.path("content"));
            teams.add((TeamEntry) DirectoryJson.readStored(
                    content, TeamEntry.TYPE, entry.path("id").asText(), 1, Instant.EPOCH, Reporter.NONE));
        }
        return new Directory(teams.stream().distinct().toList(), List.of());
    }

    private List<DirectoryEntry> entries(EventType type, Collection<String> names) {
        List<String> distinct = names.stream().distinct().toList();
        List<DirectoryEntry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int from = 0; from < distinct.size(); from += MAX_NAMES) {
            List<String> some = distinct.subList(from, Math.min(distinct.size(), from + MAX_NAMES));
            for (DirectoryEntry entry : queries.query(
                    BY_NAMES,
                    row -> entry(type, row),
                    type.kind(),
                    type.kind(),
                    some.toArray(String[]::new),
                    MAX_ENTRIES)) {
                if (ids.add(entry.id())) {
                    entries.add(entry);
                }
            }
        }
        return entries;
    }

    /** The ids among these that entries have. */
    public Set<String> taken(EventType type, Collection<String> ids) {
        return new HashSet<>(queries.query(
                "SELECT id FROM directory_entry WHERE kind = ? AND id = ANY (?)",
                row -> row.getString("id"),
                type.kind(),
                ids.toArray(String[]::new)));
    }

    /** The entry in force with the id. */
    Optional<DirectoryEntry> entry(EventType type, String id) {
        return queries.first(
                "SELECT id, content, received_at FROM directory_entry WHERE kind = ? AND id = ?",
                row -> entry(type, row),
                type.kind(),
                id);
    }

    /**
     * The next entries in force, in the order of their ids.
     *
     * @param name an id, a name or an alias, or null for all
     */
    List<DirectoryEntry> entries(EventType type, String name, String after, int limit) {
        String named = "AND id IN (SELECT id FROM directory_name WHERE kind = ? AND name = ?)";
        List<Object> parameters = new ArrayList<>(List.of(type.kind(), after));
        if (name != null) {
            parameters.addAll(List.of(type.kind(), name));
        }
        parameters.add(limit);
        return queries.query(
                "SELECT id, content, received_at FROM directory_entry WHERE kind = ? AND id > ? "
                        + (name == null ? "" : named) + " ORDER BY id LIMIT ?",
                row -> entry(type, row),
                parameters.toArray());
    }

    /** The last entries of accounts that the team or the player does not belong to. */
    List<DirectoryEntry> foreign(EventType type, String id) {
        EntryHistory history = new EntryHistory();
        queries.query(
                        """
                        SELECT account, admin, first_revision, revision, content, received_at
                        FROM directory_report WHERE kind = ? AND id = ? AND addition = '' ORDER BY revision DESC LIMIT ?
                        """,
                        row -> new Sent(row.getLong("first_revision"), sent(type, id, row)),
                        type.kind(),
                        id,
                        MAX_REPORTS)
                .forEach(row -> history.add(row.first(), row.last()));
        return history.foreign();
    }

    private record Sent(long first, DirectoryEntry last) {}

    private static DirectoryEntry sent(EventType type, String id, ResultSet row) throws SQLException {
        String account = row.getString("account");
        return DirectoryJson.readStored(
                row.getString("content"),
                type,
                id,
                row.getLong("revision"),
                Sql.instant(row, "received_at"),
                account.isEmpty() ? Reporter.NONE : new Reporter(account, row.getBoolean("admin")));
    }

    private static DirectoryEntry entry(EventType type, ResultSet row) throws SQLException {
        // Revision and reporter of an entry in force are not read.
        return DirectoryJson.readStored(
                row.getString("content"), type, row.getString("id"), 1, Sql.instant(row, "received_at"), Reporter.NONE);
    }
}
