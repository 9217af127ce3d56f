package dev.touchline.competition;

import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables of a competition. A match counts in the table of its group; without groups there is one table.
 *
 * @param groups ordered by name
 */
public record Standings(List<Group> groups) {

    /**
     * One table.
     *
     * @param name the group's name, or null without groups
     * @param rows the teams, best first
     */
    public record Group(String name, List<Row> rows) {}

    /**
     * A team in its table.
     *
     * @param position from 1; teams that no tie-breaker separates share a position
     * @param points after deductions
     * @param separatedBy the tie-breaker that separates it from the team above it, for the first of level teams from
     *     the one below it; null if no team is level on points or no tie-breaker separates them
     */
    public record Row(int position, TeamRecord record, int points, int deducted, TieBreaker separatedBy) {}

    /**
     * Computes the tables.
     *
     * @param rules without nulls, except for overtime
     * @param live whether matches in progress count with their current score
     */
    public static Standings compute(List<Fixture> fixtures, Rules rules, List<Deduction> deductions, boolean live) {
        boolean inGroups = fixtures.stream().anyMatch(fixture -> fixture.group() != null);
        Map<String, List<Fixture>> groups = fixtures.stream()
                .filter(fixture -> !inGroups || fixture.group() != null)
                .collect(Collectors.groupingBy(
                        fixture -> inGroups ? fixture.group() : "", TreeMap::new, Collectors.toList()));
        return new Standings(groups.entrySet().stream()
                .map(group ->
                        new Group(inGroups ? group.getKey() : null, rows(group.getValue(), rules, deductions, live)))
                .toList());
    }

    private static List<Row> rows(List<Fixture> fixtures, Rules rules, List<Deduction> deductions, boolean live) {
        Results results = new Results(fixtures, rules, live);
        Map<String, Integer> deducted = new TreeMap<>();
        deductions.forEach(deduction -> deducted.merge(deduction.team(), deduction.points(), Integer::sum));

        Map<Integer, List<TeamRecord>> byPoints = new TreeMap<>(Comparator.reverseOrder());
        for (TeamRecord team : results.all().values()) {
            int points = team.points() - deducted.getOrDefault(team.team(), 0);
            byPoints.computeIfAbsent(points, p -> new ArrayList<>()).add(team);
        }
        TieResolution ties = new TieResolution(results, rules);
        List<Row> rows = new ArrayList<>();
        byPoints.forEach((points, level) -> {
            for (TieResolution.SharedPosition place : ties.resolve(level)) {
                int position = rows.size() + 1;
                for (TeamRecord team : place.teams()) {
                    rows.add(new Row(
                            position, team, points, deducted.getOrDefault(team.team(), 0), place.separatedBy()));
                }
            }
        });
        return rows;
    }
}
