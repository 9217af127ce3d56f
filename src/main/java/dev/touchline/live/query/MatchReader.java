package dev.touchline.live.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.catalogue.Staleness;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.event.Event;
import dev.touchline.event.Ids;
import dev.touchline.event.Side;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.json.Json;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.match.UpdateText;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.SportCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads matches and timelines from the database. Every method blocks. */
@ApplicationScoped
public class MatchReader {

    private static final String NO_KICK_OFF = "infinity";
    /** Indexed, unlike the column. */
    private static final String KICK_OFF = "coalesce(kick_off, 'infinity'::timestamptz)";

    private static final Duration RECENT_CHANGE = Duration.ofHours(24);
    private static final int MAX_SNAPSHOT_MATCHES = 200;
    /** Characters of an item beside the stored content. */
    private static final int ITEM_OVERHEAD = 300;

    private static final int FETCH_SIZE = 100;
    /** Maximum incidents of a match that a read counts anew; regular matches have up to about 2,000. */
    private static final int MAX_COUNTED_ANEW = 5_000;

    private static final int MAX_PARALLEL_COUNTS = 2;
    /** The column {@code side} of a player without a team. */
    private static final int NO_SIDE = 2;
    /** The condition in SQL that a match is shown: a report of it was processed, and it is not deleted. */
    private static final String SHOWN = "seq > 0 AND deleted_at IS NULL";

    /** SQL list of the phases of a match in progress. */
    private static final String IN_PROGRESS = "phase IN ('live', 'break', 'shootout', 'suspended')";

    /** The columns that {@link #readView} reads, some of them computed. */
    private static final String COLUMNS = """
            id, sport, variant, competition, stage, round, group_name, home, away, kick_off, venue, phase, period, minute,
            stoppage, home_score, away_score, home_shootout, away_shootout, winner, result_home, result_away, decided_by,
            result_reason, periods, seq, updated_at,
            %s AS stale, CASE WHEN %s THEN %s END AS stale_at
            """;

    /** Incidents, and sources, of a match whose ids are looked up in other matches. */
    private static final int MAX_COMPARED = 1_000;

    private static final int MAX_SOURCES = 16;

    /**
     * Recorded conflicts, incidents of another sport, ids that a source uses in other matches, too, and announcements of accounts that the match
     * does not belong to. Without names of accounts.
     */
    private static final String CONFLICTS = """
            SELECT source, id, revision, content, content_hash, reason, received_at FROM conflict WHERE match = ?
            UNION ALL
            SELECT 'touchline:announcement', event.match, revision, content, md5(source),
                   'the match belongs to another account', event.received_at
            FROM event JOIN match ON match.id = event.match
            WHERE event.match = ? AND source LIKE 'touchline:announcement%%' AND account <> owner AND NOT admin
            UNION ALL
            SELECT incident.source, incident.id, incident.revision, content, 'other sport',
                   'the match is of another sport: ' || sport, incident.received_at
            FROM incident JOIN match ON match.id = incident.match
            WHERE incident.match = ? AND standing = 'other-sport'
              AND group_key > 'other-sport:' AND group_key < 'other-sport;'
            UNION ALL
            SELECT same.source, same.id, same.revision, same.content, 'other match',
                   'the source uses the same ids in match ' || same.same, same.received_at
            FROM (
                SELECT DISTINCT source FROM (
                    SELECT source FROM incident WHERE match = ? ORDER BY period_order, minute, stoppage, seq LIMIT %1$d
                ) AS first ORDER BY source LIMIT %2$d
            ) AS sources, LATERAL (
                SELECT own.*, other.match AS same FROM (
                    SELECT source, id, revision, content, received_at FROM incident
                    WHERE match = ? AND source = sources.source
                    ORDER BY period_order, minute, stoppage, seq LIMIT %1$d
                ) AS own, LATERAL (
                    SELECT match FROM incident WHERE source = own.source AND id = own.id AND match <> ?
                    ORDER BY match LIMIT 1
                ) AS other
                LIMIT 1
            ) AS same
            """.formatted(MAX_COMPARED, MAX_SOURCES);

    private final Queries queries;
    private final SportCatalogue catalogue;
    private final String tallyVersion;
    private final String live;
    private final String stale;
    private final String columns;
    private final int maxFigures;
    private final Semaphore counts = new Semaphore(MAX_PARALLEL_COUNTS);

    MatchReader(Queries queries, SportCatalogue catalogue, Staleness staleness) {
        this.queries = queries;
        this.catalogue = catalogue;
        this.tallyVersion = TallyJson.tallyVersion(catalogue);
        String staleAt = staleAt(catalogue, staleness);
        // The first condition on received_on can use the index.
        this.live = "(%s AND received_on >= ((now() AT TIME ZONE 'UTC') - interval '%d minutes')::date AND %s > now())"
                .formatted(IN_PROGRESS, staleness.afterAny().toMinutes() + 1, staleAt);
        this.stale = "(%s AND %s IS NOT TRUE)".formatted(IN_PROGRESS, live);
        this.columns = COLUMNS.formatted(stale, IN_PROGRESS, staleAt);
        this.maxFigures = catalogue.all().stream()
                .mapToInt(sport -> sport.teamFigures().size())
                .sum();
    }

    /** The time in SQL from which a match in progress is stale: names of sports need no quoting. */
    private static String staleAt(SportCatalogue catalogue, Staleness staleness) {
        String seconds = catalogue.names().stream()
                .map(sport -> "WHEN '%s' THEN %d "
                        .formatted(sport, staleness.after(sport).toSeconds()))
                .collect(Collectors.joining(
                        "",
                        "CASE sport ",
                        "ELSE %d END".formatted(staleness.afterAny().toSeconds())));
        return "(received_at + make_interval(secs => %s))".formatted(seconds);
    }

    /** The condition in SQL that a match is in progress, but nothing was received for too long. */
    public String stale() {
        return stale;
    }

    /** Criteria of a list of matches; null means any. */
    record Filter(Boolean live, String competition, LocalDate date) {}

    /** An item of a page with its approximate length as text, and the cursor after it. */
    private record Item(ObjectNode view, long size, String cursor) {}

    /** The tally of a match and a page of its players after the change {@code seq}. */
    record MatchStatistics(String sport, long seq, MatchTally tally, Page<PlayerFigures> players) {}

    /** The figures of a player that are not zero. */
    record PlayerFigures(String player, int side, Map<String, Integer> figures) {
        Side team() {
            return MatchReader.team(side);
        }
    }

    /** The row of the match, and a player of the page or null. */
    private record StatisticsRow(String sport, long seq, boolean current, String tally, PlayerFigures player) {}

    /**
     * Matches with every update up to a position.
     *
     * @param seqs of those matches that have later updates already
     * @param seqsUpTo a bound of the positions of these updates
     */
    record MatchesSnapshot(long position, Map<String, Long> seqs, long seqsUpTo, List<MatchView> matches) {}

    /**
     * A match and the position of its last change in the feed.
     *
     * @param position 0 if the log lacks the change
     */
    record PositionedMatch(MatchView match, long position) {}

    /** The match, if any report of it was processed. */
    Optional<PositionedMatch> match(String id) {
        return queries.first(
                "SELECT " + columns
                        + ", (SELECT position FROM event WHERE match = match.id AND event.seq = match.seq) AS"
                        + " position FROM match WHERE id = ? AND " + SHOWN,
                row -> new PositionedMatch(readView(row), row.getLong("position")),
                id);
    }

    /** The problem of a match that is not shown: it was deleted, or there is none. */
    RuntimeException absent(String id) {
        return deletion(id)
                .map(Problem.Kind.GONE::exception)
                .orElseGet(() -> Problem.Kind.NOT_FOUND.exception(
                        "There is no such match. A report accepted a moment ago may not be processed yet."));
    }

    /** A sentence about the deletion of a match, if it was deleted. */
    Optional<String> deletion(String id) {
        return queries.first(
                """
                SELECT deleted_at, tombstone.competition
                FROM match LEFT JOIN tombstone ON tombstone.match = match.id WHERE id = ? AND deleted_at IS NOT NULL
                """,
                row -> "The match was deleted at %s".formatted(Sql.instant(row, "deleted_at"))
                        + (row.getString("competition") == null
                                ? ", as a mistake."
                                : " with the competition %s.".formatted(row.getString("competition"))),
                id);
    }

    /** Matches in the order of kick-off; those without one come last. */
    Page<MatchView> matches(Filter filter, int limit, String cursor) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder where = new StringBuilder(SHOWN);
        if (filter.live() != null) {
            where.append(" AND ").append(live).append(filter.live() ? "" : " IS NOT TRUE");
        }
        if (filter.competition() != null) {
            where.append(" AND competition = ?");
            parameters.add(filter.competition());
        }
        if (filter.date() != null) {
            where.append(" AND " + KICK_OFF + " >= ? AND " + KICK_OFF + " < ?");
            parameters.add(startOf(filter.date()));
            parameters.add(startOf(filter.date().plusDays(1)));
        }
        String[] after = Page.decode(cursor, 2);
        if (after != null && Ids.problem(after[1]) != null) {
            throw Page.invalidCursor();
        }
        if (after != null) {
            where.append(" AND (" + KICK_OFF + ", id) > (?::timestamptz, ?)");
            parameters.add(
                    after[0].equals(NO_KICK_OFF)
                            ? NO_KICK_OFF
                            : Page.instant(after[0]).toString());
            parameters.add(after[1]);
        }
        Sql.Slice<MatchView> slice = queries.slice(
                "SELECT " + columns + " FROM match WHERE " + where + " ORDER BY " + KICK_OFF + ", id",
                MatchReader::readView,
                MatchView::size,
                limit,
                Page.MAX_BYTES,
                parameters.toArray());
        return Page.of(
                slice.rows(),
                slice.more(),
                match -> Page.cursor(match.kickOff() == null ? NO_KICK_OFF : match.kickOff(), match.id()));
    }

    private static OffsetDateTime startOf(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    /** The filter's matches that are in progress, kick off today (UTC) or changed lately, in the order of kick-off. */
    MatchesSnapshot snapshot(StreamFilter filter, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        OffsetDateTime changed = Sql.timestamp(now.minus(RECENT_CHANGE));
        // The position first: the statement that follows then sees every update up to it.
        long position = queries.first("SELECT position FROM feed", row -> row.getLong("position"))
                .orElseThrow();
        List<Object> parameters = new ArrayList<>(
                List.of(position, startOf(today), startOf(today.plusDays(1)), changed.toLocalDate(), changed));
        String condition = "";
        if (!filter.matchesEverything()) {
            condition = "AND (id = ANY (?) OR competition = ANY (?) OR home = ANY (?) OR away = ANY (?))";
            String[] teams = filter.teams().toArray(String[]::new);
            parameters.add(filter.matches().toArray(String[]::new));
            parameters.add(filter.competitions().toArray(String[]::new));
            parameters.add(teams);
            parameters.add(teams);
        }
        parameters.add(MAX_SNAPSHOT_MATCHES);
        // The limit keeps matches in progress, then the latest changes.
        String sql = """
                SELECT %s, (SELECT position FROM event
                            WHERE match = selected.id AND event.seq = selected.seq AND position > ?) AS later
                FROM (
                    SELECT * FROM match
                    WHERE %s
                      AND (%s OR (%s >= ? AND %s < ?) OR (updated_on >= ? AND updated_at > ?))
                      %s
                    ORDER BY %s DESC, updated_at DESC, id LIMIT ?
                ) selected
                ORDER BY %s DESC, updated_at DESC, id
                """.formatted(columns, SHOWN, live, KICK_OFF, KICK_OFF, condition, live, live);
        Map<String, Long> later = new HashMap<>();
        List<MatchView> matches = queries.slice(
                        sql,
                        row -> {
                            MatchView match = readView(row);
                            if (row.getLong("later") > position) {
                                later.put(match.id(), row.getLong("later"));
                            }
                            return match;
                        },
                        MatchView::size,
                        MAX_SNAPSHOT_MATCHES,
                        Page.MAX_BYTES,
                        parameters.toArray())
                .rows();
        return new MatchesSnapshot(
                position,
                matches.stream()
                        .filter(match -> later.containsKey(match.id()))
                        .collect(Collectors.toMap(MatchView::id, MatchView::seq)),
                later.values().stream().max(Comparator.naturalOrder()).orElse(position),
                matches.stream()
                        .sorted(Comparator.comparing(
                                        MatchView::kickOff, Comparator.nullsLast(Comparator.naturalOrder()))
                                .thenComparing(MatchView::id))
                        .toList());
    }

    /** The incidents of a match that count, or that were taken back, in the order of the match clock. */
    Page<ObjectNode> timeline(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 6);
        List<Object> parameters = new ArrayList<>(List.of(match));
        if (after != null) {
            for (int i = 0; i < 4; i++) {
                parameters.add(Page.number(after[i]));
            }
            parameters.addAll(List.of(after[4], after[5]));
        }
        String sql = """
                SELECT coalesce(counted, content) AS content, received_at, seq, period_order, minute, stoppage, source, id,
                       standing, confirmed_by
                FROM incident
                WHERE match = ? AND (standing IS NULL OR standing IN ('counts', 'provisional', 'cancelled')) %s
                  AND (included IS NULL OR (
                      SELECT other.seq FROM incident AS other
                      WHERE other.match = incident.match AND other.including = incident.included LIMIT 1) IS NULL)
                ORDER BY period_order, minute, stoppage, seq, source, id
                """.formatted(
                after == null ? "" : "AND (period_order, minute, stoppage, seq, source, id) > (?, ?, ?, ?, ?, ?)");
        return page(sql, this::timelineItem, parameters, limit);
    }

    private Page<ObjectNode> page(String sql, Sql.RowMapper<Item> mapper, List<Object> parameters, int limit) {
        Sql.Slice<Item> slice = queries.slice(sql, mapper, Item::size, limit, Page.MAX_BYTES, parameters.toArray());
        Page<Item> page = Page.of(slice.rows(), slice.more(), Item::cursor);
        return new Page<>(page.items().stream().map(Item::view).toList(), page.next());
    }

    private Item timelineItem(ResultSet row) throws SQLException {
        Event event = event(row);
        ObjectNode view = view(event, row);
        view.put("seq", row.getLong("seq"));
        view.put("text", UpdateText.timelineText(event, catalogue.kind(event.type())));
        String cursor = Page.cursor(
                row.getLong("period_order"),
                row.getLong("minute"),
                row.getLong("stoppage"),
                row.getLong("seq"),
                row.getString("source"),
                row.getString("id"));
        return new Item(view, row.getString("content").length() + ITEM_OVERHEAD, cursor);
    }

    private static ObjectNode view(Event event, ResultSet row) throws SQLException {
        String standing = row.getString("standing");
        return standing == null
                ? UpdateJson.eventView(event)
                : UpdateJson.eventView(event, standing, List.of((String[])
                        row.getArray("confirmed_by").getArray()));
    }

    private Event event(ResultSet row) throws SQLException {
        return LogEntryJson.event(row.getString("content"), Sql.instant(row, "received_at"), catalogue);
    }

    /** Tally and players of a match by name, home before away, if any report of it was processed. */
    Optional<MatchStatistics> statistics(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 2);
        String player = after == null ? "" : after[0];
        long side = after == null ? -1 : Page.number(after[1]);
        // The inner limit is a bound of the work: a player has at most so many figures.
        List<StatisticsRow> rows =
                queries.query("""
                SELECT sport, seq, tally_version, tally, player, side, figures, counts
                FROM match LEFT JOIN LATERAL (
                    SELECT player, side, array_agg(figure) AS figures, array_agg(count) AS counts
                    FROM (SELECT * FROM player_figure WHERE player_figure.match = match.id AND (player, side) > (?, ?)
                          ORDER BY player, side LIMIT ?) AS first
                    GROUP BY player, side ORDER BY player, side LIMIT ?) AS page ON true
                WHERE id = ? AND seq > 0 AND deleted_at IS NULL
                ORDER BY player, side
                """, this::statisticsRow, player, side, (limit + 1) * maxFigures, limit + 1, match);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        StatisticsRow first = rows.get(0);
        boolean current = first.current();
        MatchTally tally = current ? TallyJson.read(first.tally()) : countAnew(match);
        Stream<PlayerFigures> players = current
                ? rows.stream().map(StatisticsRow::player).filter(Objects::nonNull)
                : tally.players().entrySet().stream()
                        .map(entry -> new PlayerFigures(
                                entry.getKey().name(), side(entry.getKey().team()), entry.getValue()))
                        .filter(one -> one.player().compareTo(player) > 0
                                || one.player().equals(player) && one.side() > side)
                        .limit(limit + 1L);
        Page<PlayerFigures> page = Page.of(players.toList(), limit, last -> Page.cursor(last.player(), last.side()));
        return Optional.of(new MatchStatistics(first.sport(), first.seq(), tally, page));
    }

    private StatisticsRow statisticsRow(ResultSet row) throws SQLException {
        String player = row.getString("player");
        return new StatisticsRow(
                row.getString("sport"),
                row.getLong("seq"),
                hasCurrentTally(row),
                row.getString("tally"),
                player == null ? null : new PlayerFigures(player, row.getInt("side"), figures(row)));
    }

    private static Map<String, Integer> figures(ResultSet row) throws SQLException {
        String[] names = (String[]) row.getArray("figures").getArray();
        Integer[] counts = (Integer[]) row.getArray("counts").getArray();
        Map<String, Integer> figures = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            figures.put(names[i], counts[i]);
        }
        return figures;
    }

    private static int side(Side team) {
        return team == null ? NO_SIDE : team.ordinal();
    }

    /** The team of the column {@code side}, or null. */
    public static Side team(int side) {
        return side == NO_SIDE ? null : Side.values()[side];
    }

    /** The version of the tallies that this process can read. */
    public String tallyVersion() {
        return tallyVersion;
    }

    /** Whether the tally and the figures of players have the version of this process. */
    public boolean hasCurrentTally(ResultSet row) throws SQLException {
        return tallyVersion.equals(row.getString("tally_version"));
    }

    /** Counts a match with its players from its incidents, until its next change or a rebuild stores that. */
    public MatchTally countAnew(String match) {
        if (!counts.tryAcquire()) {
            throw Problem.Kind.UNAVAILABLE.exception(
                    "Matches are being counted anew after a change of version.", Duration.ofSeconds(1));
        }
        try {
            List<Event> counted = new ArrayList<>();
            AtomicReference<String> variant = new AtomicReference<>();
            queries.stream(
                    """
                    SELECT coalesce(counted, content) AS content, incident.received_at, variant
                    FROM incident JOIN match ON match.id = incident.match
                    WHERE match.id = ? AND (standing IS NULL OR standing IN ('counts', 'provisional', 'cancelled')) LIMIT ?
                    """,
                    FETCH_SIZE,
                    row -> {
                        if (counted.size() == MAX_COUNTED_ANEW) {
                            throw Problem.Kind.UNAVAILABLE.exception(
                                    "The match has too many events to be counted anew for a read after a change of"
                                            + " version. Its next report or a rebuild with repair counts it.",
                                    Duration.ofMinutes(1));
                        }
                        counted.add(event(row));
                        variant.set(row.getString("variant"));
                    },
                    match,
                    MAX_COUNTED_ANEW + 1);
            return MatchTally.of(counted, catalogue.variant(variant.get()));
        } finally {
            counts.release();
        }
    }

    /** The conflicts of a match in the order of receipt. */
    Page<ObjectNode> conflicts(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 5);
        List<Object> parameters = new ArrayList<>(List.of(match, match, match, match, match, match));
        if (after != null) {
            parameters.add(Page.instant(after[0]).toString());
            parameters.addAll(List.of(after[1], after[2], Page.number(after[3]), after[4]));
        }
        String later = "WHERE (received_at, source, id, revision, content_hash) > (?::timestamptz, ?, ?, ?, ?)";
        String sql = "SELECT * FROM (" + CONFLICTS + ") AS conflict " + (after == null ? "" : later)
                + " ORDER BY received_at, source, id, revision, content_hash";
        return page(sql, MatchReader::conflict, parameters, limit);
    }

    private static Item conflict(ResultSet row) throws SQLException {
        Instant receivedAt = Sql.instant(row, "received_at");
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("reason", row.getString("reason"));
        view.put("receivedAt", receivedAt.toString());
        String content = row.getString("content");
        view.set("event", Json.parse(content.getBytes(StandardCharsets.UTF_8)));
        String cursor = Page.cursor(
                receivedAt,
                row.getString("source"),
                row.getString("id"),
                row.getLong("revision"),
                row.getString("content_hash"));
        return new Item(view, content.length() + ITEM_OVERHEAD, cursor);
    }

    private static MatchView.Result result(ResultSet row) throws SQLException {
        String decidedBy = row.getString("decided_by");
        return decidedBy == null
                ? null
                : new MatchView.Result(
                        row.getInt("result_home"),
                        row.getInt("result_away"),
                        decidedBy,
                        row.getString("result_reason"));
    }

    static MatchView readView(ResultSet row) throws SQLException {
        Integer homeShootout = row.getObject("home_shootout", Integer.class);
        return new MatchView(
                row.getString("id"),
                row.getString("sport"),
                row.getString("variant"),
                row.getString("competition"),
                row.getString("stage"),
                row.getString("round"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Sql.instant(row, "kick_off"),
                row.getString("venue"),
                row.getString("phase"),
                new MatchView.Clock(
                        row.getString("period"),
                        row.getObject("minute", Integer.class),
                        row.getObject("stoppage", Integer.class)),
                new MatchView.Score(row.getInt("home_score"), row.getInt("away_score")),
                homeShootout == null ? null : new MatchView.Score(homeShootout, row.getInt("away_shootout")),
                row.getString("winner"),
                result(row),
                row.getString("periods"),
                row.getLong("seq"),
                Sql.instant(row, "updated_at"),
                row.getBoolean("stale"),
                Sql.instant(row, "stale_at"));
    }
}
