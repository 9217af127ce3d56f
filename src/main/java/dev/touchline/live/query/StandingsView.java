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
 * The tables of a competition, with the rules by which they were made.
 *
 * @param competition the competition's id
 * @param name its name, or null
 * @param rules what decides, first to last
 * @param points what a match is worth
 * @param live whether matches under way count
 * @param deductions points that teams were deprived of
 * @param groups the tables
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

    /** Points for a match; those for overtime are null where it makes no difference. */
    record Points(int win, int draw, int loss, Integer overtimeWin, Integer overtimeLoss) {}

    /** One table; its name is null where the competition has no groups. */
    record Group(String name, List<Row> rows) {}

    /** A team in its table. */
    record Row(
            @Schema(description = "From 1; teams that nothing separates share one")
            int position,

            String team,
            int played,
            int won,
            int drawn,
            int lost,
            int goalsFor,
            int goalsAgainst,
            int goalDifference,

            @Schema(description = "Deductions are taken off")
            int points,

            @Schema(description = "How many points were deducted")
            int deducted,

            @Schema(description = "Fair-play points; 0 unless they are among the rules")
            int fairPlay,

            @Schema(description = "What placed it among teams level on points, or null")
            String separatedBy,

            @Schema(description = "Whether the team is playing, in a live table")
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
