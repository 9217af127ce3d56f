package dev.touchline.statistics.match;

import dev.touchline.codec.competition.ReportersJson;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The mapping between {@link MatchState} and the table {@code match}. */
public final class MatchRow {

    /** A derived column with its PostgreSQL type and its value for a match and a version of the tally. */
    public record Column(String name, String type, BiFunction<MatchState, String, Object> value) {

        /** Element type of the array parameter for this column. */
        public String array() {
            return switch (type) {
                case "bigint", "integer" -> type;
                default -> "text";
            };
        }

        /** The value of a match as an element of the array parameter. */
        public Object element(MatchState match, String tallyVersion) {
            Object element = value.apply(match, tallyVersion);
            return element == null || !array().equals("text") ? element : element.toString();
        }
    }

    /** In the order of the array parameters of {@link #UPDATE}. */
    public static final List<Column> COLUMNS = List.of(
            new Column("sport", "text", (match, tallyVersion) -> match.sport()),
            announced("announced_revision", "bigint", Announcement::revision),
            announced("announced_at", "timestamptz", announcement -> Sql.timestamp(announcement.receivedAt())),
            new Column(
                    "competition",
                    "text",
                    (match, tallyVersion) -> match.deletedAt() == null ? competition(match) : null),
            new Column("mistaken", "boolean", (match, tallyVersion) -> match.deletedAt() != null),
            new Column(
                    "mistaken_for",
                    "text",
                    (match, tallyVersion) -> match.deletedAt() == null ? null : competition(match)),
            announced("stage", "text", Announcement::stage),
            announced("round", "text", Announcement::round),
            announced("group_name", "text", Announcement::group),
            announced("home", "text", Announcement::home),
            announced("away", "text", Announcement::away),
            announced("kick_off", "timestamptz", announcement -> optional(announcement.kickOff(), Sql::timestamp)),
            announced("venue", "text", Announcement::venue),
            announced("reporters", "json", announcement -> ReportersJson.write(announcement.reporters())),
            new Column("owner", "text", (match, tallyVersion) -> match.owner()),
            new Column("variant", "text", (match, tallyVersion) -> match.variant()),
            new Column("declaration", "json", (match, tallyVersion) -> ReportersJson.write(match.declaration())),
            new Column("weighed", "boolean", (match, tallyVersion) -> match.weighed()),
            new Column(
                    "received_at",
                    "timestamptz",
                    (match, tallyVersion) -> optional(match.receivedAt(), Sql::timestamp)),
            new Column("phase", "text", (match, tallyVersion) -> match.phase().code()),
            counted("period", "text", tally -> tally.clock().period()),
            counted("minute", "integer", tally -> tally.clock().minute()),
            counted(
                    "stoppage",
                    "integer",
                    tally -> tally.clock().minute() == null
                            ? null
                            : tally.clock().stoppage()),
            counted("home_score", "integer", tally -> tally.score().home()),
            counted("away_score", "integer", tally -> tally.score().away()),
            counted("home_shootout", "integer", tally -> optional(tally.shootout(), Score::home)),
            counted("away_shootout", "integer", tally -> optional(tally.shootout(), Score::away)),
            counted("winner", "text", tally -> optional(tally.winner(), Side::code)),
            counted("result_home", "integer", tally -> optional(tally.result(), Result::home)),
            counted("result_away", "integer", tally -> optional(tally.result(), Result::away)),
            counted(
                    "decided_by",
                    "text",
                    tally -> optional(
                            tally.result(), result -> result.decidedBy().code())),
            counted("result_reason", "text", tally -> optional(tally.result(), Result::reason)),
            counted("periods", "json", tally -> UpdateJson.write(tally.periods())),
            counted("tally", "json", TallyJson::write),
            new Column("tally_version", "text", (match, tallyVersion) -> tallyVersion),
            new Column("seq", "bigint", (match, tallyVersion) -> match.seq()));

    private static String competition(MatchState match) {
        return match.announcement() == null ? null : match.announcement().competition();
    }

    private static Column announced(String name, String type, Function<Announcement, Object> value) {
        return new Column(name, type, (match, tallyVersion) -> optional(match.announcement(), value));
    }

    private static Column counted(String name, String type, Function<MatchTally, Object> value) {
        return new Column(name, type, (match, tallyVersion) -> value.apply(match.tally()));
    }

    private static <T> Object optional(T object, Function<T, Object> value) {
        return object == null ? null : value.apply(object);
    }

    /** Updates matches. Parameters: the instant, the array of ids, and one array per column. */
    public static final String UPDATE = """
            UPDATE match
            SET %s,
                updated_at = CASE WHEN match.seq = r.seq THEN match.updated_at ELSE ? END
            FROM unnest(?::text[], %s) AS r (id, %s)
            WHERE match.id = r.id
            """.formatted(
                    each(column -> column.name().equals("sport")
                            // The value is null without an announcement and incidents; the row then keeps its sport.
                            ? "sport = coalesce(r.sport, match.sport)"
                            : "%1$s = r.%1$s::%2$s".formatted(column.name(), column.type())),
                    each(column -> "?::" + column.array() + "[]"),
                    each(Column::name));

    private MatchRow() {}

    private static String each(Function<Column, String> part) {
        return COLUMNS.stream().map(part).collect(Collectors.joining(", "));
    }

    /** Reads the announcement in force, without its reporter; null if there is none. */
    public static Announcement announcement(ResultSet row) throws SQLException {
        long revision = row.getLong("announced_revision");
        if (row.wasNull()) {
            return null;
        }
        return new Announcement(
                row.getString("id"),
                revision,
                row.getString("sport"),
                row.getBoolean("mistaken") ? row.getString("mistaken_for") : row.getString("competition"),
                row.getString("stage"),
                row.getString("round"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Sql.instant(row, "kick_off"),
                row.getString("venue"),
                ReportersJson.readStored(row.getString("reporters")),
                Sql.instant(row, "announced_at"),
                Reporter.NONE);
    }

    /** The values of a match by column. */
    public static Map<String, Object> columns(MatchState match, String tallyVersion) {
        Map<String, Object> columns = new LinkedHashMap<>();
        COLUMNS.forEach(column -> columns.put(column.name(), column.value().apply(match, tallyVersion)));
        return columns;
    }
}
