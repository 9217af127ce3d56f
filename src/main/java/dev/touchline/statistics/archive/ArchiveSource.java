package dev.touchline.statistics.archive;

import dev.touchline.database.Sql;
import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.LineSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The lines of a competition's archive, read from the database within one snapshot. The same state always has the same
 * lines after the header.
 */
final class ArchiveSource {

    /** Rows in memory at a time, of up to about 100 kB each. */
    private static final int FETCH_SIZE = 100;

    private static final String MATCH = """
            SELECT json_strip_nulls(row_to_json(shown))::text AS row
            FROM (SELECT id, sport, variant, declaration, seq, phase, home, away, home_score, away_score, home_shootout, away_shootout,
                         winner, result_home, result_away, decided_by, result_reason
                  FROM match WHERE id = ?) AS shown
            """;

    private final String competition;
    private final Sql sql;
    private final Map<Kind, ArchivedTable> tables = new EnumMap<>(Kind.class);
    private final CompetitionVersion version;

    private ArchiveSource(String competition, CompetitionVersion version, Sql sql) throws SQLException {
        this.competition = competition;
        this.version = version;
        this.sql = sql;
        for (Kind kind : ArchiveHeader.TABLES) {
            tables.put(kind, ArchivedTable.read(kind, sql));
        }
    }

    /**
     * Begins to read a competition. To be called first in its transaction.
     *
     * @throws RefusedException if there is no such competition, or if it has too many matches
     */
    static ArchiveSource open(String competition, Sql sql) throws SQLException {
        sql.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        useUtc(sql);
        CompetitionVersion version = CompetitionVersion.read(competition, sql);
        if (version.isEmpty()) {
            throw new RefusedException("There is no competition %s.".formatted(competition));
        }
        return new ArchiveSource(competition, version, sql);
    }

    /** Times are archived in UTC, whatever the time zone of the session is. */
    static void useUtc(Sql sql) throws SQLException {
        sql.execute("SET LOCAL timezone = 'UTC'");
    }

    /** The line of a match, with its score. */
    static ArchiveLine match(String match, Sql sql) throws SQLException {
        return sql.first(MATCH, row -> new ArchiveLine(Kind.MATCH, row.getString("row")), match)
                .orElseThrow();
    }

    CompetitionVersion version() {
        return version;
    }

    private long count(String query, Object... parameters) throws SQLException {
        return sql.first(query, row -> row.getLong(1), parameters).orElseThrow();
    }

    private ArchiveHeader header() throws SQLException {
        Object ids = sql.array("text", version.matches().keySet().toArray());
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        counts.put(Kind.COMPETITION, count("SELECT count(*) FROM competition WHERE id = ?", competition));
        counts.put(Kind.MATCH, (long) version.matches().size());
        counts.put(Kind.EVENT, count("SELECT count(*) FROM event WHERE match = ANY (?)", ids));
        counts.put(Kind.CONFLICT, version.conflicts());
        Map<Kind, List<String>> columns = new EnumMap<>(Kind.class);
        tables.forEach((kind, table) -> columns.put(kind, table.columns()));
        Instant now =
                sql.first("SELECT now() AS now", row -> Sql.instant(row, "now")).orElseThrow();
        return new ArchiveHeader(UUID.randomUUID().toString(), competition, now, counts, columns);
    }

    /**
     * Passes all lines to the sink.
     *
     * @throws UncheckedIOException if the sink fails
     */
    ArchiveHeader copyTo(LineSink sink, Progress progress) throws SQLException {
        ArchiveHeader header = header();
        try {
            sink.begin(header);
            copy(Kind.COMPETITION, "id = ? ORDER BY account COLLATE \"C\", admin, inferred", competition, sink);
            Progress.Counter counter = new Progress.Counter(version.matches().size(), progress);
            for (String match : version.matches().keySet()) {
                sink.add(match(match, sql));
                counter.add(copy(
                        Kind.EVENT,
                        "match = ? ORDER BY source COLLATE \"C\", id COLLATE \"C\", revision",
                        match,
                        sink));
                copy(
                        Kind.CONFLICT,
                        "match = ? ORDER BY source COLLATE \"C\", id COLLATE \"C\", revision, content_hash",
                        match,
                        sink);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return header;
    }

    private long copy(Kind kind, String condition, String id, LineSink sink) throws SQLException {
        long[] rows = {0};
        sql.stream(
                tables.get(kind).select(condition),
                FETCH_SIZE,
                row -> {
                    try {
                        sink.add(new ArchiveLine(kind, row.getString("row")));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    rows[0]++;
                },
                id);
        return rows[0];
    }
}
