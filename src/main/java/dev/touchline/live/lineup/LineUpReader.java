package dev.touchline.live.lineup;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.directory.Directory;
import dev.touchline.directory.OnPitch;
import dev.touchline.directory.TeamSheet;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.LineUp;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.live.directory.DirectoryReader;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads line-ups from the database. Every method blocks. */
@ApplicationScoped
public class LineUpReader {

    /** Matches of a query; a line-up has up to 60 kB. */
    private static final int MAX_MATCHES = 100;

    /** Events of a match that change who is on the pitch; the first ones. */
    private static final int MAX_CHANGES = 1_000;

    /** The line-up that counts: the last one of the owner of the match, or of one who stands above owners. */
    private static final String IN_FORCE = """
            SELECT DISTINCT ON (line_up.match) line_up.match, line_up.content, line_up.received_at
            FROM line_up JOIN match ON match.id = line_up.match
            WHERE line_up.match = ANY (?) AND deleted_at IS NULL AND (admin OR account = '' OR account = owner)
            ORDER BY line_up.match, revision DESC, admin DESC, account DESC
            """;

    private final Queries queries;
    private final DirectoryReader directory;
    private final SportCatalogue catalogue;

    LineUpReader(Queries queries, DirectoryReader directory, SportCatalogue catalogue) {
        this.queries = queries;
        this.directory = directory;
        this.catalogue = catalogue;
    }

    /** A match as far as the names of its players depend on it. */
    private record Match(String sport, String home, String away, boolean named) {}

    /** The line-ups in force, by their matches. */
    public Map<String, LineUp> inForce(Collection<String> matches) {
        Map<String, LineUp> lineUps = new HashMap<>();
        List<String> all = matches.stream().distinct().toList();
        for (int from = 0; from < all.size(); from += MAX_MATCHES) {
            String[] some =
                    all.subList(from, Math.min(all.size(), from + MAX_MATCHES)).toArray(String[]::new);
            queries.query(IN_FORCE, this::lineUp, (Object) some).forEach(lineUp -> lineUps.put(lineUp.match(), lineUp));
        }
        return lineUps;
    }

    private LineUp lineUp(ResultSet row) throws SQLException {
        String match = row.getString("match");
        return (LineUp) LogEntryJson.statement(
                LineUp.TYPE,
                row.getString("content"),
                new IncidentId(LineUp.SOURCE, match),
                match,
                Sql.instant(row, "received_at"),
                Reporter.NONE);
    }

    /**
     * The names of the players of a match; empty if there is no such match, or if neither a line-up nor an entry of a team
     * or a player can change a name.
     *
     * @param reported the names in question
     */
    Optional<Map<Side, TeamSheet>> sheets(String id, Collection<String> reported) {
        Match match = match(id).orElse(null);
        if (match == null || !match.named()) {
            return Optional.empty();
        }
        return Optional.of(sheets(match, inForce(List.of(id)).get(id), reported));
    }

    private Map<Side, TeamSheet> sheets(Match match, LineUp lineUp, Collection<String> reported) {
        List<String> players = new ArrayList<>(reported);
        if (lineUp != null) {
            Stream.of(lineUp.home(), lineUp.away())
                    .filter(Objects::nonNull)
                    .flatMap(team -> team.players().stream())
                    .flatMap(player -> Stream.of(player.id(), player.name()))
                    .forEach(players::add);
        }
        players.removeIf(Objects::isNull);
        List<String> teams =
                Stream.of(match.home(), match.away()).filter(Objects::nonNull).toList();
        Directory names = directory.directory(teams, players);
        return Map.of(
                Side.HOME, new TeamSheet(lineUp == null ? null : lineUp.home(), match.home(), match.sport(), names),
                Side.AWAY, new TeamSheet(lineUp == null ? null : lineUp.away(), match.away(), match.sport(), names));
    }

    private Optional<Match> match(String id) {
        return queries.first(
                """
                SELECT sport, home, away, (SELECT version FROM directory_version) > 0
                       OR EXISTS (SELECT FROM line_up WHERE line_up.match = match.id) AS named
                FROM match WHERE id = ? AND seq > 0 AND deleted_at IS NULL
                """,
                row -> new Match(
                        row.getString("sport"), row.getString("home"), row.getString("away"), row.getBoolean("named")),
                id);
    }

    /** The line-up of a match with who is on the pitch; a match without one has nulls. Empty if there is no such match. */
    public Optional<LineUpView> view(String id) {
        return match(id).map(match -> {
            LineUp lineUp = inForce(List.of(id)).get(id);
            Sport sport = catalogue.find(match.sport()).orElse(null);
            if (lineUp == null || sport == null) {
                return new LineUpView(null, null);
            }
            List<Event> changes = changes(id, sport);
            List<String> reported = changes.stream()
                    .flatMap(event -> Stream.of(event.player(), event.details().get("in")))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
            Map<Side, TeamSheet> sheets = sheets(match, lineUp, reported);
            return new LineUpView(
                    LineUpView.of(sheets.get(Side.HOME), Side.HOME, changes, sport),
                    LineUpView.of(sheets.get(Side.AWAY), Side.AWAY, changes, sport));
        });
    }

    private List<Event> changes(String match, Sport sport) {
        String[] types = OnPitch.kinds(sport).stream()
                .map(kind -> sport.name() + "." + kind)
                .toArray(String[]::new);
        return queries.query(
                """
                SELECT coalesce(counted, content) AS content, received_at FROM incident
                WHERE match = ? AND coalesce(counted, content) ->> 'type' = ANY (?)
                  AND (standing IS NULL OR standing IN ('counts', 'provisional'))
                ORDER BY period_order, minute, stoppage, seq LIMIT ?
                """,
                row -> LogEntryJson.event(row.getString("content"), Sql.instant(row, "received_at"), catalogue),
                match,
                types,
                MAX_CHANGES);
    }
}
