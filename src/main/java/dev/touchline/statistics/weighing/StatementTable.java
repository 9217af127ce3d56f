package dev.touchline.statistics.weighing;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.UnreadableException;
import dev.touchline.database.Sql;
import dev.touchline.event.Decision;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Reporter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The statements about matches in the event log, within one transaction. */
record StatementTable(Sql sql) {

    /** Lists that are read at once: each has up to 512 kB. */
    private static final int LISTS_AT_ONCE = 2;

    private static final Comparator<FullList> NEWEST = Comparator.comparing(FullList::asOf)
            .thenComparing(FullList::receivedAt)
            .reversed();

    /** The statement that reads the decisions, handovers and deletions of matches. */
    Sql.Statement read(Collection<String> matches, Consumer<MatchStatement> reader) throws SQLException {
        return new Sql.Statement(
                """
                SELECT source, id, match, revision, type, content, received_at, account, admin FROM event
                WHERE match = ANY (?) AND type LIKE 'match.%' AND type IN (?, ?, ?)
                """,
                row -> reader.accept(statement(row)),
                sql.array("text", matches.toArray()),
                Decision.TYPE.toString(),
                Handover.TYPE.toString(),
                MatchDeletion.TYPE.toString());
    }

    private static MatchStatement statement(ResultSet row) throws SQLException {
        IncidentId id = new IncidentId(row.getString("source"), row.getString("id"));
        try {
            return LogEntryJson.statement(
                    EventType.parse(row.getString("type")),
                    row.getString("content"),
                    id,
                    row.getString("match"),
                    Sql.instant(row, "received_at"),
                    new Reporter(row.getString("account"), row.getBoolean("admin")));
        } catch (IllegalStateException e) {
            throw new UnreadableException(id, row.getLong("revision"), e);
        }
    }

    /** The statement that reads the matches and sources with lists. */
    Sql.Statement listed(Collection<String> matches, BiConsumer<String, String> reader) throws SQLException {
        return new Sql.Statement(
                "SELECT DISTINCT match, id FROM event WHERE match = ANY (?) AND type LIKE 'match.%' AND type = ?",
                row -> reader.accept(row.getString("match"), row.getString("id")),
                sql.array("text", matches.toArray()),
                FullList.TYPE.toString());
    }

    /**
     * The list in effect of each source: the newest one of which every listed revision is in the log.
     *
     * @param sources with lists in the log
     * @param added lists that are not in the log yet
     * @param logged tells which revisions are about to be in the log
     */
    List<FullList> inEffect(
            String match, Collection<String> sources, Collection<FullList> added, Predicate<RevisionKey> logged)
            throws SQLException {
        Map<String, List<FullList>> bySource = new HashMap<>();
        sources.forEach(source -> bySource.put(source, new ArrayList<>()));
        added.forEach(list -> bySource.computeIfAbsent(list.source(), none -> new ArrayList<>())
                .add(list));
        List<FullList> inEffect = new ArrayList<>();
        for (Map.Entry<String, List<FullList>> source : bySource.entrySet()) {
            FullList newest = inEffect(match, source.getKey(), source.getValue(), logged);
            if (newest != null) {
                inEffect.add(newest);
            }
        }
        return inEffect;
    }

    private FullList inEffect(String match, String source, List<FullList> added, Predicate<RevisionKey> logged)
            throws SQLException {
        List<FullList> waiting = new ArrayList<>(added);
        for (int offset = 0; ; offset += LISTS_AT_ONCE) {
            List<FullList> stored = sql.list(
                    """
                    SELECT source, id, match, revision, type, content, received_at, account, admin FROM event
                    WHERE match = ? AND source LIKE ? AND id = ? AND type LIKE 'match.%' AND type = ?
                    ORDER BY (content ->> 'asOf')::timestamptz DESC, received_at DESC LIMIT ? OFFSET ?
                    """,
                    row -> (FullList) statement(row),
                    match,
                    FullList.SOURCE + "%",
                    source,
                    FullList.TYPE.toString(),
                    LISTS_AT_ONCE,
                    offset);
            waiting.addAll(stored);
            waiting.sort(NEWEST);
            boolean last = stored.size() < LISTS_AT_ONCE;
            FullList oldest = last ? null : stored.get(stored.size() - 1);
            while (!waiting.isEmpty() && (last || NEWEST.compare(waiting.get(0), oldest) <= 0)) {
                FullList list = waiting.remove(0);
                if (isComplete(list, logged)) {
                    return list;
                }
            }
            if (last) {
                return null;
            }
        }
    }

    private boolean isComplete(FullList list, Predicate<RevisionKey> logged) throws SQLException {
        Set<String> missing = new HashSet<>();
        Set<Map.Entry<String, Long>> revisions = list.revisions().entrySet();
        sql.query(
                """
                SELECT l.id FROM unnest(?::text[], ?::bigint[]) AS l (id, revision)
                WHERE NOT EXISTS (SELECT FROM event WHERE event.match = ? AND event.source = ? AND event.id = l.id
                                    AND event.revision = l.revision)
                """,
                row -> missing.add(row.getString("id")),
                sql.array("text", revisions, Map.Entry::getKey),
                sql.array("bigint", revisions, Map.Entry::getValue),
                list.match(),
                list.source());
        return missing.stream()
                .allMatch(id -> logged.test(new RevisionKey(
                        list.match(),
                        new IncidentId(list.source(), id),
                        list.revisions().get(id))));
    }
}
