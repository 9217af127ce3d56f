package dev.touchline.statistics.storage;

import dev.touchline.catalogue.Staleness;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.UnreadableException;
import dev.touchline.codec.competition.ReportersJson;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.Reporter;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.competition.CompetitionTable.Terms;
import dev.touchline.statistics.figure.PlayerFigureTable;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.incident.IncidentTable;
import dev.touchline.statistics.incident.ReportColumns;
import dev.touchline.statistics.match.MatchRow;
import dev.touchline.statistics.storage.BatchFold.Conflict;
import dev.touchline.statistics.storage.BatchFold.IncidentKind;
import dev.touchline.statistics.weighing.MatchWeigher;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The tables of the event log, within one transaction. Each statement handles a whole batch. */
public record EventLogTables(Sql sql, SportCatalogue catalogue, String tallyVersion, Staleness staleness) {

    private static final String UNIQUE_VIOLATION = "23505";

    /**
     * A plan made while a table is small is a sequential scan, and a connection keeps that plan until PostgreSQL has
     * analyzed the grown table, a minute later or more.
     */
    private static final Sql.Statement FORCE_INDEX_SCANS = Sql.Statement.of("SET LOCAL enable_seqscan = off");

    /** Each statement has one good plan for all parameters, and planning takes as long as storing a few reports. */
    private static final Sql.Statement FORCE_GENERIC_PLANS =
            Sql.Statement.of("SET LOCAL plan_cache_mode = force_generic_plan");

    /** A report that is in the log; the update is null if the report changed nothing, or is not part of the feed. */
    record KnownRevision(String content, PositionedUpdate update) {}

    /** An optimistic assumption of the transaction was wrong: repeat the transaction without it. */
    static final class RestartTransactionException extends SQLException {
        RestartTransactionException(String why) {
            // SQLSTATE 40001: serialization failure.
            super(why, "40001");
        }
    }

    /** Creates missing matches, in the order of their ids. */
    void createMissingMatches(SortedMap<String, String> sportByMatch) throws SQLException {
        sql.execute(
                """
                INSERT INTO match (id, sport)
                SELECT * FROM unnest(?::text[], ?::text[])
                ON CONFLICT (id) DO NOTHING
                """,
                sql.array("text", sportByMatch.keySet().toArray()),
                sql.array("text", sportByMatch.values().toArray()));
    }

    /**
     * State that is locked until the end of the transaction.
     *
     * @param stale the matches whose tallies have to be counted anew, and are empty until then
     * @param deleted ids of matches that are deleted, and not among the matches
     * @param before how the matches were weighed
     */
    record LockedState(
            Map<String, MatchState> matches,
            Map<IncidentKey, IncidentState> incidents,
            Map<String, Ownership<Announcement>> announcements,
            Set<String> stale,
            Set<String> deleted,
            Map<String, MatchWeigher.Before> before) {}

    /**
     * Locks the matches in the order of their ids, and reads them, the incidents, and the announcements of some of the
     * matches.
     *
     * @throws RestartTransactionException if a match has no row
     */
    LockedState lock(Set<String> ids, Set<IncidentKey> incidentKeys, Set<String> announced) throws SQLException {
        Map<String, MatchState> matches = new HashMap<>();
        Set<String> stale = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        Map<String, MatchWeigher.Before> before = new HashMap<>();
        Map<IncidentKey, IncidentState> incidents = new HashMap<>();
        Map<String, Ownership<Announcement>> announcements = new HashMap<>();
        List<Sql.Statement> statements = new ArrayList<>(
                List.of(FORCE_INDEX_SCANS, FORCE_GENERIC_PLANS, lock(ids, matches, stale, deleted, before)));
        if (!incidentKeys.isEmpty()) {
            statements.add(incidents().read(incidentKeys, incidents));
        }
        if (!announced.isEmpty()) {
            statements.add(readAnnouncements(allOf(announced, announcements)));
        }
        sql.run(statements);
        if (matches.size() + deleted.size() < ids.size()) {
            throw new RestartTransactionException("a match has to be created");
        }
        announcements.keySet().removeAll(deleted);
        return new LockedState(matches, incidents, announcements, stale, deleted, before);
    }

    private Sql.Statement lock(
            Set<String> ids,
            Map<String, MatchState> matches,
            Set<String> stale,
            Set<String> deleted,
            Map<String, MatchWeigher.Before> before)
            throws SQLException {
        return new Sql.Statement(
                """
                SELECT id, sport, announced_revision, announced_at, competition, stage, round, group_name, home, away,
                       kick_off, venue, reporters, owner, variant, declaration, weighed, received_at, tally, tally_version,
                       seq, deleted_at, mistaken, mistaken_for
                FROM match WHERE id = ANY (?) ORDER BY id FOR UPDATE
                """,
                row -> {
                    String id = row.getString("id");
                    if (row.getObject("deleted_at") != null && !row.getBoolean("mistaken")) {
                        deleted.add(id);
                        return;
                    }
                    boolean current = tallyVersion.equals(row.getString("tally_version"));
                    MatchTally tally = current ? TallyJson.read(row.getString("tally")) : new MatchTally();
                    MatchState match = new MatchState(
                            id, MatchRow.announcement(row), row.getString("owner"), tally, row.getLong("seq"));
                    match.countBy(row.getString("variant"));
                    match.declare(ReportersJson.readStored(row.getString("declaration")));
                    match.weigh(row.getBoolean("weighed"));
                    match.delete(Sql.instant(row, "deleted_at"));
                    match.staleAfter(staleness.after(row.getString("sport")));
                    Instant receivedAt = Sql.instant(row, "received_at");
                    if (receivedAt != null) {
                        match.received(receivedAt);
                    }
                    matches.put(id, match);
                    before.put(
                            id,
                            new MatchWeigher.Before(
                                    match.weighed(), match.declaration(), row.getString("sport"), match.deletedAt()));
                    if (!current && row.getLong("seq") > 0) {
                        stale.add(id);
                    }
                },
                sql.array("text", ids.toArray()));
    }

    /**
     * Sets the terms by which matches are counted from now on. A match that was counted by another variant becomes stale.
     *
     * @param inForce the announcements that will be in force, by match
     */
    void assignTerms(Map<String, Announcement> inForce, LockedState locked) throws SQLException {
        Map<String, Terms> terms = new CompetitionTable(sql)
                .terms(inForce.values().stream()
                        .map(Announcement::competition)
                        .filter(Objects::nonNull)
                        .toList());
        inForce.forEach((id, announcement) -> {
            MatchState match = locked.matches().get(id);
            Terms ofCompetition = terms.getOrDefault(announcement.competition(), Terms.NONE);
            List<String> own = announcement.reporters();
            match.declare(own == null ? ofCompetition.reporters() : own);
            Announcement before = match.announcement();
            if (before != null && Objects.equals(before.competition(), announcement.competition())) {
                // A change of its variant is queued, and published when the match is counted anew.
                return;
            }
            String variant = ofCompetition.variant();
            if (!Objects.equals(variant, match.variant()) && match.seq() > 0) {
                locked.stale().add(id);
                match.tally().clear();
            }
            match.countBy(variant);
        });
    }

    /** The statements that hide matches which were deleted by statements, or show them again. */
    public List<Sql.Statement> hide(Collection<MatchState> matches) throws SQLException {
        if (matches.isEmpty()) {
            return List.of();
        }
        return List.of(
                Sql.Statement.of(
                        """
                        UPDATE match SET deleted_at = r.deleted_at::timestamptz
                        FROM unnest(?::text[], ?::text[]) AS r (id, deleted_at) WHERE match.id = r.id
                        """,
                        sql.array("text", matches, MatchState::id),
                        sql.array("text", matches, match -> Objects.toString(match.deletedAt(), null))),
                // By which processes notice that matches vanished or came back.
                Sql.Statement.of("UPDATE deletion SET number = number + 1"));
    }

    /** Counts stale tallies anew, and with them the keys of incidents and the figures of players. */
    void countStaleAnew(LockedState locked) throws SQLException {
        Set<String> stale = locked.stale();
        if (stale.isEmpty()) {
            return;
        }
        Map<String, MatchState> matches = locked.matches();
        PlayerFigureTable players = playerFigures();
        players.delete(stale);
        Map<String, MatchTally> tallies = new HashMap<>();
        stale.forEach(id -> tallies.put(id, matches.get(id).tally()));
        // Streamed, since a match may have more incidents than fit into memory.
        List<IncidentState> counted = new ArrayList<>();
        sql.stream(
                "SELECT " + IncidentTable.COLUMNS + " FROM incident WHERE match = ANY (?)",
                IncidentTable.ROWS_AT_ONCE,
                row -> {
                    IncidentState state = incidents().state(row);
                    MatchState match = matches.get(row.getString("match"));
                    match.countSports(state.event(), null);
                    if (state.counted() != null) {
                        match.tally().add(state.counted(), sport(state.counted(), match));
                    }
                    counted.add(state.changed(match.variant()));
                    if (counted.size() == IncidentTable.ROWS_AT_ONCE) {
                        writeCounted(counted, tallies, players);
                    }
                },
                sql.array("text", stale.toArray()));
        writeCounted(counted, tallies, players);
        omitIncluded(stale.stream().map(matches::get).toList());
        writeCounted(counted, tallies, players);
    }

    private Sport sport(Event event, MatchState match) {
        return catalogue.variant(match.variant()).sport(event.type().sport());
    }

    /** The moments of the events of a batch and of the revisions that they replace: see {@link Sport#moment}. */
    Set<String> moments(List<MatchReport> reports, LockedState locked) {
        Set<String> moments = new HashSet<>();
        for (MatchReport report : reports) {
            if (report instanceof Event event) {
                MatchState match = locked.matches().get(event.match());
                IncidentState before = locked.incidents().get(event.incidentKey());
                moments.add(sport(event, match).moment(event));
                if (before != null) {
                    Event shown = IncidentTable.shown(before);
                    moments.add(sport(shown, match).moment(shown));
                }
            }
        }
        moments.remove(null);
        return moments;
    }

    /** Restores the figures that are omitted at the moments, before incidents change. */
    void restoreIncluded(Set<String> moments, Collection<MatchState> matches) throws SQLException {
        incidents().forEachIncluded(moments, matches, MatchTally::restoreFigures);
    }

    /** Omits the figures of all stored incidents that others include. */
    public void omitIncluded(Collection<MatchState> matches) throws SQLException {
        incidents().forEachIncluded(null, matches, MatchTally::omitFigures);
    }

    private void writeCounted(List<IncidentState> counted, Map<String, MatchTally> tallies, PlayerFigureTable players)
            throws SQLException {
        List<Sql.Statement> statements = new ArrayList<>(incidents().upsert(counted));
        statements.addAll(players.add(tallies));
        if (!statements.isEmpty()) {
            sql.run(statements);
        }
        tallies.values().forEach(MatchTally::trim);
        counted.clear();
    }

    /**
     * Reads clocks, marks and readings of the incidents that the batch does not revise. A tally has only the last ones
     * of its match, among them perhaps those that the batch takes back.
     *
     * @param revised incidents of which the batch may have a higher revision
     */
    void readLatest(Collection<IncidentKey> revised, LockedState locked) throws SQLException {
        Set<MatchState> matches = new HashSet<>();
        revised.forEach(key -> matches.add(locked.matches().get(key.match())));
        incidents().addLatest(matches, revised);
        revised.forEach(key -> {
            Event counted = locked.incidents().get(key).counted();
            MatchState match = locked.matches().get(key.match());
            if (counted != null) {
                match.tally().addLatest(counted, sport(counted, match));
            }
        });
    }

    /** Reads when known incidents were first received as the kinds that the batch gives them, if the kinds keep that. */
    Map<IncidentKind, Instant> readFirstReceipts(List<MatchReport> reports, LockedState locked) throws SQLException {
        Map<IncidentKind, Instant> first = new HashMap<>();
        locked.incidents()
                .values()
                .forEach(known ->
                        first.put(IncidentKind.of(known.event()), known.event().receivedAt()));
        // Most revisions leave the kind as it is.
        List<IncidentKind> others = reports.stream()
                .filter(report -> locked.incidents().containsKey(report.incidentKey()))
                .map(report -> new IncidentKind(report.incidentKey(), report.type()))
                .filter(kind ->
                        !first.containsKey(kind) && catalogue.kind(kind.type()).keepsReceipt())
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            sql.query(
                    """
                    SELECT k.match, k.source, k.id, k.type, first.received_at
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS k (match, source, id, type), LATERAL (
                        SELECT least(
                            (SELECT received_at FROM event
                             WHERE match = k.match AND source = k.source AND id = k.id AND revision = 1 AND type = k.type),
                            (SELECT min(received_at) FROM event
                             WHERE match = k.match AND source = k.source AND id = k.id AND revision > 1 AND type = k.type)) AS received_at
                    ) AS first WHERE first.received_at IS NOT NULL
                    """,
                    row -> first.put(
                            new IncidentKind(key(row), EventType.parse(row.getString("type"))),
                            Sql.instant(row, "received_at")),
                    sql.array("text", others, kind -> kind.key().match()),
                    sql.array("text", others, kind -> kind.key().incident().source()),
                    sql.array("text", others, kind -> kind.key().incident().id()),
                    sql.array("text", others, kind -> kind.type().toString()));
        }
        return first;
    }

    /** Reads what had been announced at the times of all postponements that are known or in the batch. */
    void readAnnouncedBefore(List<MatchReport> reports, Map<IncidentKind, Instant> firstReceipts, LockedState locked)
            throws SQLException {
        Map<MatchState, Set<Instant>> postponements = new HashMap<>();
        locked.matches()
                .values()
                .forEach(match ->
                        postponements.put(match, new HashSet<>(match.tally().postponements())));
        for (MatchReport report : reports) {
            if (report instanceof Event event && catalogue.kind(event.type()).postpones()) {
                Set<Instant> ofMatch = postponements.get(locked.matches().get(event.match()));
                ofMatch.add(event.receivedAt());
                ofMatch.add(firstReceipts.getOrDefault(IncidentKind.of(event), event.receivedAt()));
            }
        }
        readAnnouncedBefore(postponements);
    }

    /** Reads what had been announced at the times of postponements. */
    public void readAnnouncedBefore(Map<MatchState, Set<Instant>> postponements) throws SQLException {
        Map<Until, Ownership<Announcement>> read = new HashMap<>();
        postponements.forEach((match, times) -> {
            Map<Instant, Ownership<Announcement>> announced = new HashMap<>();
            for (Instant postponed : times) {
                Until until = new Until(match.id(), ChronoUnit.MICROS.between(Instant.EPOCH, postponed));
                announced.put(postponed, read.computeIfAbsent(until, none -> new Ownership<>()));
            }
            match.announcedBefore(announced);
        });
        if (!read.isEmpty()) {
            sql.run(List.of(readAnnouncements(read)));
        }
    }

    /** Reads those reports that are in the log already, in the order of their changes. */
    Map<RevisionKey, KnownRevision> readKnown(List<MatchReport> reports) throws SQLException {
        Map<RevisionKey, KnownRevision> known = new LinkedHashMap<>();
        if (reports.isEmpty()) {
            return known;
        }
        sql.query(
                """
                SELECT e.match, e.source, e.id, e.revision, e.content, e.position, e.update
                FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) AS k (match, source, id, revision)
                JOIN event e ON e.match = k.match AND e.source = k.source AND e.id = k.id AND e.revision = k.revision
                ORDER BY e.position
                """,
                row -> {
                    Long position = row.getObject("position", Long.class);
                    PositionedUpdate update = position == null
                            ? null
                            : new PositionedUpdate(position, UpdateJson.read(row.getString("update")));
                    known.put(
                            new RevisionKey(
                                    row.getString("match"),
                                    new IncidentId(row.getString("source"), row.getString("id")),
                                    row.getLong("revision")),
                            new KnownRevision(row.getString("content"), update));
                },
                sql.array("text", reports, MatchReport::match),
                sql.array("text", reports, report -> report.incident().source()),
                sql.array("text", reports, report -> report.incident().id()),
                sql.array("bigint", reports, MatchReport::revision));
        return known;
    }

    // A recursive query reads two log entries per account. An account may have announced a match any number of times.
    /** The announcements of a match until a revision. */
    private record Until(String match, long revision) {}

    private static Map<Until, Ownership<Announcement>> allOf(
            Set<String> matches, Map<String, Ownership<Announcement>> announcements) {
        Map<Until, Ownership<Announcement>> all = new HashMap<>();
        matches.forEach(match -> {
            announcements.put(match, new Ownership<>());
            all.put(new Until(match, Long.MAX_VALUE), announcements.get(match));
        });
        return all;
    }

    private Sql.Statement readAnnouncements(Map<Until, Ownership<Announcement>> wanted) throws SQLException {
        Set<Until> keys = wanted.keySet();
        Array matches = sql.array("text", keys, Until::match);
        return new Sql.Statement(
                """
                WITH RECURSIVE announced AS (
                    SELECT wanted.match, (SELECT min(source) FROM event
                                          WHERE match = wanted.match
                                            AND source LIKE 'touchline:announcement%') AS source
                    FROM (SELECT DISTINCT match FROM unnest(?::text[]) AS all_wanted (match)) AS wanted
                    UNION ALL
                    SELECT match, (SELECT min(source) FROM event
                                   WHERE match = announced.match AND source > announced.source
                                     AND source LIKE 'touchline:announcement%')
                    FROM announced WHERE source IS NOT NULL
                )
                SELECT match, until, source, last.*,
                       (SELECT min(revision) FROM event WHERE match = announced.match AND source = announced.source
                            AND source LIKE 'touchline:announcement%') AS first_revision
                FROM unnest(?::text[], ?::bigint[]) AS wanted (match, until) JOIN announced USING (match), LATERAL (
                    SELECT revision, content, received_at, account, admin FROM event
                    WHERE match = announced.match AND source = announced.source
                      AND source LIKE 'touchline:announcement%' AND revision <= wanted.until
                    ORDER BY revision DESC LIMIT 1) AS last
                """,
                row -> {
                    String match = row.getString("match");
                    wanted.get(new Until(match, row.getLong("until")))
                            .add(row.getLong("first_revision"), announcement(match, row));
                },
                matches,
                matches,
                sql.array("bigint", keys, Until::revision));
    }

    private Announcement announcement(String match, ResultSet row) throws SQLException {
        long revision = row.getLong("revision");
        Reporter reporter = new Reporter(row.getString("account"), row.getBoolean("admin"));
        try {
            return LogEntryJson.announcement(
                    row.getString("content"), match, revision, catalogue, Sql.instant(row, "received_at"), reporter);
        } catch (IllegalStateException e) {
            throw new UnreadableException(new IncidentId(row.getString("source"), match), revision, e);
        }
    }

    /**
     * Reads the announcements of a match in the log.
     *
     * @throws UnreadableException if the last one of an account cannot be read
     */
    public Ownership<Announcement> announcements(String match) throws SQLException {
        Map<String, Ownership<Announcement>> announcements = new HashMap<>();
        sql.run(List.of(readAnnouncements(allOf(Set.of(match), announcements))));
        return announcements.get(match);
    }

    /**
     * Takes the next position of the feed. Readers stop before it until the end of this transaction, so this comes last.
     */
    public long takePosition() throws SQLException {
        return sql.first("SELECT unnest(take_positions(1)) AS position", row -> row.getLong("position"))
                .orElseThrow();
    }

    /**
     * The rows that a transaction writes.
     *
     * @param moments at which figures were restored, and are to be omitted again by the incidents that are written
     */
    public record TransactionResult(
            Collection<IncidentState> incidents,
            List<Conflict> conflicts,
            Collection<MatchState> matches,
            List<LogRow> logged,
            Set<String> moments) {}

    /**
     * Writes incidents, conflicts and matches, and last the log with the updates, which take the next positions of the
     * feed: see {@link #takePosition}.
     *
     * @return the updates with their positions, in the order of the reports
     * @throws RestartTransactionException if a key exists that was not read under the locks
     */
    public List<PositionedUpdate> write(TransactionResult result, Instant at) throws SQLException {
        List<Sql.Statement> statements = new ArrayList<>(incidents().upsert(result.incidents()));
        if (!result.moments().isEmpty()) {
            run(statements);
            statements.clear();
            incidents().forEachIncluded(result.moments(), result.matches(), MatchTally::omitFigures);
        }
        if (!result.conflicts().isEmpty()) {
            statements.add(insertConflicts(result.conflicts()));
        }
        if (!result.matches().isEmpty()) {
            statements.add(updateMatches(result.matches(), at));
            statements.addAll(playerFigures()
                    .add(result.matches().stream().collect(Collectors.toMap(MatchState::id, MatchState::tally))));
        }
        List<EncodedUpdate> updates = result.logged().stream()
                .filter(row -> !row.hidden())
                .map(LogRow::update)
                .filter(Objects::nonNull)
                .toList();
        List<PositionedUpdate> positioned = new ArrayList<>(updates.size());
        if (!result.logged().isEmpty()) {
            statements.add(insertEvents(
                    result.logged(),
                    updates,
                    at,
                    row -> positioned.add(
                            new PositionedUpdate(row.getLong("position"), updates.get(positioned.size())))));
        }
        run(statements);
        return positioned;
    }

    private void run(List<Sql.Statement> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try {
            sql.run(statements);
        } catch (SQLException e) {
            // Inserts have no ON CONFLICT, which checks every index twice: a lost race is rare and needs a restart.
            throw UNIQUE_VIOLATION.equals(e.getSQLState())
                    ? new RestartTransactionException("a report is in the log already")
                    : e;
        }
    }

    private Sql.Statement insertEvents(
            List<LogRow> rows, List<EncodedUpdate> updates, Instant storedAt, Sql.RowReader position)
            throws SQLException {
        // By identity, since equal updates may occur twice.
        Map<EncodedUpdate, Integer> places = new IdentityHashMap<>();
        updates.forEach(update -> places.put(update, places.size() + 1));
        // Sorted by key, so that two processes with the same keys do not deadlock.
        List<LogRow> sorted = rows.stream()
                .sorted(Comparator.comparing(LogRow::key).thenComparing(LogRow::revision))
                .toList();
        List<EncodedUpdate> sortedUpdates = sorted.stream().map(LogRow::update).toList();
        return new Sql.Statement(
                """
                WITH r AS (
                    SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                                         ?::text[], ?::text[], ?::bigint[], ?::integer[], ?::text[])
                         AS r (source, id, revision, match, received_at, type, content, account, admin, seq, place,
                               update)
                ), taken AS (
                    SELECT take_positions(?) AS positions
                ), stored AS (
                    INSERT INTO event (source, id, revision, match, type, content, account, admin, received_at,
                                       stored_at, seq, position, update)
                    SELECT source, id, revision, match, type, content::json, account, admin::boolean,
                           received_at::timestamptz, ?, seq, positions[place], update::json
                    FROM taken, r
                )
                SELECT unnest(positions) AS position FROM taken
                """,
                position,
                sql.array("text", sorted, row -> row.key().incident().source()),
                sql.array("text", sorted, row -> row.key().incident().id()),
                sql.array("bigint", sorted, LogRow::revision),
                sql.array("text", sorted, row -> row.key().match()),
                sql.array("text", sorted, row -> row.receivedAt().toString()),
                sql.array("text", sorted, LogRow::type),
                sql.array("text", sorted, LogRow::content),
                sql.array("text", sorted, row -> row.reporter().account()),
                sql.array("text", sorted, row -> Boolean.toString(row.reporter().admin())),
                sql.array("bigint", sortedUpdates, update -> update == null ? null : update.seq()),
                sql.array("integer", sortedUpdates, places::get),
                sql.array("text", sortedUpdates, update -> update == null ? null : update.json()),
                updates.size(),
                Sql.timestamp(storedAt));
    }

    private static IncidentKey key(ResultSet row) throws SQLException {
        return new IncidentKey(row.getString("match"), new IncidentId(row.getString("source"), row.getString("id")));
    }

    /** The table of incidents. */
    public IncidentTable incidents() {
        return new IncidentTable(sql, catalogue);
    }

    public PlayerFigureTable playerFigures() {
        return new PlayerFigureTable(sql);
    }

    // ON CONFLICT: each conflict is recorded once.
    private Sql.Statement insertConflicts(List<Conflict> conflicts) throws SQLException {
        return Sql.Statement.of(
                """
                INSERT INTO conflict (source, id, revision, match, content, content_hash, reason, received_at)
                SELECT source, id, revision, match, content::json, md5(content), reason,
                       received_at::timestamptz
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                     AS r (source, id, revision, match, received_at, content, reason)
                ON CONFLICT DO NOTHING
                """,
                ReportColumns.of(
                        sql,
                        conflicts.stream().map(Conflict::report).toList(),
                        sql.array("text", conflicts, Conflict::content),
                        sql.array("text", conflicts, Conflict::reason)));
    }

    private Sql.Statement updateMatches(Collection<MatchState> matches, Instant at) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        parameters.add(Sql.timestamp(at));
        parameters.add(sql.array("text", matches, MatchState::id));
        for (MatchRow.Column column : MatchRow.COLUMNS) {
            parameters.add(sql.array(column.array(), matches, match -> column.element(match, tallyVersion)));
        }
        return Sql.Statement.of(MatchRow.UPDATE, parameters.toArray());
    }
}
