package dev.touchline.live.query;

import dev.touchline.competition.Standings;
import dev.touchline.competition.TeamRecord;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The standings of a competition with its rules.
 *
 * @param name null without a definition
 * @param rules tie-breakers in order of precedence, points first
 * @param live whether matches in progress count
 */
@Schema(name = "Standings")
record StandingsView(
        String competition,
        String name,
        List<String> rules,
        Points points,
        boolean live,
        List<Deduction> deductions,
        List<Group> groups) {

    /** Points for a match; those for overtime are null where they do not differ. */
    record Points(int win, int draw, int loss, Integer overtimeWin, Integer overtimeLoss) {}

    /** One table; its name is null if the competition has no groups. */
    record Group(String name, List<Row> rows) {}

    /** A team in a table. */
    record Row(
            @Schema(description = "From 1; teams that no rule separates share a position")
            int position,

            String team,
            int played,
            int won,
            int drawn,
            int lost,
            int goalsFor,
            int goalsAgainst,
            int goalDifference,

            @Schema(description = "Deductions are subtracted")
            int points,

            @Schema(description = "Deducted points") int deducted,

            @Schema(description = "Fair-play points; 0 unless they are among the rules")
            int fairPlay,

            @Schema(description = "The rule that placed the team among those level on points, or null")
            String separatedBy,

            @Schema(description = "Whether the team is playing now; live tables only")
            boolean playing) {}

    static StandingsView of(CompetitionDefinition definition, Standings standings, boolean live) {
        Rules rules = definition.rules();
        return new StandingsView(
                definition.competition(),
                definition.name(),
                Stream.concat(Stream.of("points"), rules.tieBreakers().stream().map(TieBreaker::code))
                        .toList(),
                new Points(rules.win(), rules.draw(), rules.loss(), rules.overtimeWin(), rules.overtimeLoss()),
                live,
                definition.deductions(),
                standings.groups().stream()
                        .map(group -> new Group(
                                group.name(),
                                group.rows().stream().map(StandingsView::row).toList()))
                        .toList());
    }

    private static Row row(Standings.Row row) {
        TeamRecord record = row.record();
        return new Row(
                row.position(),
                record.team(),
                record.played(),
                record.won(),
                record.drawn(),
                record.lost(),
                record.goalsFor(),
                record.goalsAgainst(),
                record.goalDifference(),
                row.points(),
                row.deducted(),
                record.fairPlay(),
                row.separatedBy() == null ? null : row.separatedBy().code(),
                record.playing());
    }
}
