package dev.touchline.live.reports;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.event.Decision;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.SignOfLife;
import dev.touchline.http.Page;
import dev.touchline.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the log of a match: what sources reported and operators decided. Every method blocks. */
@ApplicationScoped
class ReportReader {

    /** Characters of an item beside the stored content. */
    private static final int ITEM_OVERHEAD = 300;

    private static final String OWN_PREFIX = "touchline:";

    /**
     * Reports of a match in the order of the primary key. Announcements, line-ups and deletions are no reports of a source,
     * and theirs contain names of accounts. In a plain match, every incident counts that is not cancelled.
     */
    private static final String REPORTS = """
            SELECT event.source, event.id, event.revision, event.type, event.content, event.received_at, event.seq,
                   incident.standing,
                   CASE WHEN incident.standing IS NOT NULL THEN counts_as
                        WHEN incident.id IS NOT NULL AND event.content ->> 'status' <> 'cancelled'
                        THEN ARRAY[event.source, event.id] END AS counts_as
            FROM event
            LEFT JOIN incident ON incident.match = event.match AND incident.source = event.source
                AND incident.id = event.id AND incident.revision = event.revision
            WHERE event.match = ? AND %s AND (event.source, event.id, event.revision) > (?, ?, ?)
            ORDER BY event.source, event.id, event.revision
            """;

    /** Events, and the statements that decide about them; not the rows of updates that no report made. */
    private static final String ALL = "(event.source NOT LIKE '%s%%' OR event.source IN ('%s', '%s', '%s', '%s'))"
            .formatted(OWN_PREFIX, Decision.SOURCE, FullList.SOURCE, Handover.SOURCE, SignOfLife.SOURCE);

    /** The reports of one source, with the full lists and signs of life about it. */
    private static final String OF_SOURCE = "(event.source = ? OR event.source IN ('%s', '%s') AND event.id = ?)"
            .formatted(FullList.SOURCE, SignOfLife.SOURCE);

    private static final String DECISIONS = """
            SELECT id, content, received_at, EXISTS (
                SELECT FROM event AS later
                WHERE later.match = event.match AND later.source = event.source
                  AND later.content ->> 'action' = 'take-back' AND later.content ->> 'takesBack' = event.id) AS taken_back
            FROM event
            WHERE match = ? AND source = ? AND (received_at, id) > (?::timestamptz, ?)
            ORDER BY received_at, id
            """;

    private final Queries queries;

    ReportReader(Queries queries) {
        this.queries = queries;
    }

    /** The reports of a match, those of one source or, for null, all. */
    Page<ObjectNode> reports(String match, String source, int limit, String cursor) {
        String[] after = Page.decode(cursor, 3);
        List<Object> parameters = new ArrayList<>(List.of(match));
        if (source != null) {
            parameters.addAll(List.of(source, source));
        }
        parameters.addAll(after == null ? List.of("", "", 0L) : List.of(after[0], after[1], Page.number(after[2])));
        String sql = REPORTS.formatted(source == null ? ALL : OF_SOURCE);
        return Item.page(queries, sql, ReportReader::report, parameters, limit);
    }

    private static Item report(ResultSet row) throws SQLException {
        String content = row.getString("content");
        String source = row.getString("source");
        String id = row.getString("id");
        ObjectNode view = content(content);
        view.put("type", row.getString("type"));
        if (source.startsWith(OWN_PREFIX)) {
            describe(view, source, id);
        }
        view.put("receivedAt", Sql.instant(row, "received_at").toString());
        view.put("seq", row.getObject("seq", Long.class));
        view.put("standing", row.getString("standing"));
        Array counted = row.getArray("counts_as");
        if (counted == null) {
            view.putNull("countsAs");
        } else {
            String[] incident = (String[]) counted.getArray();
            view.putObject("countsAs").put("source", incident[0]).put("id", incident[1]);
        }
        return new Item(view, content.length() + ITEM_OVERHEAD, Page.cursor(source, id, row.getLong("revision")));
    }

    // The content of a statement lacks the fields of its key.
    private static void describe(ObjectNode view, String source, String id) {
        switch (source) {
            case Decision.SOURCE -> view.put("id", id);
            case FullList.SOURCE, SignOfLife.SOURCE -> view.put("source", id);
            case Handover.SOURCE -> {
                // Its content has both sources.
            }
            default -> view.put("id", id);
        }
    }

    /** The decisions about a match. */
    Page<ObjectNode> decisions(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 2);
        List<Object> parameters = new ArrayList<>(List.of(match, Decision.SOURCE));
        parameters.addAll(
                after == null
                        ? List.of("-infinity", "")
                        : List.of(Page.instant(after[0]).toString(), after[1]));
        return Item.page(queries, DECISIONS, ReportReader::decision, parameters, limit);
    }

    private static Item decision(ResultSet row) throws SQLException {
        Instant receivedAt = Sql.instant(row, "received_at");
        String content = row.getString("content");
        String id = row.getString("id");
        ObjectNode view = content(content);
        view.put("id", id);
        view.put("receivedAt", receivedAt.toString());
        view.put("takenBack", row.getBoolean("taken_back"));
        return new Item(view, content.length() + ITEM_OVERHEAD, Page.cursor(receivedAt, id));
    }

    private static ObjectNode content(String json) {
        return Json.parse(json) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
