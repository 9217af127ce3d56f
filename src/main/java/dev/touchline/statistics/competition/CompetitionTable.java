package dev.touchline.statistics.competition;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.competition.ReportersJson;
import dev.touchline.database.Sql;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ownership;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.statistics.tombstone.LateReport;
import dev.touchline.statistics.tombstone.TombstoneTable;
import dev.touchline.statistics.tombstone.TombstoneTable.DeletedDefinitions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The definitions of competitions, within one transaction.
 *
 * <p>Every match is counted by the terms that its competition declares: a transaction that stores announcements reads
 * the terms under a shared lock, which it takes after the locks of its matches. A transaction that changes terms
 * has the exclusive lock, locks no match, and queues the competition, whose matches are then counted anew.
 */
public record CompetitionTable(Sql sql) {

    /** The first number of the advisory locks. */
    private static final int LOCKS = 7_200;

    // Slots bound the number of locks. They are taken in order, and before the snapshot of the next statement.
    private static final String LOCK = """
            SELECT pg_advisory_xact_lock%s(%d, slot)
            FROM (SELECT DISTINCT (hashtextextended(id, 0) & 63)::integer AS slot FROM unnest(?::text[]) AS c (id)
                  ORDER BY slot) AS slots
            """;

    private static final String SHARED = LOCK.formatted("_shared", LOCKS);
    private static final String EXCLUSIVE = LOCK.formatted("", LOCKS);

    /** A competition whose terms have changed; each change has a number of its own. */
    public record Recount(long change, String competition) {}

    /** The place of a match in the order of its competition. */
    public record MatchPlace(String kickOff, String match) {
        /** The place before all matches. */
        public static final MatchPlace FIRST = new MatchPlace("-infinity", "");
    }

    /**
     * The declarations by which the matches of a competition are counted.
     *
     * @param variant of the sport, or null
     * @param reporters whose reports are weighed, or null
     */
    public record Terms(String variant, List<String> reporters) {
        /** Those of a match without a competition, and of a competition that declares nothing. */
        public static final Terms NONE = new Terms(null, null);
    }

    /**
     * The terms of competitions. No other transaction changes them until the end of this one. A competition that declares
     * none is missing.
     */
    public Map<String, Terms> terms(Collection<String> competitions) throws SQLException {
        return terms(competitions, SHARED);
    }

    /** The terms of competitions as they are now: without a lock, other transactions may change them at any time. */
    public Map<String, Terms> currentTerms(Collection<String> competitions) throws SQLException {
        return terms(competitions, null);
    }

    private Map<String, Terms> terms(Collection<String> competitions, String lock) throws SQLException {
        Map<String, Terms> terms = new HashMap<>();
        if (competitions.isEmpty()) {
            return terms;
        }
        Map<String, Ownership<CompetitionDefinition>> definitions = new HashMap<>();
        Object ids = sql.array("text", competitions.toArray());
        List<Sql.Statement> statements = new ArrayList<>();
        if (lock != null) {
            statements.add(new Sql.Statement(lock, row -> {}, ids));
        }
        statements.add(new Sql.Statement(
                """
                        SELECT id, account, admin, first_revision, revision, received_at,
                               content ->> 'variant' AS variant, content ->> 'reporters' AS reporters
                        FROM competition WHERE id = ANY (?) AND NOT inferred
                        """,
                row -> definitions
                        .computeIfAbsent(row.getString("id"), id -> new Ownership<>())
                        .add(row.getLong("first_revision"), declaration(row)),
                ids));
        sql.run(statements);
        definitions.forEach((id, ofCompetition) -> {
            CompetitionDefinition inForce = ofCompetition.inForce();
            if (inForce.variant() != null || inForce.reporters() != null) {
                terms.put(id, new Terms(inForce.variant(), inForce.reporters()));
            }
        });
        return terms;
    }

    /** A definition with nothing but its terms: the rest may be unreadable with the catalogue of this process. */
    private static CompetitionDefinition declaration(ResultSet row) throws SQLException {
        String account = row.getString("account");
        return new CompetitionDefinition(
                row.getString("id"),
                row.getLong("revision"),
                null,
                null,
                row.getString("variant"),
                Rules.UNSPECIFIED,
                List.of(),
                List.of(),
                ReportersJson.readStored(row.getString("reporters")),
                null,
                Sql.instant(row, "received_at"),
                new Reporter(account.isEmpty() ? null : account, row.getBoolean("admin")));
    }

    /**
     * Stores the first revision and the last definition of each reporter, inferred ones apart, and queues the competitions whose terms
     * change. Within a transaction that has locked no matches.
     *
     * @return the definitions that are too late, because their competitions are deleted
     */
    public List<LateReport> store(List<CompetitionDefinition> definitions) throws SQLException {
        Set<String> ids =
                definitions.stream().map(CompetitionDefinition::competition).collect(Collectors.toSet());
        Map<String, Terms> before = terms(ids, EXCLUSIVE);
        DeletedDefinitions deleted = new TombstoneTable(sql).deleted(definitions);
        sql.executeBatch(
                """
                INSERT INTO competition AS stored
                    (id, account, admin, inferred, first_revision, revision, content, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?::json, ?)
                ON CONFLICT (id, account, admin, inferred) DO UPDATE
                SET first_revision = least(stored.first_revision, excluded.first_revision),
                    revision = greatest(stored.revision, excluded.revision),
                    content = CASE WHEN stored.revision < excluded.revision THEN excluded.content
                                   ELSE stored.content END,
                    received_at = CASE WHEN stored.revision < excluded.revision THEN excluded.received_at
                                       ELSE stored.received_at END
                """,
                definitions.stream()
                        .filter(deleted::permit)
                        .sorted(Comparator.comparing(CompetitionDefinition::competition)
                                .thenComparing(CompetitionDefinition::reporter)
                                .thenComparing(CompetitionDefinition::isInferred))
                        .map(definition -> new Object[] {
                            definition.competition(),
                            Objects.toString(definition.reporter().account(), ""),
                            definition.reporter().admin(),
                            definition.isInferred(),
                            definition.revision(),
                            definition.revision(),
                            LogEntryJson.write(definition),
                            Sql.timestamp(definition.receivedAt())
                        })
                        .toList());
        Map<String, Terms> after = terms(ids);
        Object[] changed = ids.stream()
                .filter(id -> !Objects.equals(before.get(id), after.get(id)))
                .toArray();
        if (changed.length > 0) {
            sql.execute("DELETE FROM recount WHERE competition = ANY (?)", sql.array("text", changed));
            sql.execute("INSERT INTO recount (competition) SELECT unnest(?::text[])", sql.array("text", changed));
        }
        return deleted.late();
    }

    /** Waits until no other transaction stores definitions of a competition, and keeps others from it. */
    public void lock(String competition) throws SQLException {
        sql.query(EXCLUSIVE, row -> {}, sql.array("text", competition));
    }

    /** The competition that has been queued longest, if there is one. */
    public Optional<Recount> nextRecount() throws SQLException {
        return sql.first(
                "SELECT change, competition FROM recount ORDER BY change LIMIT 1",
                row -> new Recount(row.getLong("change"), row.getString("competition")));
    }

    /** The next matches of a competition that are not counted by its terms. */
    public List<MatchPlace> miscounted(String competition, MatchPlace after, int limit) throws SQLException {
        Terms terms = currentTerms(Set.of(competition)).getOrDefault(competition, Terms.NONE);
        return sql.list(
                """
                SELECT coalesce(kick_off, 'infinity'::timestamptz)::text AS kick_off, id FROM match
                WHERE competition = ?
                  AND (variant IS DISTINCT FROM ?::text
                       OR reporters IS NULL AND declaration::text IS DISTINCT FROM ?::text)
                  AND (coalesce(kick_off, 'infinity'::timestamptz), id) > (?::timestamptz, ?)
                ORDER BY coalesce(kick_off, 'infinity'::timestamptz), id LIMIT ?
                """,
                row -> new MatchPlace(row.getString("kick_off"), row.getString("id")),
                competition,
                terms.variant(),
                ReportersJson.write(declaration(terms)),
                after.kickOff(),
                after.match(),
                limit);
    }

    private static List<String> declaration(Terms terms) {
        return terms.reporters() == null || terms.reporters().isEmpty() ? null : terms.reporters();
    }

    /** Takes a competition off the queue, unless its terms have changed again. */
    public void end(Recount recount) throws SQLException {
        sql.execute("DELETE FROM recount WHERE change = ?", recount.change());
    }
}
