package dev.touchline.statistics.weighing;

import dev.touchline.database.Sql;
import dev.touchline.event.FullList;
import dev.touchline.event.SignOfLife;
import dev.touchline.weighing.Progress;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The table {@code reporter}: the sources that were heard of a weighed match, within one transaction. */
record ReporterTable(Sql sql) {

    /**
     * A source that was heard of a match.
     *
     * @param progress the latest place that it reported, or null
     */
    record Heard(String source, Instant first, Instant last, Progress progress) {
        /** The same source, heard at another time, too. */
        Heard plus(Instant at, Progress more) {
            return new Heard(
                    source,
                    at.isBefore(first) ? at : first,
                    at.isAfter(last) ? at : last,
                    progress == null ? more : more == null ? progress : Progress.max(progress, more));
        }

        /** The same source with another progress. */
        Heard at(Progress other) {
            return new Heard(source, first, last, other);
        }
    }

    /** The statement that reads the sources of matches. */
    Sql.Statement read(Collection<String> matches, BiConsumer<String, Heard> reader) throws SQLException {
        return new Sql.Statement(
                "SELECT match, source, first_heard, last_heard, minute, reported_at FROM reporter WHERE match = ANY (?)",
                row -> {
                    Instant reported = Sql.instant(row, "reported_at");
                    reader.accept(
                            row.getString("match"),
                            new Heard(
                                    row.getString("source"),
                                    Sql.instant(row, "first_heard"),
                                    Sql.instant(row, "last_heard"),
                                    reported == null
                                            ? null
                                            : new Progress(row.getObject("minute", Integer.class), reported)));
                },
                sql.array("text", matches.toArray()));
    }

    /** The sources of a match in the log, without their progress. */
    Map<String, Heard> inLog(String match) throws SQLException {
        Map<String, Heard> heard = new HashMap<>();
        sql.query(
                """
                SELECT CASE WHEN type IN (?, ?) THEN id ELSE source END AS heard,
                       min(received_at) AS first, max(received_at) AS last
                FROM event WHERE match = ? AND (source NOT LIKE 'touchline:%' OR type IN (?, ?)) GROUP BY heard
                """,
                row -> heard.put(
                        row.getString("heard"),
                        new Heard(row.getString("heard"), Sql.instant(row, "first"), Sql.instant(row, "last"), null)),
                FullList.TYPE.toString(),
                SignOfLife.TYPE.toString(),
                match,
                FullList.TYPE.toString(),
                SignOfLife.TYPE.toString());
        return heard;
    }

    /** A source of a match. */
    record Row(String match, Heard heard) {}

    /** The statement that writes sources of matches. Signs of life may have come later than what is known here. */
    Sql.Statement write(Collection<Row> rows) throws SQLException {
        List<Heard> heard = rows.stream().map(Row::heard).toList();
        return Sql.Statement.of(
                """
                INSERT INTO reporter AS stored (match, source, first_heard, last_heard, minute, reported_at)
                SELECT match, source, first::timestamptz, last::timestamptz, minute, reported::timestamptz
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[])
                     AS r (match, source, first, last, minute, reported)
                ORDER BY match, source
                ON CONFLICT (match, source) DO UPDATE
                SET first_heard = least(stored.first_heard, excluded.first_heard),
                    last_heard = greatest(stored.last_heard, excluded.last_heard),
                    minute = excluded.minute, reported_at = excluded.reported_at
                """,
                sql.array("text", rows, Row::match),
                sql.array("text", heard, Heard::source),
                sql.array("text", heard, one -> one.first().toString()),
                sql.array("text", heard, one -> one.last().toString()),
                sql.array(
                        "integer",
                        heard,
                        one -> one.progress() == null ? null : one.progress().minute()),
                sql.array(
                        "text",
                        heard,
                        one -> one.progress() == null
                                ? null
                                : one.progress().time().toString()));
    }
}
