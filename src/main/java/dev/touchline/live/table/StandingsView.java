package dev.touchline.live.table;

import dev.touchline.competition.Stages;
import dev.touchline.competition.Standings;
import dev.touchline.competition.TeamRecord;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.http.Page;
import dev.touchline.live.directory.TeamView;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The standings of a competition with its rules.
 *
 * @param name null without a definition
 * @param rules of the competition: what ranks the teams, then the tie-breakers in order of precedence
 * @param live whether matches in progress count
 * @param stages all of them, knock-outs too, with their own rules
 * @param groups a page of them, in the order of the stages
 * @param teams those on the page that have an entry
 * @param inferred sentences about stages that are not declared
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the tables are not computed, or null
 */
@Schema(name = "Standings")
public record StandingsView(
        String competition,
        String name,
        List<String> rules,
        StageView.Points points,
        boolean live,
        List<Deduction> deductions,
        List<StageView> stages,
        List<Group> groups,
        List<TeamView> teams,
        List<String> inferred,
        String next,
        String notComputed) {

    /** Maximum rows of a page with more than one table. */
    private static final int MAX_ROWS = 500;

    private static final int BYTES_PER_ROW = 400;

    /** One table. */
    record Group(
            @Schema(description = "The id of the stage; null if it is inferred and the matches name none")
            String stage,

            @Schema(description = "Null if the stage has no groups")
            String name,

            List<Row> rows) {}

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

    public static StandingsView of(CompetitionDefinition definition, Stages stages, Standings standings, boolean live) {
        List<Group> groups = standings.groups().stream()
                .map(group -> new Group(
                        group.stage(),
                        group.name(),
                        group.rows().stream().map(StandingsView::row).toList()))
                .toList();
        return view(definition, live, StageView.of(stages, definition.rules()), groups, stages.inferred(), null);
    }

    public static StandingsView notComputed(CompetitionDefinition definition, boolean live, String reason) {
        return view(definition, live, List.of(), List.of(), List.of(), reason);
    }

    private static StandingsView view(
            CompetitionDefinition definition,
            boolean live,
            List<StageView> stages,
            List<Group> groups,
            List<String> inferred,
            String notComputed) {
        return new StandingsView(
                definition.competition(),
                definition.name(),
                StageView.criteria(definition.rules()),
                StageView.Points.of(definition.rules()),
                live,
                definition.deductions(),
                stages,
                groups,
                List.of(),
                inferred,
                null,
                notComputed);
    }

    /**
     * The tables of the stage with that id or name, or of all stages if it is null.
     *
     * @throws RuntimeException the problem {@code not-found} if there is no such stage
     */
    public StandingsView ofStage(String stage) {
        if (stage == null || notComputed != null) {
            return this;
        }
        String id = StageView.id(stage, stages);
        return with(groups.stream().filter(group -> id.equals(group.stage())).toList(), null);
    }

    /** The tables from the place after the cursor. */
    public StandingsView page(int limit, int from) {
        List<Group> rest = groups.subList(Math.min(from, groups.size()), groups.size());
        int max = 1;
        for (int rows = 0; max < Math.min(limit, rest.size()); max++) {
            rows += rest.get(max - 1).rows().size();
            if (rows + rest.get(max).rows().size() > MAX_ROWS) {
                break;
            }
        }
        int size = max;
        Page<Group> page = Page.of(rest, size, group -> Page.cursor(from + size));
        return with(page.items(), page.next());
    }

    private StandingsView with(List<Group> groups, String next) {
        Set<String> shown = groups.stream()
                .flatMap(group -> group.rows().stream())
                .map(Row::team)
                .collect(Collectors.toSet());
        return with(groups, TeamView.among(teams, shown), next);
    }

    /** The same tables with the teams that have an entry. */
    public StandingsView withTeams(List<TeamView> teams) {
        return with(groups, teams, next);
    }

    private StandingsView with(List<Group> groups, List<TeamView> teams, String next) {
        return new StandingsView(
                competition, name, rules, points, live, deductions, stages, groups, teams, inferred, next, notComputed);
    }

    /** Approximate bytes in memory. */
    public long bytes() {
        long rows = groups.stream().mapToLong(group -> 1 + group.rows().size()).sum();
        return BYTES_PER_ROW * (stages.size() + rows)
                + (long) TeamView.BYTES * teams.size()
                + inferred.stream()
                        .mapToLong(sentence -> 2L * sentence.length())
                        .sum();
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
