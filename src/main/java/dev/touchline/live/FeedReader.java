package dev.touchline.live;

import dev.touchline.format.UpdateJson;
import dev.touchline.format.UpdateJson.PositionedUpdate;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads the feed from the database. Every method blocks. */
@ApplicationScoped
public class FeedReader {

    private static final Duration RECENT_CHANGE = Duration.ofHours(24);
    private static final int MAX_MATCHES = 200;

    private final Queries queries;

    FeedReader(Queries queries) {
        this.queries = queries;
    }

    /** Matches as of the update at the position. */
    record MatchesSnapshot(long position, List<MatchView> matches) {}

    /** The position of the last update. All updates up to it are committed and visible. */
    public long position() {
        return queries.query("SELECT position FROM feed", row -> row.getLong("position"))
                .get(0);
    }

    /** At most {@code limit} updates after the position, in order. */
    public List<PositionedUpdate> after(long position, int limit) {
        return queries.query(
                "SELECT position, update FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> new PositionedUpdate(row.getLong("position"), UpdateJson.read(row.getString("update"))),
                position,
                limit);
    }

    /** The filter's matches that are in progress, kick off today (UTC) or changed lately, in the order of kick-off. */
    MatchesSnapshot snapshot(StreamFilter filter, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Object> parameters = new ArrayList<>(List.of(
                today.atStartOfDay().atOffset(ZoneOffset.UTC),
                today.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC),
                now.minus(RECENT_CHANGE).atOffset(ZoneOffset.UTC)));
        String condition = "";
        if (!filter.matchesEverything()) {
            condition = "AND (id = ANY (?) OR competition = ANY (?) OR home = ANY (?) OR away = ANY (?))";
            String[] teams = filter.teams().toArray(String[]::new);
            parameters.add(filter.matches().toArray(String[]::new));
            parameters.add(filter.competitions().toArray(String[]::new));
            parameters.add(teams);
            parameters.add(teams);
        }
        parameters.add(MAX_MATCHES);
        // One statement, so that position and matches are consistent. The limit keeps matches in progress, then the
        // latest changes.
        String sql = """
                SELECT feed.position, %s
                FROM feed LEFT JOIN (
                    SELECT * FROM match
                    WHERE seq > 0
                      AND (phase IN %s OR (kick_off >= ? AND kick_off < ?) OR updated_at > ?)
                      %s
                    ORDER BY phase IN %s DESC, updated_at DESC, id LIMIT ?
                ) selected ON true
                ORDER BY coalesce(kick_off, 'infinity'), id
                """.formatted(MatchReader.COLUMNS, MatchReader.IN_PROGRESS, condition, MatchReader.IN_PROGRESS);
        List<Long> position = new ArrayList<>();
        List<MatchView> matches = new ArrayList<>();
        queries.query(
                sql,
                row -> {
                    position.add(row.getLong("position"));
                    return row.getString("id") != null && matches.add(MatchReader.readView(row));
                },
                parameters.toArray());
        return new MatchesSnapshot(position.get(0), List.copyOf(matches));
    }
}
