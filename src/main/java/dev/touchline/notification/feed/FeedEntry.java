package dev.touchline.notification.feed;

import dev.touchline.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * An update, as far as it decides who is told.
 *
 * @param position its place in the feed
 * @param match the match's id
 * @param seq its number within the match
 * @param sport the sport
 * @param kind what was reported, such as {@code goal}; {@code match} for an announcement
 * @param change what kind of change it was, such as {@code retraction}
 * @param competition the competition at the time, or null
 * @param home the home team at the time, or null
 * @param away the away team at the time, or null
 * @param headline whether it is worth calling people for
 * @param at the instant at which it was stored
 * @param json the whole of it
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

    /** The columns that {@link #read} reads, of the table {@code event}. */
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
