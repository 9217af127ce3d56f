package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.database.Queries;
import dev.touchline.live.query.MatchReader;
import dev.touchline.live.query.MatchView;
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

    /**
     * How matches stood at one moment.
     *
     * @param position the last update that is in it
     */
    public record MatchesSnapshot(long position, List<MatchView> matches) {}

    /** The position of the last update. Every update up to there can be read from now on. */
    public long position() {
        return queries.query("SELECT position FROM feed", row -> row.getLong("position"))
                .get(0);
    }

    /** At most {@code limit} updates past the position, in their order. */
    public List<PositionedUpdate> after(long position, int limit) {
        return queries.query(
                "SELECT position, update FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> new PositionedUpdate(row.getLong("position"), UpdateJson.read(row.getString("update"))),
                position,
                limit);
    }

    /** Those matches of interest that are under way, of this day, or changed lately; in the order of their kick-off. */
    public MatchesSnapshot snapshot(StreamFilter filter, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Object> parameters = new ArrayList<>(List.of(
                today.atStartOfDay().atOffset(ZoneOffset.UTC),
                today.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC),
                now.minus(RECENT_CHANGE).atOffset(ZoneOffset.UTC)));
        String fits = "";
        if (!filter.matchesEverything()) {
            fits = "AND (id = ANY (?) OR competition = ANY (?) OR home = ANY (?) OR away = ANY (?))";
            String[] teams = filter.teams().toArray(String[]::new);
            parameters.add(filter.matches().toArray(String[]::new));
            parameters.add(filter.competitions().toArray(String[]::new));
            parameters.add(teams);
            parameters.add(teams);
        }
        parameters.add(MAX_MATCHES);
        // One statement sees one moment. Where there are too many, those under way and the latest are shown.
        String sql = """
                SELECT feed.position, %s
                FROM feed LEFT JOIN (
                    SELECT * FROM match
                    WHERE seq > 0
                      AND (phase IN %s OR (kick_off >= ? AND kick_off < ?) OR updated_at > ?)
                      %s
                    ORDER BY phase IN %s DESC, updated_at DESC, id LIMIT ?
                ) shown ON true
                ORDER BY coalesce(kick_off, 'infinity'), id
                """.formatted(MatchReader.COLUMNS, MatchReader.IN_PROGRESS, fits, MatchReader.IN_PROGRESS);
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
