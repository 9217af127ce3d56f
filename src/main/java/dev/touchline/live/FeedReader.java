package dev.touchline.live;

import dev.touchline.format.UpdateJson;
import dev.touchline.format.UpdateJson.Placed;
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

    private static final Duration RECENTLY = Duration.ofHours(24);
    private static final int MOST_MATCHES = 200;

    private final Queries queries;

    FeedReader(Queries queries) {
        this.queries = queries;
    }

    /**
     * How matches stood at one moment.
     *
     * @param position the last update that is in it
     */
    record Standing(long position, List<MatchView> matches) {}

    /** The position of the last update. Every update up to there can be read from now on. */
    public long position() {
        return queries.list("SELECT position FROM feed", row -> row.getLong("position"))
                .get(0);
    }

    /** At most {@code limit} updates past the position, in their order. */
    public List<Placed> after(long position, int limit) {
        return queries.list(
                "SELECT position, update FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> new Placed(row.getLong("position"), UpdateJson.read(row.getString("update"))),
                position,
                limit);
    }

    /** Those matches of interest that are under way, of this day, or changed lately; in the order of their kick-off. */
    Standing standing(Interest interest, Instant now) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Object> parameters = new ArrayList<>(List.of(
                today.atStartOfDay().atOffset(ZoneOffset.UTC),
                today.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC),
                now.minus(RECENTLY).atOffset(ZoneOffset.UTC)));
        String fits = "";
        if (!interest.inEverything()) {
            fits = "AND (id = ANY (?) OR competition = ANY (?) OR home = ANY (?) OR away = ANY (?))";
            String[] teams = interest.teams().toArray(String[]::new);
            parameters.add(interest.matches().toArray(String[]::new));
            parameters.add(interest.competitions().toArray(String[]::new));
            parameters.add(teams);
            parameters.add(teams);
        }
        parameters.add(MOST_MATCHES);
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
                """.formatted(MatchReader.COLUMNS, MatchReader.UNDER_WAY, fits, MatchReader.UNDER_WAY);
        List<Long> position = new ArrayList<>();
        List<MatchView> matches = new ArrayList<>();
        queries.list(
                sql,
                row -> {
                    position.add(row.getLong("position"));
                    return row.getString("id") != null && matches.add(MatchReader.view(row));
                },
                parameters.toArray());
        return new Standing(position.get(0), List.copyOf(matches));
    }
}
