package dev.touchline.statistics.lineup;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.database.Sql;
import dev.touchline.event.LineUp;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Stores line-ups, within the transaction that has locked their matches. */
public final class LineUps {

    private LineUps() {}

    /** Stores the last line-up of each account; the reader knows whose counts. The order of arrival does not matter. */
    public static void store(Sql sql, List<LineUp> lineUps) throws SQLException {
        sql.executeBatch(
                """
                INSERT INTO line_up AS stored (match, account, admin, revision, content, received_at)
                VALUES (?, ?, ?, ?, ?::json, ?)
                ON CONFLICT (match, account, admin) DO UPDATE
                SET revision = excluded.revision, content = excluded.content, received_at = excluded.received_at
                WHERE stored.revision < excluded.revision
                """,
                lineUps.stream()
                        .sorted(Comparator.comparing(LineUp::match).thenComparing(LineUp::reporter))
                        .map(lineUp -> new Object[] {
                            lineUp.match(),
                            Objects.toString(lineUp.reporter().account(), ""),
                            lineUp.reporter().admin(),
                            lineUp.revision(),
                            LogEntryJson.write(lineUp),
                            Sql.timestamp(lineUp.receivedAt())
                        })
                        .toList());
    }
}
