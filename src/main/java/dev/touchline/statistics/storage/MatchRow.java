package dev.touchline.statistics.storage;

import dev.touchline.codec.update.TallyJson;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.MatchClock;
import dev.touchline.match.MatchState;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Score;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The mapping between {@link MatchState} and the table {@code match}. */
public final class MatchRow {

    /** A derived column with its PostgreSQL type. */
    record Column(String name, String type) {

        /** Element type of the array parameter for this column. */
        String array() {
            return switch (type) {
                case "bigint", "integer" -> type;
                default -> "text";
            };
        }

        /** Converts a value to an element of the array parameter. */
        Object toSql(Object value) {
            return value == null || !array().equals("text") ? value : value.toString();
        }
    }

    /** In the order of the array parameters of {@link #UPDATE}. */
    static final List<Column> COLUMNS = List.of(
            new Column("sport", "text"),
            new Column("announced_revision", "bigint"),
            new Column("announced_at", "timestamptz"),
            new Column("competition", "text"),
            new Column("stage", "text"),
            new Column("group_name", "text"),
            new Column("home", "text"),
            new Column("away", "text"),
            new Column("kick_off", "timestamptz"),
            new Column("venue", "text"),
            new Column("phase", "text"),
            new Column("period", "text"),
            new Column("minute", "integer"),
            new Column("stoppage", "integer"),
            new Column("home_score", "integer"),
            new Column("away_score", "integer"),
            new Column("home_shootout", "integer"),
            new Column("away_shootout", "integer"),
            new Column("winner", "text"),
            new Column("tally", "json"),
            new Column("tally_version", "text"),
            new Column("seq", "bigint"));

    /** Updates matches. Parameters: the instant, the array of ids, and one array per column. */
    static final String UPDATE = """
            UPDATE match
            SET %s,
                updated_at = CASE WHEN match.seq = r.seq THEN match.updated_at ELSE ? END
            FROM unnest(?::text[], %s) AS r (id, %s)
            WHERE match.id = r.id
            """.formatted(
                    each(column -> column.name().equals("sport")
                            // The value is null until the match is announced; the row then keeps its sport.
                            ? "sport = coalesce(r.sport, match.sport)"
                            : "%1$s = r.%1$s::%2$s".formatted(column.name(), column.type())),
                    each(column -> "?::" + column.array() + "[]"),
                    each(Column::name));

    private MatchRow() {}

    private static String each(Function<Column, String> part) {
        return COLUMNS.stream().map(part).collect(Collectors.joining(", "));
    }

    /** Reads the current announcement; null if there is none. */
    static Announcement announcement(ResultSet row) throws SQLException {
        long revision = row.getLong("announced_revision");
        if (row.wasNull()) {
            return null;
        }
        return new Announcement(
                row.getString("id"),
                revision,
                row.getString("sport"),
                row.getString("competition"),
                row.getString("stage"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Sql.instant(row, "kick_off"),
                row.getString("venue"),
                Sql.instant(row, "announced_at"));
    }

    /** The values of a match by column. */
    public static Map<String, Object> columns(MatchState match, String tallyVersion) {
        Announcement announced = match.announcement();
        boolean isAnnounced = announced != null;
        MatchTally tally = match.tally();
        MatchClock clock = tally.clock();
        Score shootout = tally.shootout();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("sport", isAnnounced ? announced.sport() : null);
        columns.put("announced_revision", isAnnounced ? announced.revision() : null);
        columns.put("announced_at", isAnnounced ? Sql.timestamp(announced.receivedAt()) : null);
        columns.put("competition", isAnnounced ? announced.competition() : null);
        columns.put("stage", isAnnounced ? announced.stage() : null);
        columns.put("group_name", isAnnounced ? announced.group() : null);
        columns.put("home", isAnnounced ? announced.home() : null);
        columns.put("away", isAnnounced ? announced.away() : null);
        columns.put("kick_off", isAnnounced && announced.kickOff() != null ? Sql.timestamp(announced.kickOff()) : null);
        columns.put("venue", isAnnounced ? announced.venue() : null);
        columns.put("phase", tally.phase().code());
        columns.put("period", clock.period());
        columns.put("minute", clock.minute());
        columns.put("stoppage", clock.minute() == null ? null : clock.stoppage());
        columns.put("home_score", tally.score().home());
        columns.put("away_score", tally.score().away());
        columns.put("home_shootout", shootout == null ? null : shootout.home());
        columns.put("away_shootout", shootout == null ? null : shootout.away());
        columns.put("winner", tally.winner() == null ? null : tally.winner().code());
        columns.put("tally", TallyJson.write(tally));
        columns.put("tally_version", tallyVersion);
        columns.put("seq", match.seq());
        return columns;
    }
}
