package dev.touchline.statistics.archive;

import dev.touchline.database.Sql;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The version of all that an archive of a competition contains: equal versions, equal contents.
 *
 * @param matches the version of each match's row, which every stored report changes, by id
 * @param definitions a digest of the revisions of all accounts; null without any
 * @param conflicts their number; they are never changed
 */
record CompetitionVersion(Map<String, String> matches, String definitions, long conflicts) {

    /** Maximum matches of a competition that can be archived, deleted or restored; their ids are in memory. */
    static final int MAX_MATCHES = 100_000;

    /**
     * Reads the version.
     *
     * @throws RefusedException if the competition has too many matches
     */
    static CompetitionVersion read(String competition, Sql sql) throws SQLException {
        return read(competition, "", sql);
    }

    /** Reads the version and locks the matches, in the order in which all writers lock them. */
    static CompetitionVersion lock(String competition, Sql sql) throws SQLException {
        return read(competition, "FOR UPDATE", sql);
    }

    private static CompetitionVersion read(String competition, String lock, Sql sql) throws SQLException {
        Map<String, String> matches = new LinkedHashMap<>();
        sql.query(
                "SELECT id, xmin::text AS version FROM match WHERE competition = ? ORDER BY id LIMIT ? " + lock,
                row -> matches.put(row.getString("id"), row.getString("version")),
                competition,
                MAX_MATCHES + 1);
        if (matches.size() > MAX_MATCHES) {
            throw new RefusedException(
                    "The competition %s has more than %,d matches.".formatted(competition, MAX_MATCHES));
        }
        return sql.first(
                        """
                        SELECT (SELECT md5(string_agg(concat_ws(' ', account, admin, inferred, first_revision, revision), ','
                                                      ORDER BY account, admin, inferred))
                                FROM competition WHERE id = ?) AS definitions,
                               (SELECT count(*) FROM conflict WHERE match = ANY (?)) AS conflicts
                        """,
                        row -> new CompetitionVersion(matches, row.getString("definitions"), row.getLong("conflicts")),
                        competition,
                        sql.array("text", matches.keySet().toArray()))
                .orElseThrow();
    }

    boolean isEmpty() {
        return matches.isEmpty() && definitions == null;
    }
}
