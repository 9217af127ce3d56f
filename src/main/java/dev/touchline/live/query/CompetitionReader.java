package dev.touchline.live.query;

import dev.touchline.codec.CompetitionDefinitionJson;
import dev.touchline.competition.FairPlay;
import dev.touchline.competition.Fixture;
import dev.touchline.competition.Scorer;
import dev.touchline.database.Queries;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Phase;
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
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what is known of competitions. Every method blocks. */
@ApplicationScoped
class CompetitionReader {

    /** Abandoned and cancelled matches never happened, as far as tables go. */
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
     * A competition in force.
     *
     * @param declaration what was declared, complete with what is usual in the sport
     * @param sport its sport, or null if neither the declaration nor a match tells
     */
    record Competition(CompetitionDefinition declaration, Sport sport) {}

    /** The ids of all competitions that were declared or that a match belongs to, in alphabetical order. */
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

    /** The competition, if it was declared or a match belongs to it. */
    Optional<Competition> competition(String id) {
        Optional<CompetitionDefinition> declared = queries
                .query(
                        "SELECT id, revision, content, declared_at FROM competition WHERE id = ?",
                        row -> CompetitionDefinitionJson.readStored(
                                row.getString("content"),
                                row.getString("id"),
                                row.getLong("revision"),
                                catalogue,
                                row.getObject("declared_at", OffsetDateTime.class)
                                        .toInstant()),
                        id)
                .stream()
                .findFirst();
        // Where nothing is declared, the sport is that of most of its matches.
        List<String> played = queries.query(
                "SELECT sport FROM match WHERE competition = ? GROUP BY sport ORDER BY count(*) DESC, sport LIMIT 1",
                row -> row.getString("sport"),
                id);
        if (declared.isEmpty() && played.isEmpty()) {
            return Optional.empty();
        }
        String sport = declared.map(CompetitionDefinition::sport).orElse(played.isEmpty() ? null : played.get(0));
        return Optional.of(withSport(id, declared.orElse(null), sport));
    }

    private Competition withSport(String id, CompetitionDefinition definition, String name) {
        Sport sport = name == null ? null : catalogue.find(name).orElse(null);
        Rules usual = sport == null ? Rules.DEFAULT : sport.rules();
        if (definition == null) {
            return new Competition(new CompetitionDefinition(id, 0, null, name, usual, List.of(), null), sport);
        }
        return new Competition(
                new CompetitionDefinition(
                        id,
                        definition.revision(),
                        definition.name(),
                        name,
                        definition.rules().orElse(usual),
                        definition.deductions(),
                        definition.receivedAt()),
                sport);
    }

    /** Its announced matches, as its standings need them. */
    List<Fixture> fixtures(Competition competition) {
        boolean conduct = competition.declaration().rules().tieBreakers().contains(TieBreaker.FAIR_PLAY);
        String sql = """
                SELECT id, group_name, home, away, phase, period, home_score, away_score, home_shootout, away_shootout,
                       %s
                FROM match WHERE competition = ? AND sport = ? AND %s
                """.formatted(
                        conduct ? "tally, tally_version" : "NULL AS tally, NULL AS tally_version", COUNTED_MATCHES);
        return queries.query(
                sql,
                row -> fixture(row, competition.sport(), conduct ? matches.tally(row) : new MatchTally()),
                competition.declaration().competition(),
                competition.declaration().sport());
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

    /** Its announced matches, as its list of scorers needs them. */
    List<Scorer.ScoredMatch> scoredMatches(Competition competition) {
        return queries.query(
                "SELECT id, home, away, tally, tally_version FROM match WHERE competition = ? AND sport = ? AND "
                        + COUNTED_MATCHES,
                row -> new Scorer.ScoredMatch(row.getString("home"), row.getString("away"), matches.tally(row)),
                competition.declaration().competition(),
                competition.declaration().sport());
    }
}
