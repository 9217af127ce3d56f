package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Branch;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the feed from the database. Every method blocks. */
@ApplicationScoped
public class FeedReader {

    private final Queries queries;

    FeedReader(Queries queries) {
        this.queries = queries;
    }

    /**
     * The end of the feed.
     *
     * @param complete every update up to this position is committed and visible to the next query
     * @param taken the last position that was taken; before it, a transaction may be under way
     * @param branch the branch of these positions
     */
    public record End(long complete, long taken, Branch branch) {

        /** The number of positions after one, as {@link Branch#between}. */
        public long after(long position) {
            return branch.between(position, taken);
        }
    }

    public End end() {
        return queries.first(
                        "SELECT position, taken, branch.* FROM feed, (SELECT " + Branch.COLUMNS
                                + " FROM feed_branch ORDER BY number DESC LIMIT 1) AS branch",
                        row -> new End(row.getLong("position"), row.getLong("taken"), Branch.read(row)))
                .orElseThrow();
    }

    /** Those of the positions that have an update. */
    Set<Long> stored(Collection<Long> positions) {
        return Set.copyOf(queries.query(
                "SELECT position FROM event WHERE position = ANY (?)", row -> row.getLong("position"), (Object)
                        positions.toArray(Long[]::new)));
    }

    /** At most {@code limit} updates and {@code maxBytes} of JSON between two positions, in order. */
    Sql.Slice<PositionedUpdate> between(long after, long upTo, int limit, long maxBytes) {
        return queries.slice(
                "SELECT position, update FROM event WHERE position > ? AND position <= ? ORDER BY position",
                row -> new PositionedUpdate(row.getLong("position"), UpdateJson.read(row.getString("update"))),
                FeedReader::size,
                limit,
                maxBytes,
                after,
                upTo);
    }

    /**
     * The first updates between two positions that the filter selects, at most {@code limit} and {@code maxBytes} of JSON,
     * but at least one. The database reads no text of others, except for a filter by competition or team.
     */
    public UpdatePage page(long after, long upTo, StreamFilter filter, int limit, long maxBytes) {
        List<Object> parameters = new ArrayList<>(List.of(after, upTo));
        String selected = "";
        String named = "";
        if (!filter.matchesEverything()) {
            selected = "AND (match = ANY (?)";
            parameters.add(filter.matches().toArray(String[]::new));
            if (!filter.hasOnlyMatches()) {
                // The names at the time of the update, as in StreamFilter; one pass over the text reads all three.
                named = ", json_to_record(update) AS named (competition text, home text, away text)";
                selected += " OR named.competition = ANY (?) OR named.home = ANY (?) OR named.away = ANY (?)";
                String[] teams = filter.teams().toArray(String[]::new);
                parameters.add(filter.competitions().toArray(String[]::new));
                parameters.add(teams);
                parameters.add(teams);
            }
            selected += ")";
        }
        String sql = "SELECT position, event.match, event.seq, update FROM event" + named
                + " WHERE position > ? AND position <= ? " + selected + " ORDER BY position";
        return page(
                queries.slice(sql, FeedReader::update, FeedReader::size, limit, maxBytes, parameters.toArray()), upTo);
    }

    /** The updates of a match after {@code seq}, as {@link #page(long, long, StreamFilter, int, long)}. */
    public UpdatePage page(String match, long seq, long upTo, int limit, long maxBytes) {
        return page(
                queries.slice(
                        "SELECT position, match, seq, update FROM event WHERE match = ? AND seq > ? ORDER BY seq",
                        FeedReader::update,
                        FeedReader::size,
                        limit,
                        maxBytes,
                        match,
                        seq),
                upTo);
    }

    private static UpdatePage page(Sql.Slice<PositionedUpdate> slice, long upTo) {
        List<StreamUpdate> updates =
                slice.rows().stream().map(StreamUpdate::new).toList();
        long last = updates.isEmpty() ? 0 : updates.get(updates.size() - 1).position();
        return new UpdatePage(updates, slice.more() ? last : Math.max(last, upTo), slice.more());
    }

    // The row selected it, so the names that filters use are not needed.
    private static PositionedUpdate update(ResultSet row) throws SQLException {
        return new PositionedUpdate(
                row.getLong("position"),
                new EncodedUpdate(
                        row.getString("match"), row.getLong("seq"), null, null, null, row.getString("update")));
    }

    private static long size(PositionedUpdate update) {
        return update.update().json().length();
    }

    /** The position of the change of a match, if it is stored and part of the feed. */
    public OptionalLong position(String match, long seq) {
        return queries
                .query(
                        "SELECT position FROM event WHERE match = ? AND seq = ? AND position IS NOT NULL",
                        row -> row.getLong("position"),
                        match,
                        seq)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
