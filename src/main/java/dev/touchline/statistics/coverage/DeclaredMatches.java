package dev.touchline.statistics.coverage;

import dev.touchline.coverage.Heard;
import dev.touchline.coverage.Reporters;
import dev.touchline.database.Sql;
import dev.touchline.event.MatchClock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The matches in progress that declare their reporters, within a transaction.
 *
 * @param staleMinutes after which the longest match of any sport is stale
 */
record DeclaredMatches(Sql sql, long staleMinutes) {

    /** The keys of the lock: two numbers, since one number is a position of the feed. */
    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtext('touchline'), hashtext('coverage')) AS locked";

    private static final String PAGE = """
            SELECT id, %s AS heard_reporters
            FROM (
                SELECT * FROM match
                WHERE phase IN ('live', 'break', 'shootout', 'suspended')
                  AND received_on >= ((now() AT TIME ZONE 'UTC') - make_interval(mins => ?))::date
                  AND declaration IS NOT NULL AND deleted_at IS NULL AND id > ?
                ORDER BY id LIMIT ?) AS match
            ORDER BY id
            """.formatted(Reporters.COLUMN);

    /** The last place that counts of what some sources had reported at a time. */
    private static final String PLACE = """
            SELECT content ->> 'period' AS period, (content ->> 'minute')::integer AS minute,
                   (content ->> 'stoppage')::integer AS stoppage
            FROM incident
            WHERE match = ? AND source = ANY (?) AND received_at <= ?
              AND standing IN ('counts', 'provisional', 'confirms') AND content ->> 'minute' IS NOT NULL
            ORDER BY period_order DESC, incident.minute DESC, incident.stoppage DESC LIMIT 1
            """;

    /** A match and its reporters. */
    record DeclaredMatch(String id, Reporters reporters) {}

    /** Takes the lock of the monitor until the end of the transaction; false if another process has it. */
    boolean lock() throws SQLException {
        return sql.first(LOCK, row -> row.getBoolean("locked")).orElseThrow();
    }

    /** The first matches after an id, in order. */
    List<DeclaredMatch> after(String id, int limit) throws SQLException {
        return sql.list(
                PAGE,
                row -> new DeclaredMatch(
                        row.getString("id"), Reporters.read(row.getString("id"), row.getString("heard_reporters"))),
                (int) staleMinutes,
                id,
                limit);
    }

    /** Where the match was at a time, by the reports of the sources; unknown without a minute. */
    MatchClock place(String match, List<Heard> sources, Instant at) throws SQLException {
        return sql.first(
                        PLACE,
                        row -> new MatchClock(row.getString("period"), row.getInt("minute"), row.getInt("stoppage")),
                        match,
                        sql.array("text", sources, Heard::source),
                        Sql.timestamp(at))
                .orElse(MatchClock.UNKNOWN);
    }
}
