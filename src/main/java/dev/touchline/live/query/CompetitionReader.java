package dev.touchline.live.query;

import dev.touchline.codec.CompetitionDefinitionJson;
import dev.touchline.competition.FairPlay;
import dev.touchline.competition.Fixture;
import dev.touchline.competition.Scorer;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.event.TieBreaker;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Score;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads competitions from the database. Every method blocks. */
@ApplicationScoped
class CompetitionReader {

    /** Abandoned and cancelled matches count in no table. */
    private static final String COUNTED_MATCHES = "phase NOT IN ('abandoned', 'cancelled')";

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
     * @param sport null if neither the definition nor a match names one
     */
    record Competition(CompetitionDefinition definition, Sport sport) {}

    /** The next ids, in order, of the competitions that were defined or that a match belongs to. */
    List<String> ids(String after, int limit) {
        return queries.query("""
                WITH RECURSIVE known AS (
                    (SELECT least((SELECT min(competition) FROM match WHERE competition > ?),
                                  (SELECT min(id) FROM competition WHERE id > ?)) AS id)
                    UNION ALL
                    SELECT least((SELECT min(competition) FROM match WHERE competition > known.id),
                                 (SELECT min(id) FROM competition WHERE id > known.id))
                    FROM known WHERE known.id IS NOT NULL
                )
                SELECT id FROM known WHERE id IS NOT NULL LIMIT ?
                """, row -> row.getString("id"), after, after, limit);
    }

    /** The competition, if it was defined or a match belongs to it. */
    Optional<Competition> competition(String id) {
        Optional<CompetitionDefinition> defined =
                Optional.ofNullable(definitions(id).inForce());
        // Without a definition, the sport of most matches.
        Optional<String> played = queries.first(
                "SELECT sport FROM match WHERE competition = ? GROUP BY sport ORDER BY count(*) DESC, sport LIMIT 1",
                row -> row.getString("sport"),
                id);
        if (defined.isEmpty() && played.isEmpty()) {
            return Optional.empty();
        }
        CompetitionDefinition definition = defined.orElseGet(
                () -> new CompetitionDefinition(id, 0, null, null, Rules.UNSPECIFIED, List.of(), null, Reporter.NONE));
        String name = definition.sport() == null ? played.orElse(null) : definition.sport();
        Sport sport = name == null ? null : catalogue.find(name).orElse(null);
        CompetitionDefinition completed = new CompetitionDefinition(
                id,
                definition.revision(),
                definition.name(),
                name,
                definition.rules().orElse(sport == null ? Rules.DEFAULT : sport.rules()),
                definition.deductions(),
                definition.receivedAt(),
                definition.reporter());
        return Optional.of(new Competition(completed, sport));
    }

    /** The last definition of each account. */
    Ownership<CompetitionDefinition> definitions(String id) {
        Ownership<CompetitionDefinition> definitions = new Ownership<>();
        queries.query(
                        "SELECT account, admin, first_revision, revision, content, received_at FROM competition WHERE id = ?",
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

    /** The matches that count in the standings of the competition. */
    List<Fixture> fixtures(Competition competition) {
        boolean fairPlay = competition.definition().rules().tieBreakers().contains(TieBreaker.FAIR_PLAY);
        String sql = """
                SELECT id, group_name, home, away, phase, period, home_score, away_score, home_shootout, away_shootout,
                       %s
                FROM match WHERE competition = ? AND sport = ? AND %s
                """.formatted(
                        fairPlay ? "tally, tally_version" : "NULL AS tally, NULL AS tally_version", COUNTED_MATCHES);
        return queries.query(
                sql,
                row -> fixture(row, competition.sport(), fairPlay ? matches.tally(row) : new MatchTally()),
                competition.definition().competition(),
                competition.definition().sport());
    }

    private static Fixture fixture(ResultSet row, Sport sport, MatchTally tally) throws SQLException {
        Integer homeShootout = row.getObject("home_shootout", Integer.class);
        Sport.Period period = sport == null ? null : sport.period(row.getString("period"));
        return new Fixture(
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
                new Score(row.getInt("home_score"), row.getInt("away_score")),
                homeShootout == null ? null : new Score(homeShootout, row.getInt("away_shootout")),
                period != null && period.overtime(),
                sport == null ? 0 : FairPlay.points(tally, Side.HOME, sport),
                sport == null ? 0 : FairPlay.points(tally, Side.AWAY, sport));
    }

    /** The matches whose goals count in the list of scorers. */
    List<Scorer.ScoredMatch> scoredMatches(Competition competition) {
        return queries.query(
                "SELECT id, home, away, tally, tally_version FROM match WHERE competition = ? AND sport = ? AND "
                        + COUNTED_MATCHES,
                row -> new Scorer.ScoredMatch(row.getString("home"), row.getString("away"), matches.tally(row)),
                competition.definition().competition(),
                competition.definition().sport());
    }
}
