package dev.touchline.live.competition;

import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.competition.FairPlay;
import dev.touchline.competition.Fixture;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Side;
import dev.touchline.event.Stage;
import dev.touchline.event.TieBreaker;
import dev.touchline.http.Problem;
import dev.touchline.live.query.MatchReader;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Reads competitions from the database. Every method blocks. */
@ApplicationScoped
class CompetitionReader {

    /** Maximum matches of a competition whose tables are computed. */
    static final int MAX_MATCHES = 10_000;

    /** Maximum figures of players that are added up for a list of scorers. */
    private static final int MAX_SCORED = 200_000;

    private static final int MAX_SCORERS = 5_000;
    /** Maximum figures of cards that are read for fair play in one match. */
    private static final int MAX_CARDS = 1_000;

    /** Maximum matches whose tallies of another version are counted anew for a table. */
    private static final int MAX_COUNTED_ANEW = 200;

    private static final int FETCH_SIZE = 500;
    /** Abandoned and cancelled matches count in no table. */
    private static final String COUNTED_MATCHES = "phase NOT IN ('abandoned', 'cancelled')";

    /** Of the first matches: a competition may have any number of them. */
    private static final String SPORT_OF_MOST_MATCHES = """
            SELECT sport FROM (
                SELECT sport FROM match WHERE competition = ?
                ORDER BY coalesce(kick_off, 'infinity'::timestamptz), id LIMIT 200) AS first
            GROUP BY sport ORDER BY count(*) DESC, sport LIMIT 1
            """;

    private static final String SELECT_DEFINITIONS = """
            SELECT account, admin, first_revision, revision, content, received_at FROM competition WHERE id = ?
            """;

    private static final String KNOWN = """
            WITH RECURSIVE known AS (
                (SELECT least((SELECT min(competition) FROM match WHERE competition > ?),
                              (SELECT min(id) FROM competition WHERE id > ?)) AS id)
                UNION ALL
                SELECT least((SELECT min(competition) FROM match WHERE competition > known.id),
                             (SELECT min(id) FROM competition WHERE id > known.id))
                FROM known WHERE known.id IS NOT NULL
            )
            SELECT id FROM known WHERE id IS NOT NULL LIMIT ?
            """;

    private final Queries queries;
    private final MatchReader matches;
    private final SportCatalogue catalogue;

    CompetitionReader(Queries queries, MatchReader matches, SportCatalogue catalogue) {
        this.queries = queries;
        this.matches = matches;
        this.catalogue = catalogue;
    }

    /**
     * A competition with its effective rules.
     *
     * @param definition completed with the defaults of the sport
     * @param sport in the variant of the definition; null if neither the definition nor a match names one
     */
    record Competition(CompetitionDefinition definition, Sport sport) {}

    /**
     * The version of everything that the tables of a competition depend on.
     *
     * @param definitions a digest of the revisions of all accounts, or null without any
     * @param matches their number, at most one more than {@link #MAX_MATCHES}
     * @param changes a sum over the ids and seqs of the matches, the number of stale ones, and the branch of the feed, since
     *     another one may have given the same seqs to other changes
     */
    record Version(String definitions, int matches, String changes) {}

    /** A table is not computed; the message says why. */
    static final class NotComputedException extends RuntimeException {
        NotComputedException(String reason) {
            super(reason);
        }
    }

    /** The next ids, in order, of the competitions that were defined or that a match belongs to. */
    List<String> ids(String after, int limit) {
        return queries.query(KNOWN, row -> row.getString("id"), after, after, limit);
    }

    /** The competition, if it was defined or a match belongs to it. */
    Optional<Competition> competition(String id) {
        CompetitionDefinition inferred = queries.first(
                        SELECT_DEFINITIONS + "AND inferred ORDER BY revision DESC, account, admin LIMIT 1",
                        row -> definition(id, row),
                        id)
                .orElse(null);
        Optional<CompetitionDefinition> defined =
                Optional.ofNullable(definitions(id).inForce());
        Optional<String> played = queries.first(SPORT_OF_MOST_MATCHES, row -> row.getString("sport"), id);
        if (defined.isEmpty() && inferred == null && played.isEmpty()) {
            return Optional.empty();
        }
        CompetitionDefinition definition = defined.orElseGet(() -> new CompetitionDefinition(
                        id,
                        0,
                        null,
                        null,
                        null,
                        Rules.UNSPECIFIED,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        Reporter.NONE))
                .orStagesOf(inferred);
        String name = definition.sport() == null ? played.orElse(null) : definition.sport();
        Sport sport = name == null
                ? null
                : catalogue.variant(definition.variant()).find(name).orElse(null);
        CompetitionDefinition completed = new CompetitionDefinition(
                id,
                definition.revision(),
                definition.name(),
                name,
                definition.variant(),
                definition.rules().orElse(sport == null ? Rules.DEFAULT : sport.rules()),
                definition.deductions(),
                definition.stages(),
                definition.reporters(),
                definition.inferred(),
                definition.receivedAt(),
                definition.reporter());
        return Optional.of(new Competition(completed, sport));
    }

    /** The problem of a competition that neither was defined nor has a match: it was deleted, or there is none. */
    RuntimeException absent(String id) {
        return queries.first(
                        "SELECT deleted_at FROM deleted_competition WHERE id = ?",
                        row -> Problem.Kind.GONE.exception(
                                "The competition was deleted at %s.".formatted(Sql.instant(row, "deleted_at"))),
                        id)
                .orElseGet(() -> Problem.Kind.NOT_FOUND.exception(
                        "There is no such competition. A report accepted a moment ago may not be processed yet."));
    }

    /** The last definition of each account, without inferred ones. */
    Ownership<CompetitionDefinition> definitions(String id) {
        Ownership<CompetitionDefinition> definitions = new Ownership<>();
        queries.query(
                        SELECT_DEFINITIONS + "AND NOT inferred",
                        row -> new Definition(row.getLong("first_revision"), definition(id, row)),
                        id)
                .forEach(row -> definitions.add(row.first(), row.last()));
        return definitions;
    }

    private record Definition(long first, CompetitionDefinition last) {}

    private CompetitionDefinition definition(String id, ResultSet row) throws SQLException {
        String account = row.getString("account");
        return CompetitionDefinitionJson.readStored(
                row.getString("content"),
                id,
                row.getLong("revision"),
                catalogue,
                Sql.instant(row, "received_at"),
                account.isEmpty() ? Reporter.NONE : new Reporter(account, row.getBoolean("admin")));
    }

    /** The current version, or empty if the competition was not defined and no match belongs to it. */
    Optional<Version> version(String id) {
        // An announcement that changes nothing has no seq.
        return queries
                .query(
                        """
                        SELECT (SELECT md5(string_agg(concat_ws(' ', account, admin, inferred, first_revision, revision), ','
                                                      ORDER BY account, admin, inferred))
                                FROM competition WHERE id = ?) AS definitions,
                               count(*) AS matches,
                               coalesce(sum(hashtextextended(id, seq)), 0) || ' ' || count(*) FILTER (WHERE stale)
                                   || ' ' || (SELECT max(number) FROM feed_branch) AS changes
                        FROM (SELECT id, seq, %s AS stale FROM match WHERE competition = ? LIMIT ?) AS counted
                        """.formatted(matches.stale()),
                        row -> new Version(
                                row.getString("definitions"), row.getInt("matches"), row.getString("changes")),
                        id,
                        id,
                        MAX_MATCHES + 1)
                .stream()
                .filter(version -> version.definitions() != null || version.matches() != 0)
                .findFirst();
    }

    /**
     * The matches of the competition, including those that were called off.
     *
     * @throws NotComputedException if there are too many
     */
    List<Fixture> fixtures(Competition competition) {
        Sport sport = competition.sport();
        boolean fairPlay = sport != null && countsFairPlay(competition.definition());
        Set<String> penalties = new TreeSet<>();
        if (fairPlay) {
            sport.fairPlay().forEach(penalty -> {
                penalties.add(penalty.figure());
                penalties.addAll(penalty.instead().keySet());
            });
        }
        List<Fixture> fixtures = new ArrayList<>();
        AtomicInteger countedAnew = new AtomicInteger();
        queries.stream(
                """
                SELECT id, stage, round, group_name, home, away, kick_off,
                       phase, %s AS stale, period, home_score, away_score,
                       home_shootout, away_shootout, result_home, result_away, decided_by, result_reason,
                       CASE WHEN tally_version = ? THEN tally -> 'teams' END AS teams, tally_version, players, sides, figures, counts
                FROM match LEFT JOIN LATERAL (
                    SELECT array_agg(player) AS players, array_agg(side) AS sides, array_agg(figure) AS figures,
                           array_agg(count) AS counts
                    FROM (SELECT * FROM player_figure WHERE player_figure.match = match.id
                              AND figure = ANY (string_to_array(?, ',')) LIMIT ?) AS card) AS cards ON true
                WHERE competition = ? AND sport = ?
                LIMIT ?
                """.formatted(matches.stale()),
                FETCH_SIZE,
                row -> fixtures.add(fixture(row, sport, fairPlay ? fairPlay(row, sport, countedAnew) : Map.of())),
                matches.tallyVersion(),
                String.join(",", penalties),
                MAX_CARDS + 1,
                competition.definition().competition(),
                competition.definition().sport(),
                MAX_MATCHES + 1);
        if (fixtures.size() > MAX_MATCHES) {
            throw tooManyMatches();
        }
        return fixtures;
    }

    private static boolean countsFairPlay(CompetitionDefinition definition) {
        return Stream.concat(
                        Stream.of(definition.rules()),
                        definition.stages().stream().map(Stage::rules))
                .map(Rules::tieBreakers)
                .anyMatch(tieBreakers -> tieBreakers != null && tieBreakers.contains(TieBreaker.FAIR_PLAY));
    }

    /** The competition has more matches than {@link #MAX_MATCHES}. */
    static NotComputedException tooManyMatches() {
        return new NotComputedException("The competition has more than %,d matches.".formatted(MAX_MATCHES));
    }

    /** The fair-play points of both teams of a match. */
    private Map<Side, Integer> fairPlay(ResultSet row, Sport sport, AtomicInteger countedAnew) throws SQLException {
        Map<Side, Integer> points = new EnumMap<>(Side.class);
        if (!matches.hasCurrentTally(row)) {
            if (countedAnew.incrementAndGet() > MAX_COUNTED_ANEW) {
                throw new NotComputedException(
                        "More than %,d matches were counted by another version of the".formatted(MAX_COUNTED_ANEW)
                                + " application. The command rebuild with --repair counts them anew.");
            }
            MatchTally tally = matches.countAnew(row.getString("id"));
            for (Side side : Side.values()) {
                points.put(side, FairPlay.points(tally, side, sport));
            }
            return points;
        }
        Map<Side, Map<String, Integer>> teams = TallyJson.readTeams(row.getString("teams"));
        Map<Side, Map<String, Map<String, Integer>>> players = cards(row);
        for (Side side : Side.values()) {
            Collection<Map<String, Integer>> ofTeam =
                    players.getOrDefault(side, Map.of()).values();
            points.put(side, FairPlay.points(teams.getOrDefault(side, Map.of()), ofTeam, sport));
        }
        return points;
    }

    /** The figures of cards by team and player. */
    private static Map<Side, Map<String, Map<String, Integer>>> cards(ResultSet row) throws SQLException {
        Map<Side, Map<String, Map<String, Integer>>> cards = new HashMap<>();
        Array players = row.getArray("players");
        if (players == null) {
            return cards;
        }
        String[] names = (String[]) players.getArray();
        if (names.length > MAX_CARDS) {
            throw new NotComputedException(
                    "The match %s has more than %,d figures of cards.".formatted(row.getString("id"), MAX_CARDS));
        }
        Integer[] sides = (Integer[]) row.getArray("sides").getArray();
        String[] figures = (String[]) row.getArray("figures").getArray();
        Integer[] counts = (Integer[]) row.getArray("counts").getArray();
        for (int i = 0; i < names.length; i++) {
            cards.computeIfAbsent(MatchReader.team(sides[i]), side -> new HashMap<>())
                    .computeIfAbsent(names[i], player -> new HashMap<>())
                    .put(figures[i], counts[i]);
        }
        return cards;
    }

    private static Fixture fixture(ResultSet row, Sport sport, Map<Side, Integer> fairPlay) throws SQLException {
        Integer homeShootout = row.getObject("home_shootout", Integer.class);
        Sport.Period period = sport == null ? null : sport.period(row.getString("period"));
        return new Fixture(
                row.getString("id"),
                row.getString("stage"),
                row.getString("round"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Sql.instant(row, "kick_off"),
                Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
                row.getBoolean("stale"),
                new Score(row.getInt("home_score"), row.getInt("away_score")),
                homeShootout == null ? null : new Score(homeShootout, row.getInt("away_shootout")),
                result(row),
                period != null && period.overtime(),
                fairPlay.getOrDefault(Side.HOME, 0),
                fairPlay.getOrDefault(Side.AWAY, 0));
    }

    private static Result result(ResultSet row) throws SQLException {
        String decidedBy = row.getString("decided_by");
        return decidedBy == null
                ? null
                : new Result(
                        row.getInt("result_home"),
                        row.getInt("result_away"),
                        DecidedBy.valueOf(decidedBy.toUpperCase(Locale.ROOT).replace('-', '_')),
                        row.getString("result_reason"));
    }

    private record ScorerRow(ScorersView.Item item, long added) {}

    /**
     * The first scorers of the competition: most goals first, then fewest penalties, then by name.
     *
     * @throws NotComputedException if too many figures would have to be added up
     */
    ScorersView scorers(Competition competition, Sport.Scorers counted) {
        // An empty text is no figure, so that a sport without penalties has none.
        String penalties = counted.penalties() == null ? "" : counted.penalties();
        List<ScorerRow> rows = queries.query(
                """
                WITH added AS MATERIALIZED (
                    SELECT player, CASE side WHEN 0 THEN home ELSE away END AS team, figure, count
                    FROM match JOIN player_figure ON player_figure.match = match.id
                    WHERE competition = ? AND sport = ? AND %s AND side < 2 AND figure IN (?, ?)
                    LIMIT ?
                ), summed AS (
                    SELECT player, team, sum(count) FILTER (WHERE figure = ?) AS count,
                           coalesce(sum(count) FILTER (WHERE figure = ?), 0) AS penalties
                    FROM added GROUP BY player, team
                )
                SELECT player, team, count, penalties, (SELECT count(*) FROM added) AS added
                FROM summed WHERE count > 0
                ORDER BY count DESC, penalties, player, team COLLATE "C" LIMIT ?
                """.formatted(COUNTED_MATCHES),
                row -> new ScorerRow(
                        ScorersView.item(
                                row.getString("player"),
                                row.getString("team"),
                                row.getInt("count"),
                                row.getInt("penalties"),
                                counted),
                        row.getLong("added")),
                competition.definition().competition(),
                competition.definition().sport(),
                counted.figure(),
                penalties,
                MAX_SCORED + 1,
                counted.figure(),
                penalties,
                MAX_SCORERS + 1);
        if (!rows.isEmpty() && rows.get(0).added() > MAX_SCORED) {
            throw new NotComputedException("More than %,d players of matches have scored.".formatted(MAX_SCORED));
        }
        boolean cut = rows.size() > MAX_SCORERS;
        return new ScorersView(
                rows.stream().limit(MAX_SCORERS).map(ScorerRow::item).toList(),
                null,
                cut ? "The scorers below the first %,d are not listed.".formatted(MAX_SCORERS) : null);
    }
}
