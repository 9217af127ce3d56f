package dev.touchline.live.competition;

import dev.touchline.competition.Standings;
import dev.touchline.competition.TeamRecord;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import dev.touchline.http.Page;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The standings of a competition with its rules.
 *
 * @param name null without a definition
 * @param rules tie-breakers in order of precedence, points first
 * @param live whether matches in progress count
 * @param groups a page of them
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the tables are not computed, or null
 */
@Schema(name = "Standings")
record StandingsView(
        String competition,
        String name,
        List<String> rules,
        Points points,
        boolean live,
        List<Deduction> deductions,
        List<Group> groups,
        String next,
        String notComputed) {

    /** Maximum rows of a page with more than one table. */
    private static final int MAX_ROWS = 500;

    private static final int BYTES_PER_ROW = 400;

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
        return view(
                definition,
                live,
                standings.groups().stream()
                        .map(group -> new Group(
                                group.name(),
                                group.rows().stream().map(StandingsView::row).toList()))
                        .toList(),
                null);
    }

    static StandingsView notComputed(CompetitionDefinition definition, boolean live, String reason) {
        return view(definition, live, List.of(), reason);
    }

    private static StandingsView view(
            CompetitionDefinition definition, boolean live, List<Group> groups, String notComputed) {
        Rules rules = definition.rules();
        return new StandingsView(
                definition.competition(),
                definition.name(),
                Stream.concat(Stream.of("points"), rules.tieBreakers().stream().map(TieBreaker::code))
                        .toList(),
                new Points(rules.win(), rules.draw(), rules.loss(), rules.overtimeWin(), rules.overtimeLoss()),
                live,
                definition.deductions(),
                groups,
                null,
                notComputed);
    }

    /** The tables after the group of that name. */
    StandingsView page(int limit, String after) {
        List<Group> rest = groups.stream()
                .filter(group ->
                        after == null || group.name() != null && group.name().compareTo(after) > 0)
                .toList();
        int max = 1;
        for (int rows = 0; max < Math.min(limit, rest.size()); max++) {
            rows += rest.get(max - 1).rows().size();
            if (rows + rest.get(max).rows().size() > MAX_ROWS) {
                break;
            }
        }
        Page<Group> page = Page.of(rest, max, group -> Page.cursor(group.name()));
        return new StandingsView(
                competition, name, rules, points, live, deductions, page.items(), page.next(), notComputed);
    }

    /** Approximate bytes in memory. */
    long bytes() {
        return BYTES_PER_ROW
                * groups.stream().mapToLong(group -> 1 + group.rows().size()).sum();
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
