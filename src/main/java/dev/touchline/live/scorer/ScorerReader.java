package dev.touchline.live.scorer;

import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.directory.Directory;
import dev.touchline.directory.TeamSheet;
import dev.touchline.event.LineUp;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.ShirtNumber;
import dev.touchline.event.Side;
import dev.touchline.live.directory.DirectoryReader;
import dev.touchline.live.directory.TeamView;
import dev.touchline.live.lineup.LineUpReader;
import dev.touchline.sport.Sport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Adds up the scorers of a competition. Every method blocks. */
@ApplicationScoped
public class ScorerReader {

    /** Maximum figures of players that are added up. */
    private static final int MAX_SCORED = 200_000;

    private static final int MAX_SCORERS = 5_000;
    private static final int FETCH_SIZE = 500;

    private final Queries queries;
    private final LineUpReader lineUps;
    private final DirectoryReader directory;

    ScorerReader(Queries queries, LineUpReader lineUps, DirectoryReader directory) {
        this.lineUps = lineUps;
        this.queries = queries;
        this.directory = directory;
    }

    /**
     * The figures of a reported name in the matches of an announced team.
     *
     * @param player a name, or an id in a line-up
     * @param listed the name that is shown if there is no entry
     * @param match null unless the name is a number
     */
    private record Reported(
            String player,
            String listed,
            String team,
            int count,
            int penalties,
            Instant last,
            String match,
            Side side,
            long added) {
        Reported of(LineUp.Player one) {
            return new Reported(
                    one.id() == null ? one.name() : one.id(),
                    one.name() == null ? one.id() : one.name(),
                    team,
                    count,
                    penalties,
                    last,
                    match,
                    side,
                    added);
        }
    }

    /** A player as listed: one with an entry is the same in all teams. */
    private record Key(String id, String player, String team) {}

    private static final class Sum {
        private PlayerEntry entry;
        private int count;
        private int penalties;
        /** The last match for each team. */
        private final Map<String, Instant> teams = new HashMap<>();

        private List<String> teams() {
            return teams.entrySet().stream()
                    .sorted(Map.Entry.<String, Instant>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    /**
     * The first scorers: most goals first, then fewest penalties, then by name.
     *
     * @param sport the name of the sport, or null
     * @param matches the condition in SQL of the matches that count
     */
    public ScorersView scorers(String competition, String sport, Sport.Scorers counted, String matches) {
        List<Reported> reported = reported(competition, sport, counted, matches);
        if (!reported.isEmpty() && reported.get(0).added() > MAX_SCORED) {
            return ScorersView.notComputed("More than %,d players of matches have scored.".formatted(MAX_SCORED));
        }
        reported = withoutNumbers(reported);
        List<String> teams = reported.stream()
                .map(Reported::team)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Directory names = directory.directory(
                teams,
                reported.stream()
                        .flatMap(one -> Stream.of(one.player(), one.listed()))
                        .toList());
        Map<Key, Sum> sums = new HashMap<>();
        for (Reported one : reported) {
            PlayerEntry entry = names.player(one.player(), one.team(), sport)
                    .or(() -> names.player(one.listed(), one.team(), sport))
                    .orElse(null);
            String team = names.teamName(one.team(), sport);
            Key key = entry == null ? new Key(null, one.listed(), team) : new Key(entry.id(), null, null);
            Sum sum = sums.computeIfAbsent(key, same -> new Sum());
            sum.entry = entry;
            sum.count += one.count();
            sum.penalties += one.penalties();
            sum.teams.merge(team == null ? "" : team, one.last(), (a, b) -> a.isAfter(b) ? a : b);
        }
        List<ScorersView.Item> items = sums.entrySet().stream()
                .filter(sum -> sum.getValue().count > 0)
                .map(sum -> new Listed(item(sum.getKey(), sum.getValue(), counted), sum.getValue()))
                .sorted(Listed.BEST_FIRST)
                .limit(MAX_SCORERS + 1L)
                .map(Listed::item)
                .toList();
        boolean cut = items.size() > MAX_SCORERS;
        return new ScorersView(
                List.copyOf(cut ? items.subList(0, MAX_SCORERS) : items),
                teams.stream()
                        .flatMap(team -> names.team(team, sport).stream())
                        .distinct()
                        .map(team -> TeamView.of(team, names))
                        .toList(),
                null,
                cut ? "The scorers below the first %,d are not listed.".formatted(MAX_SCORERS) : null);
    }

    private record Listed(ScorersView.Item item, Sum sum) {
        private static final Comparator<Listed> BEST_FIRST = Comparator.comparingInt((Listed one) -> -one.sum().count)
                .thenComparingInt(one -> one.sum().penalties)
                .thenComparing(one -> one.item().player())
                .thenComparing(one -> Objects.toString(one.item().team(), ""));
    }

    private static ScorersView.Item item(Key key, Sum sum, Sport.Scorers counted) {
        List<String> teams =
                sum.teams().stream().filter(team -> !team.isEmpty()).toList();
        return new ScorersView.Item(
                sum.entry == null ? key.player() : sum.entry.name(),
                key.id(),
                sum.entry == null ? null : sum.entry.shortName(),
                teams.isEmpty() ? null : teams.get(0),
                teams,
                ScorersView.figures(sum.count, sum.penalties, counted));
    }

    /** The same with the names of line-ups in the place of numbers, which stay where no line-up has them. */
    private List<Reported> withoutNumbers(List<Reported> reported) {
        List<String> numbered =
                reported.stream().map(Reported::match).filter(Objects::nonNull).toList();
        if (numbered.isEmpty()) {
            return reported;
        }
        Map<String, LineUp> inForce = lineUps.inForce(numbered);
        return reported.stream()
                .map(one -> {
                    LineUp lineUp = one.match() == null ? null : inForce.get(one.match());
                    LineUp.Team team = lineUp == null ? null : one.side() == Side.HOME ? lineUp.home() : lineUp.away();
                    return new TeamSheet(team, one.team(), null, Directory.EMPTY)
                            .find(one.match() == null ? null : one.player())
                            .map(one::of)
                            .orElse(one);
                })
                .toList();
    }

    private List<Reported> reported(String competition, String sport, Sport.Scorers counted, String matches) {
        // An empty text is no figure, so that a sport without penalties has none.
        String penalties = counted.penalties() == null ? "" : counted.penalties();
        List<Reported> reported = new ArrayList<>();
        queries.stream(
                """
                WITH added AS MATERIALIZED (
                    SELECT player, CASE side WHEN 0 THEN home ELSE away END AS team, figure, count,
                           coalesce(kick_off, 'epoch'::timestamptz) AS kick_off,
                           CASE WHEN starts_with(player, ?) THEN match.id END AS numbered, side
                    FROM match JOIN player_figure ON player_figure.match = match.id
                    WHERE competition = ? AND sport = ? AND %s AND side < 2 AND figure IN (?, ?)
                    LIMIT ?
                )
                SELECT player, team, coalesce(sum(count) FILTER (WHERE figure = ?), 0) AS count,
                       coalesce(sum(count) FILTER (WHERE figure = ?), 0) AS penalties,
                       max(kick_off) AS last, numbered, CASE WHEN numbered IS NOT NULL THEN side ELSE 2 END AS side,
                       (SELECT count(*) FROM added) AS added
                FROM added GROUP BY player, team, numbered, CASE WHEN numbered IS NOT NULL THEN side ELSE 2 END
                """.formatted(matches),
                FETCH_SIZE,
                row -> reported.add(new Reported(
                        row.getString("player"),
                        row.getString("player"),
                        row.getString("team"),
                        row.getInt("count"),
                        row.getInt("penalties"),
                        Sql.instant(row, "last"),
                        row.getString("numbered"),
                        row.getInt("side") == 2 ? null : Side.values()[row.getInt("side")],
                        row.getLong("added"))),
                ShirtNumber.PREFIX,
                competition,
                sport,
                counted.figure(),
                penalties,
                MAX_SCORED + 1,
                counted.figure(),
                penalties);
        return reported;
    }
}
