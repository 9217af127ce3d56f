package dev.touchline.live.reports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.discrepancy.DiscrepancyView;
import dev.touchline.discrepancy.ReportedIncident;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.http.Page;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.weighing.Discrepancy;
import dev.touchline.weighing.Weighing;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the open discrepancies of a match. Those of a weighed match are stored with what counts; the likely duplicates of a
 * plain one are found when they are read. Every method blocks.
 */
@ApplicationScoped
class DiscrepancyReader {

    /** Incidents of a plain match that are compared, the first ones on the match clock; regular matches have up to about 2,000. */
    private static final int MAX_COMPARED = 5_000;

    /** Likely duplicates of a match that are listed. */
    private static final int MAX_DUPLICATES = 1_000;

    private static final int FETCH_SIZE = 100;

    private static final String OPEN = """
            SELECT id, kind, since, content FROM discrepancy
            WHERE match = ? AND closed_at IS NULL AND (since, id) > (?::timestamptz, ?)
            ORDER BY since, id
            """;

    /** A plain match in which a second source reports. */
    private static final String PLAIN = """
            SELECT sport, variant FROM match
            WHERE id = ? AND NOT weighed
              AND EXISTS (
                  SELECT FROM incident AS other, (SELECT source FROM incident WHERE match = ? LIMIT 1) AS any_of_it
                  WHERE other.match = ? AND other.source <> any_of_it.source)
            """;

    private static final String INCIDENTS = """
            SELECT content, received_at FROM incident WHERE match = ?
            ORDER BY period_order, minute, stoppage, seq LIMIT ?
            """;

    private final Queries queries;
    private final SportCatalogue catalogue;

    DiscrepancyReader(Queries queries, SportCatalogue catalogue) {
        this.queries = queries;
        this.catalogue = catalogue;
    }

    /** Discrepancies, oldest first; likely duplicates in the order of the match clock. */
    Page<ObjectNode> discrepancies(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 2);
        Instant since = after == null || after[0].isEmpty() ? null : Page.instant(after[0]);
        boolean duplicates = after != null && since == null;
        if (!duplicates) {
            List<Object> parameters = new ArrayList<>(
                    List.of(match, since == null ? "-infinity" : since.toString(), after == null ? "" : after[1]));
            Page<ObjectNode> page = Item.page(queries, OPEN, this::stored, parameters, limit);
            if (!page.items().isEmpty() || after != null) {
                return page;
            }
        }
        return duplicates(match, limit, duplicates ? (int) Page.number(after[1]) : 0);
    }

    private Item stored(ResultSet row) throws SQLException {
        DiscrepancyView discrepancy = DiscrepancyView.read(
                row.getString("id"), row.getString("kind"), Sql.instant(row, "since"), row.getString("content"));
        return new Item(
                discrepancy.view(catalogue), discrepancy.size(), Page.cursor(discrepancy.since(), discrepancy.id()));
    }

    private record Plain(String sport, String variant) {}

    private Page<ObjectNode> duplicates(String match, int limit, int from) {
        if (from < 0) {
            throw Page.invalidCursor();
        }
        return queries.first(
                        PLAIN, row -> new Plain(row.getString("sport"), row.getString("variant")), match, match, match)
                .map(plain -> duplicates(match, plain, limit, from))
                .orElseGet(() -> new Page<>(List.of(), null));
    }

    private Page<ObjectNode> duplicates(String match, Plain plain, int limit, int from) {
        List<Event> incidents = new ArrayList<>();
        queries.stream(
                INCIDENTS,
                FETCH_SIZE,
                row -> incidents.add(
                        LogEntryJson.event(row.getString("content"), Sql.instant(row, "received_at"), catalogue)),
                match,
                MAX_COMPARED);
        Map<IncidentId, Integer> places = new HashMap<>();
        incidents.forEach(event -> places.put(event.incident(), places.size()));
        List<Discrepancy> found =
                Weighing.likelyDuplicates(incidents, plain.sport(), catalogue.variant(plain.variant()), MAX_DUPLICATES)
                        .stream()
                        .sorted(Comparator.comparing(
                                one -> places.get(one.incidents().get(0).incident())))
                        .toList();
        List<Item> page = new ArrayList<>();
        long bytes = 0;
        int next = from;
        while (next < found.size() && page.size() < limit) {
            DiscrepancyView discrepancy = view(found.get(next));
            bytes += discrepancy.size();
            if (!page.isEmpty() && bytes > Page.MAX_BYTES) {
                break;
            }
            next++;
            page.add(new Item(discrepancy.view(catalogue), discrepancy.size(), Page.cursor("", next)));
        }
        return Item.of(Page.of(page, next < found.size() && !page.isEmpty(), Item::cursor));
    }

    private static DiscrepancyView view(Discrepancy discrepancy) {
        List<Event> incidents = discrepancy.incidents();
        return new DiscrepancyView(
                DiscrepancyView.id(discrepancy.key()),
                discrepancy.kind().code(),
                // Since the second one of them was received.
                incidents.stream()
                        .map(Event::receivedAt)
                        .sorted()
                        .skip(1)
                        .findFirst()
                        .orElseThrow(),
                incidents.stream().map(ReportedIncident::of).toList());
    }
}
