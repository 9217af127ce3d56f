package dev.touchline.statistics.incident;

import dev.touchline.database.Sql;
import dev.touchline.event.MatchReport;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Stream;

/** The columns that every table of reports has, as array parameters. */
public final class ReportColumns {

    private ReportColumns() {}

    /** The columns source, id, revision, match and received_at, and other parameters after them. */
    public static Object[] of(Sql sql, Collection<? extends MatchReport> reports, Object... others)
            throws SQLException {
        Stream<Object> columns = Stream.of(
                sql.array("text", reports, report -> report.incident().source()),
                sql.array("text", reports, report -> report.incident().id()),
                sql.array("bigint", reports, MatchReport::revision),
                sql.array("text", reports, MatchReport::match),
                sql.array("text", reports, report -> report.receivedAt().toString()));
        return Stream.concat(columns, Stream.of(others)).toArray();
    }
}
