package dev.touchline.statistics.weighing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.Sql;
import dev.touchline.event.Event;
import dev.touchline.json.Json;
import dev.touchline.weighing.Discrepancy;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The table {@code discrepancy}, within one transaction that has locked the match. */
record DiscrepancyTable(Sql sql) {

    /** The longest id that is a text; a longer one is hashed. */
    private static final int MAX_ID = 200;

    /** A group of incidents of a match. */
    record MatchGroup(String match, String group) {}

    /** A row, without its times. */
    record Stored(String match, String id, String kind, String group, String content) {}

    /** The row of a discrepancy. */
    static Stored row(String match, Discrepancy discrepancy) {
        String key = discrepancy.key();
        String id = key.length() <= MAX_ID
                ? key
                : discrepancy.kind().code() + ":" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
        ObjectNode content = Json.MAPPER.createObjectNode();
        ArrayNode incidents = content.putArray("incidents");
        discrepancy.incidents().forEach(event -> incidents.add(incident(event)));
        return new Stored(match, id, discrepancy.kind().code(), discrepancy.group(), Json.write(content));
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
            node.put("minute", event.clock().minute())
                    .put("stoppage", event.clock().stoppage());
        }
        node.put("team", event.team() == null ? null : event.team().code());
        node.put("player", event.player());
        return node;
    }

    /** The rows by id. */
    static Map<String, Stored> rows(String match, Collection<Discrepancy> discrepancies) {
        Map<String, Stored> rows = new HashMap<>();
        discrepancies.stream().map(one -> row(match, one)).forEach(row -> rows.put(row.id(), row));
        return rows;
    }

    /** The statement that reads the open discrepancies of a match. */
    static Sql.Statement read(String match, Consumer<Stored> reader) {
        return new Sql.Statement(
                "SELECT match, id, kind, group_key, content FROM discrepancy WHERE match = ? AND closed_at IS NULL",
                row -> reader.accept(stored(row)),
                match);
    }

    /** The statement that reads the open discrepancies of some groups of matches. */
    Sql.Statement read(Collection<MatchGroup> groups, Consumer<Stored> reader) throws SQLException {
        return new Sql.Statement(
                """
                SELECT match, id, kind, group_key, content
                FROM unnest(?::text[], ?::text[]) AS g (match, group_key) JOIN discrepancy USING (match, group_key)
                WHERE closed_at IS NULL
                """,
                row -> reader.accept(stored(row)),
                sql.array("text", groups, MatchGroup::match),
                sql.array("text", groups, MatchGroup::group));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getString("match"),
                row.getString("id"),
                row.getString("kind"),
                row.getString("group_key"),
                row.getString("content"));
    }

    /** The statements that open or change some discrepancies and close others. */
    List<Sql.Statement> write(List<Stored> changed, List<Stored> closed, Instant now) throws SQLException {
        List<Sql.Statement> statements = new ArrayList<>();
        if (!changed.isEmpty()) {
            statements.add(Sql.Statement.of(
                    """
                    INSERT INTO discrepancy AS stored (match, id, kind, group_key, content, since, change)
                    SELECT match, id, kind, group_key, content::json, ?, nextval('discrepancy_change')
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                         AS r (match, id, kind, group_key, content)
                    ON CONFLICT (match, id) DO UPDATE
                    SET group_key = excluded.group_key, content = excluded.content, change = excluded.change,
                        since = CASE WHEN stored.closed_at IS NULL THEN stored.since ELSE excluded.since END,
                        closed_at = NULL
                    """,
                    Sql.timestamp(now),
                    sql.array("text", changed, Stored::match),
                    sql.array("text", changed, Stored::id),
                    sql.array("text", changed, Stored::kind),
                    sql.array("text", changed, Stored::group),
                    sql.array("text", changed, Stored::content)));
        }
        if (!closed.isEmpty()) {
            statements.add(Sql.Statement.of(
                    """
                    UPDATE discrepancy SET closed_at = ?, change = nextval('discrepancy_change')
                    FROM unnest(?::text[], ?::text[]) AS r (match, id)
                    WHERE discrepancy.match = r.match AND discrepancy.id = r.id
                    """,
                    Sql.timestamp(now),
                    sql.array("text", closed, Stored::match),
                    sql.array("text", closed, Stored::id)));
        }
        return statements;
    }

    /** The rows that are not as they were before, in the order of their ids. */
    static List<Stored> changed(Map<String, Stored> before, Map<String, Stored> after) {
        return after.values().stream()
                .filter(row -> !row.equals(before.get(row.id())))
                .sorted(Comparator.comparing(Stored::id))
                .toList();
    }

    /** The rows that are no longer. */
    static List<Stored> closed(Map<String, Stored> before, Map<String, Stored> after) {
        return before.values().stream()
                .filter(row -> !after.containsKey(row.id()))
                .sorted(Comparator.comparing(Stored::id))
                .toList();
    }
}
