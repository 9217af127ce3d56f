package dev.touchline.statistics.reporter;

import dev.touchline.database.Sql;
import dev.touchline.event.SignOfLife;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores signs of life: the log has the first one of a source, and each later one costs a look-up and an update of one short
 * row. No index contains the time.
 */
public final class SignsOfLife {

    /** A source in a match. */
    private record Key(String match, String source) {}

    private SignsOfLife() {}

    /**
     * Notes when the sources of weighed matches were last heard from. The caller holds the locks of the matches.
     *
     * @return the signs of life that the log lacks, one of each source in a match, and which the caller stores like any report
     */
    public static List<SignOfLife> store(Sql sql, List<SignOfLife> signs) throws SQLException {
        if (signs.isEmpty()) {
            return List.of();
        }
        Map<Key, SignOfLife> first = new LinkedHashMap<>();
        Map<Key, Instant> last = new LinkedHashMap<>();
        for (SignOfLife sign : signs) {
            Key key = new Key(sign.match(), sign.source());
            first.merge(key, sign, SignsOfLife::earlier);
            last.merge(key, sign.receivedAt(), (one, other) -> one.isAfter(other) ? one : other);
        }
        update(sql, last);
        Set<Key> known = known(sql, first.keySet());
        return first.entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparing(SignOfLife::match).thenComparing(SignOfLife::source))
                .toList();
    }

    private static SignOfLife earlier(SignOfLife one, SignOfLife other) {
        return other.receivedAt().isBefore(one.receivedAt()) ? other : one;
    }

    private static void update(Sql sql, Map<Key, Instant> last) throws SQLException {
        sql.execute(
                """
                UPDATE reporter SET last_heard = signs.last_heard::timestamptz
                FROM unnest(?::text[], ?::text[], ?::text[]) AS signs (match, source, last_heard)
                WHERE reporter.match = signs.match AND reporter.source = signs.source
                  AND reporter.last_heard < signs.last_heard::timestamptz
                """,
                sql.array("text", last.keySet(), Key::match),
                sql.array("text", last.keySet(), Key::source),
                sql.array("text", last.values(), Instant::toString));
    }

    private static Set<Key> known(Sql sql, Collection<Key> keys) throws SQLException {
        Set<Key> known = new HashSet<>();
        sql.query(
                """
                SELECT event.match, event.id
                FROM unnest(?::text[], ?::text[]) AS signs (match, source)
                JOIN event ON event.match = signs.match AND event.source = ? AND event.id = signs.source
                    AND event.revision = 1
                """,
                row -> known.add(new Key(row.getString("match"), row.getString("id"))),
                sql.array("text", keys, Key::match),
                sql.array("text", keys, Key::source),
                SignOfLife.SOURCE);
        return known;
    }
}
