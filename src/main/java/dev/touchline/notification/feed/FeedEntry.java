package dev.touchline.notification.feed;

import dev.touchline.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * An update of the feed with the fields that filters and headlines need.
 *
 * @param kind kind of event, such as {@code goal}; {@code match} for an announcement
 * @param change kind of update, such as {@code retraction}
 * @param competition at the time of the update, like the teams; each may be null
 * @param headline whether the update is worth notifying people of
 * @param at the instant at which the update was stored
 * @param json the whole update
 */
public record FeedEntry(
        long position,
        String match,
        long seq,
        String sport,
        String kind,
        String change,
        String competition,
        String home,
        String away,
        boolean headline,
        Instant at,
        String json) {

    /** Columns of the table {@code event} for {@link #read}. */
    public static final String COLUMNS = """
            position, match, seq, split_part(type, '.', 1) AS sport, split_part(type, '.', 2) AS kind,
            update->>'kind' AS change, update->>'competition' AS competition, update->>'home' AS home,
            update->>'away' AS away, coalesce((update->>'notify')::boolean, false) AS headline, stored_at,
            update""";

    public static FeedEntry read(ResultSet row) throws SQLException {
        return new FeedEntry(
                row.getLong("position"),
                row.getString("match"),
                row.getLong("seq"),
                row.getString("sport"),
                row.getString("kind"),
                row.getString("change"),
                row.getString("competition"),
                row.getString("home"),
                row.getString("away"),
                row.getBoolean("headline"),
                Sql.instant(row, "stored_at"),
                row.getString("update"));
    }
}
