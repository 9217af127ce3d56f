package dev.touchline.statistics.incident;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.database.Sql;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.TallyKeys;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.weighing.Standing;
import dev.touchline.weighing.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code incident}, within one transaction that has locked the matches. */
public record IncidentTable(Sql sql, SportCatalogue catalogue) {

    /** Fetch size of rows of a match, each of up to about 20 kB. */
    public static final int ROWS_AT_ONCE = 100;

    /** The columns that {@link #state} reads. */
    public static final String COLUMNS =
            "match, source, id, content, received_at, seq, group_key, standing, confirmed_by, counted, counts_as";

    /**
     * The incidents with the last clock, the last marks, the last reading of each share and the last award in each match,
     * without some others. The event is the one that counts.
     */
    private static final String LATEST = """
            WITH others AS MATERIALIZED (
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) AS r (match, source, id)
            ), known AS MATERIALIZED (
                SELECT * FROM unnest(?::text[]) AS m (match)
            ), latest AS (
                SELECT i.match, i.source, i.id FROM known, LATERAL (
                    SELECT match, source, id FROM incident
                    WHERE match = known.match AND clock IS NOT NULL AND (match, source, id) NOT IN (TABLE others)
                    ORDER BY clock DESC LIMIT 1) AS i
                UNION
                SELECT i.match, i.source, i.id FROM known, unnest(?::text[]) AS s (figure), LATERAL (
                    SELECT match, source, id FROM incident
                    WHERE match = known.match AND figure = s.figure AND (match, source, id) NOT IN (TABLE others)
                    ORDER BY reading DESC LIMIT 1) AS i
                UNION
                SELECT i.match, i.source, i.id FROM known, LATERAL (
                    SELECT match, source, id FROM incident
                    WHERE match = known.match AND mark IS NOT NULL AND (match, source, id) NOT IN (TABLE others)
                    ORDER BY mark DESC LIMIT ?) AS i
            )
            SELECT coalesce(counted, content) AS content, received_at
            FROM latest JOIN incident USING (match, source, id)
            """;

    /** The columns of rows in plain matches, after source, id, revision, match and received_at. */
    private static final String VALUES = """
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                        ?::integer[], ?::integer[], ?::integer[], ?::bigint[], ?::text[], ?::text[],
                        ?::text[], ?::text[], ?::text[]%s)
                 AS r (source, id, revision, match, received_at, content, seq, period_order, minute, stoppage,
                       clock, mark, figure, reading, included, including%s)
            """;

    private static final String WEIGHED = ", group_key, standing, confirmed_by, counted, counts_as";

    private static final String INSERT = """
            INSERT INTO incident (source, id, match, revision, content, received_at, seq, period_order, minute,
                                  stoppage, clock, mark, figure, reading, included, including%s)
            SELECT source, id, match, revision, content::json, received_at::timestamptz, seq, period_order,
                   minute, stoppage, clock, mark::bigint[], figure, reading::bigint[], included, including%s
            """;

    private static final String UPDATE = """
            UPDATE incident
            SET revision = r.revision, content = r.content::json, received_at = r.received_at::timestamptz,
                seq = r.seq, period_order = r.period_order, minute = r.minute, stoppage = r.stoppage,
                clock = r.clock, mark = r.mark::bigint[], figure = r.figure, reading = r.reading::bigint[],
                included = r.included, including = r.including, %s
            """;

    /** Receives an incident that is counted, with its match. */
    @FunctionalInterface
    public interface FiguresChange {
        /** Called once per incident. */
        void apply(MatchTally tally, Event event, Sport sport);
    }

    private Sport sport(Event event, MatchState match) {
        return catalogue.variant(match.variant()).sport(event.type().sport());
    }

    /** The statement that reads incidents by their keys. */
    public Sql.Statement read(Set<IncidentKey> keys, Map<IncidentKey, IncidentState> incidents) throws SQLException {
        return new Sql.Statement(
                """
                SELECT %s FROM unnest(?::text[], ?::text[], ?::text[]) AS k (match, source, id)
                JOIN incident USING (match, source, id)
                """.formatted(COLUMNS),
                row -> {
                    IncidentState state = state(row);
                    incidents.put(state.key(), state);
                },
                keyColumns(keys));
    }

    private Object[] keyColumns(Collection<IncidentKey> keys) throws SQLException {
        return new Object[] {
            sql.array("text", keys, IncidentKey::match),
            sql.array("text", keys, key -> key.incident().source()),
            sql.array("text", keys, key -> key.incident().id())
        };
    }

    /** The state of the current row of {@link #COLUMNS}. */
    public IncidentState state(ResultSet row) throws SQLException {
        String content = row.getString("content");
        Event event = LogEntryJson.event(content, Sql.instant(row, "received_at"), catalogue);
        return new IncidentState(event, content, row.getLong("seq"), true, false, null, verdict(row, event));
    }

    /** The verdict in the current row, null in a plain match. */
    private Verdict verdict(ResultSet row, Event event) throws SQLException {
        String code = row.getString("standing");
        if (code == null) {
            return null;
        }
        Standing standing = Standing.valueOf(code.replace('-', '_').toUpperCase(Locale.ROOT));
        String counted = row.getString("counted");
        Event other = counted == null ? event : LogEntryJson.event(counted, event.receivedAt(), catalogue);
        String[] countsAs = texts(row, "counts_as");
        IncidentId as = countsAs == null ? null : new IncidentId(countsAs[0], countsAs[1]);
        // Among the incidents of a cluster, only the one that represents it is in the tally.
        boolean isCounted = event.incident().equals(as);
        String[] confirmedBy = texts(row, "confirmed_by");
        return new Verdict(
                standing,
                row.getString("group_key"),
                isCounted ? other : null,
                as,
                confirmedBy == null ? List.of() : List.of(confirmedBy));
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        return row.getArray(column) == null
                ? null
                : (String[]) row.getArray(column).getArray();
    }

    /** The statements that write the incidents that changed. */
    public List<Sql.Statement> upsert(Collection<IncidentState> incidents) throws SQLException {
        List<IncidentState> changed = incidents.stream()
                .filter(IncidentState::changed)
                .sorted(Comparator.comparing(IncidentState::key))
                .toList();
        List<Sql.Statement> statements = new ArrayList<>();
        for (boolean stored : List.of(false, true)) {
            for (boolean weighed : List.of(false, true)) {
                List<IncidentState> some = changed.stream()
                        .filter(one -> one.stored() == stored && (one.verdict() != null) == weighed)
                        .toList();
                if (!some.isEmpty()) {
                    statements.add(Sql.Statement.of(statement(stored, weighed), columns(some, weighed)));
                }
            }
        }
        return statements;
    }

    private static String statement(boolean stored, boolean weighed) {
        String values = VALUES.formatted(
                weighed ? ", ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]" : "", weighed ? WEIGHED : "");
        if (!stored) {
            String typed = ", group_key, standing, confirmed_by::text[], counted::json, counts_as::text[]";
            return INSERT.formatted(weighed ? WEIGHED : "", weighed ? typed : "") + values;
        }
        // The lock of the match excludes concurrent updates.
        String set = weighed
                ? "group_key = r.group_key, standing = r.standing, confirmed_by = r.confirmed_by::text[],"
                        + " counted = r.counted::json, counts_as = r.counts_as::text[]"
                : "group_key = NULL, standing = NULL, confirmed_by = NULL, counted = NULL, counts_as = NULL";
        return UPDATE.formatted(set) + values
                + "WHERE incident.match = r.match AND incident.source = r.source AND incident.id = r.id";
    }

    private Object[] columns(List<IncidentState> incidents, boolean weighed) throws SQLException {
        List<Event> events = incidents.stream().map(IncidentState::event).toList();
        List<Sport.Position> clockPositions = incidents.stream()
                .map(one -> position(shown(one), catalogue.variant(one.variant())))
                .toList();
        List<TallyKeys> keys = incidents.stream()
                .map(one -> keys(one.counted(), catalogue.variant(one.variant())))
                .toList();
        List<Object> columns = new ArrayList<>(List.of(
                sql.array("text", incidents, IncidentState::content),
                sql.array("bigint", incidents, IncidentState::seq),
                sql.array("integer", clockPositions, Sport.Position::period),
                sql.array("integer", clockPositions, Sport.Position::minute),
                sql.array("integer", clockPositions, Sport.Position::stoppage),
                sql.array("bigint", keys, TallyKeys::clock),
                sql.array("text", keys, key -> literal(key.mark())),
                sql.array("text", keys, TallyKeys::figure),
                sql.array("text", keys, key -> literal(key.reading())),
                sql.array("text", keys, TallyKeys::included),
                sql.array("text", keys, TallyKeys::including)));
        if (weighed) {
            List<Verdict> verdicts =
                    incidents.stream().map(IncidentState::verdict).toList();
            columns.addAll(List.of(
                    sql.array("text", verdicts, Verdict::group),
                    sql.array("text", verdicts, verdict -> verdict.standing().code()),
                    sql.array("text", verdicts, verdict -> texts(verdict.confirmedBy())),
                    sql.array("text", incidents, IncidentTable::countedText),
                    sql.array(
                            "text",
                            verdicts,
                            verdict -> verdict.countsAs() == null
                                    ? null
                                    : texts(List.of(
                                            verdict.countsAs().source(),
                                            verdict.countsAs().id())))));
        }
        return ReportColumns.of(sql, events, columns.toArray());
    }

    /** The event as counted, or as reported if it is not counted. */
    public static Event shown(IncidentState incident) {
        return incident.counted() == null ? incident.event() : incident.counted();
    }

    /** The text of the event as counted if it differs from the reported one, otherwise null. */
    public static String countedText(IncidentState incident) {
        Event counted = incident.counted();
        return counted == null || counted.equals(incident.event()) ? null : LogEntryJson.write(counted);
    }

    /** The text of an array in PostgreSQL; null for null. */
    private static String literal(List<Long> numbers) {
        return numbers == null
                ? null
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    private static String texts(List<String> texts) {
        return texts.stream()
                .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** The event's position in the timeline. */
    public static Sport.Position position(Event event, SportCatalogue catalogue) {
        Sport sport = catalogue.sport(event.type().sport());
        return sport.timelinePosition(event.clock(), catalogue.kind(event.type()));
    }

    /** The keys by which {@link #addLatest} finds an event that counts; all are null for null. */
    public static TallyKeys keys(Event counted, SportCatalogue catalogue) {
        return counted == null
                ? TallyKeys.NONE
                : TallyKeys.of(counted, catalogue.sport(counted.type().sport()));
    }

    /** Applies a change for every stored incident that another one includes, at the given moments or, for null, at any. */
    public void forEachIncluded(Set<String> moments, Collection<MatchState> matches, FiguresChange change)
            throws SQLException {
        if (moments != null && moments.isEmpty()) {
            return;
        }
        Map<String, MatchState> byId = matches.stream().collect(Collectors.toMap(MatchState::id, match -> match));
        List<Object> parameters =
                new ArrayList<>(List.of(sql.array("text", byId.keySet().toArray())));
        if (moments != null) {
            parameters.add(sql.array("text", moments.toArray()));
        }
        sql.stream(
                """
                SELECT match, coalesce(counted, content) AS content, received_at FROM incident
                WHERE match = ANY (?) AND included IS NOT NULL %s
                  AND EXISTS (SELECT FROM incident AS other
                              WHERE other.match = incident.match AND other.including = incident.included)
                """.formatted(moments == null ? "" : "AND included = ANY (?)"),
                ROWS_AT_ONCE,
                row -> {
                    Event event = event(row);
                    MatchState match = byId.get(row.getString("match"));
                    change.apply(match.tally(), event, sport(event, match));
                },
                parameters.toArray());
    }

    private Event event(ResultSet row) throws SQLException {
        return LogEntryJson.event(row.getString("content"), Sql.instant(row, "received_at"), catalogue);
    }

    /** Reads one incident of each kind at the moments, beside some others. */
    public List<Event> neighbours(Set<String> moments, Collection<String> matches, Collection<IncidentKey> others)
            throws SQLException {
        List<Event> neighbours = new ArrayList<>();
        if (!moments.isEmpty()) {
            Object[] keys = keyColumns(others);
            sql.query(
                    """
                    SELECT DISTINCT ON (match, coalesce(included, including), content ->> 'type')
                           coalesce(counted, content) AS content, received_at
                    FROM incident
                    WHERE match = ANY (?) AND (included = ANY (?) OR including = ANY (?))
                      AND (match, source, id) NOT IN (SELECT * FROM unnest(?::text[], ?::text[], ?::text[]))
                    """,
                    row -> neighbours.add(event(row)),
                    sql.array("text", matches.toArray()),
                    sql.array("text", moments.toArray()),
                    sql.array("text", moments.toArray()),
                    keys[0],
                    keys[1],
                    keys[2]);
        }
        return neighbours;
    }

    /**
     * Replaces clocks, marks and readings in tallies by those of the stored incidents beside some others. A tally has only
     * the last ones of its match, among them perhaps those that are taken back.
     */
    public void addLatest(Collection<MatchState> matches, Collection<IncidentKey> others) throws SQLException {
        if (matches.isEmpty()) {
            return;
        }
        Map<String, MatchState> byId = new HashMap<>();
        matches.forEach(match -> {
            byId.put(match.id(), match);
            match.tally().clearLatest();
        });
        Set<String> figures = new HashSet<>(Set.of(MatchTally.AwardReading.FIGURE));
        catalogue.all().stream()
                .flatMap(sport -> sport.kinds().values().stream())
                .filter(kind -> kind.share() != null)
                .forEach(kind -> figures.add(kind.share().figure()));
        Object[] keys = keyColumns(others);
        sql.run(List.of(
                // Otherwise a plan made while a match has few incidents may sort all of them.
                Sql.Statement.of("SET LOCAL enable_sort = off"),
                new Sql.Statement(
                        LATEST,
                        row -> {
                            Event event = event(row);
                            MatchState match = byId.get(event.match());
                            match.tally().addLatest(event, sport(event, match));
                        },
                        keys[0],
                        keys[1],
                        keys[2],
                        sql.array("text", byId.keySet().toArray()),
                        sql.array("text", figures.toArray()),
                        MatchTally.MAX_MARKS),
                Sql.Statement.of("SET LOCAL enable_sort = on")));
    }

    /** Deletes incidents. */
    public void delete(Collection<IncidentKey> keys) throws SQLException {
        sql.execute("""
                DELETE FROM incident USING unnest(?::text[], ?::text[], ?::text[]) AS gone (match, source, id)
                WHERE incident.match = gone.match AND incident.source = gone.source AND incident.id = gone.id
                """, keyColumns(keys));
    }
}
