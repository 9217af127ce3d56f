package dev.touchline.notification.discrepancy;

import dev.touchline.database.Sql;
import dev.touchline.discrepancy.DiscrepancyView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A change of a discrepancy that was not published.
 *
 * @param competition of the match, or null
 * @param closedAt null while the discrepancy is open
 */
record DiscrepancyChange(
        String match, String sport, String competition, DiscrepancyView discrepancy, long change, Instant closedAt) {

    /** In the order of the changes; those of one match are committed in their order, under the lock of the match. */
    static final String UNPUBLISHED = """
            SELECT match.id AS match, match.sport, match.competition, discrepancy.id, kind, since, content, change, closed_at
            FROM discrepancy JOIN match ON match.id = discrepancy.match
            WHERE published IS NULL OR published < change
            ORDER BY change
            """;

    static DiscrepancyChange read(ResultSet row) throws SQLException {
        return new DiscrepancyChange(
                row.getString("match"),
                row.getString("sport"),
                row.getString("competition"),
                DiscrepancyView.read(
                        row.getString("id"),
                        row.getString("kind"),
                        Sql.instant(row, "since"),
                        row.getString("content")),
                row.getLong("change"),
                Sql.instant(row, "closed_at"));
    }
}
