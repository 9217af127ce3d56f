package dev.touchline.statistics.weighing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.Sql;
import dev.touchline.event.Event;
import dev.touchline.json.Json;
import dev.touchline.weighing.Discrepancy;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The table {@code discrepancy}, within one transaction that has locked the match. */
record DiscrepancyTable(Sql sql) {

    /** The longest id that is a text; a longer one is hashed. */
    private static final int MAX_ID = 200;

    /** A row, without its times. */
    record Stored(String id, String kind, String group, String content) {}

    /** The row of a discrepancy. */
    static Stored row(Discrepancy discrepancy) {
        String key = discrepancy.key();
        String id = key.length() <= MAX_ID
                ? key
                : discrepancy.kind().code() + ":"
                        + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        ObjectNode content = Json.MAPPER.createObjectNode();
        ArrayNode incidents = content.putArray("incidents");
        discrepancy.incidents().forEach(event -> incidents.add(incident(event)));
        return new Stored(id, discrepancy.kind().code(), discrepancy.group(), Json.write(content));
    }

    private static ObjectNode incident(Event event) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("source", event.incident().source());
        node.put("id", event.incident().id());
        node.put("type", event.type().toString());
        node.put("period", event.clock().period());
        if (event.clock().minute() == null) {
            node.putNull("minute").putNull("stoppage");
        } else {
            node.put("minute", event.clock().minute()).put("stoppage", event.clock().stoppage());
        }
        node.put("team", event.team() == null ? null : event.team().code());
        node.put("player", event.player());
        return node;
    }

    /** The rows by id. */
    static Map<String, Stored> rows(Collection<Discrepancy> discrepancies) {
        Map<String, Stored> rows = new HashMap<>();
        discrepancies.stream().map(DiscrepancyTable::row).forEach(row -> rows.put(row.id(), row));
        return rows;
    }

    /** The statement that reads the open discrepancies of some groups of a match, for null of all. */
    Sql.Statement read(String match, Collection<String> groups, Consumer<Stored> reader) throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(match));
        if (groups != null) {
            parameters.add(sql.array("text", groups.toArray()));
        }
        return new Sql.Statement(
                "SELECT id, kind, group_key, content FROM discrepancy WHERE match = ? AND closed_at IS NULL"
                        + (groups == null ? "" : " AND group_key = ANY (?)"),
                row -> reader.accept(new Stored(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("group_key"),
                        row.getString("content"))),
                parameters.toArray());
    }

    /** The statements that open, change and close discrepancies. */
    List<Sql.Statement> write(String match, Map<String, Stored> before, Map<String, Stored> after, Instant now)
            throws SQLException {
        List<Stored> changed = after.values().stream()
                .filter(row -> !row.equals(before.get(row.id())))
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
        Object[] closed =
                before.keySet().stream().filter(id -> !after.containsKey(id)).sorted().toArray();
        List<Sql.Statement> statements = new ArrayList<>();
        if (!changed.isEmpty()) {
            statements.add(Sql.Statement.of(
                    """
                    INSERT INTO discrepancy AS stored (match, id, kind, group_key, content, since, change)
                    SELECT ?, id, kind, group_key, content::json, ?, nextval('discrepancy_change')
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS r (id, kind, group_key, content)
                    ON CONFLICT (match, id) DO UPDATE
                    SET group_key = excluded.group_key, content = excluded.content, change = excluded.change,
                        since = CASE WHEN stored.closed_at IS NULL THEN stored.since ELSE excluded.since END,
                        closed_at = NULL
                    """,
                    match,
                    Sql.timestamp(now),
                    sql.array("text", changed, Stored::id),
                    sql.array("text", changed, Stored::kind),
                    sql.array("text", changed, Stored::group),
                    sql.array("text", changed, Stored::content)));
        }
        if (closed.length > 0) {
            statements.add(Sql.Statement.of(
                    """
                    UPDATE discrepancy SET closed_at = ?, change = nextval('discrepancy_change')
                    WHERE match = ? AND id = ANY (?)
                    """, Sql.timestamp(now), match, sql.array("text", closed)));
        }
        return statements;
    }
}
