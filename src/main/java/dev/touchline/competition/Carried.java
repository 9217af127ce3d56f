package dev.touchline.competition;

import dev.touchline.competition.Standings.Row;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage.CarryOver;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The results that a stage carries over from another one.
 *
 * @param rows the teams of the other stage by name
 * @param fixtures the matches that count in the other stage
 * @param how null if nothing is carried over
 */
record Carried(Map<String, Row> rows, Collection<Fixture> fixtures, CarryOver how) {

    static final Carried NOTHING = new Carried(Map.of(), List.of(), null);

    /** The results of a stage with these tables. */
    static Carried from(Standings standings, Collection<Fixture> fixtures, CarryOver how) {
        Map<String, Row> rows = new HashMap<>();
        standings.groups().stream()
                .flatMap(group -> group.rows().stream())
                .forEach(row -> rows.putIfAbsent(row.record().team(), row));
        return new Carried(rows, fixtures, how);
    }

    private boolean amongQualified() {
        return how.results() == CarryOver.Results.AMONG_QUALIFIED;
    }

    /** The matches that count in a table of the given teams. */
    List<Fixture> fixtures(Set<String> teams) {
        return how == null || how.pointsOnly() ? List.of() : of(teams);
    }

    private List<Fixture> of(Set<String> teams) {
        return fixtures.stream()
                .filter(fixture -> amongQualified()
                        ? teams.containsAll(fixture.teams())
                        : teams.contains(fixture.home()) || teams.contains(fixture.away()))
                .toList();
    }

    /** Records without matches that correct the points of those teams over {@link #fixtures(Set)}. */
    Map<String, TeamRecord> corrections(Set<String> teams, Rules rules, boolean live) {
        Map<String, TeamRecord> corrections = new HashMap<>();
        if (how == null || amongQualified() && !how.pointsOnly()) {
            return corrections;
        }
        Map<String, TeamRecord> records =
                new Results(of(teams), rules, live).all().all();
        for (String team : teams) {
            TeamRecord played = records.getOrDefault(team, TeamRecord.of(team, 0, 0));
            int counted = how.pointsOnly() ? 0 : played.points();
            Row row = rows.get(team);
            if (amongQualified()) {
                corrections.put(team, TeamRecord.of(team, played.points(), 0));
            } else if (row != null) {
                int carried = points(row);
                int halves = how.results() == CarryOver.Results.ALL ? 0 : row.points() - 2 * carried;
                corrections.put(team, TeamRecord.of(team, carried - counted, halves));
            }
        }
        return corrections;
    }

    private int points(Row row) {
        return switch (how.results()) {
            case HALVED -> Math.floorDiv(row.points(), 2);
            case HALVED_UP -> -Math.floorDiv(-row.points(), 2);
            default -> how.pointsOnly() ? row.points() : row.record().points();
        };
    }

    /** The deductions that go with the matches, by team. */
    Map<String, Integer> deducted(Set<String> teams) {
        Map<String, Integer> deducted = new HashMap<>();
        if (how != null && how.results() == CarryOver.Results.ALL && !how.pointsOnly()) {
            teams.stream()
                    .filter(rows::containsKey)
                    .forEach(team -> deducted.put(team, rows.get(team).deducted()));
        }
        return deducted;
    }
}
