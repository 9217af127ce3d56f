package dev.touchline.competition;

import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.CarryOver;
import dev.touchline.event.TieBreaker;
import dev.touchline.event.TieBreaker.Figure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tables of a competition. A match counts in the tables of its stage, there in that of its group; a stage without
 * groups has one table.
 *
 * @param groups in the order of the stages, then by name
 */
public record Standings(List<Group> groups) {

    /**
     * One table.
     *
     * @param stage the id of the stage, or null without stages
     * @param name the group's name, or null without groups
     * @param rows the teams, best first
     */
    public record Group(String stage, String name, List<Row> rows) {}

    /**
     * A team in its table.
     *
     * @param position from 1; teams that no tie-breaker separates share a position
     * @param points after deductions
     * @param separatedBy the tie-breaker that separates it from the team above it, for the first of level teams from
     *     the one below it; null if no team is level or no tie-breaker separates them
     */
    public record Row(int position, TeamRecord record, int points, int deducted, TieBreaker separatedBy) {}

    private static final String UNNAMED = "";

    /** The teams of a table and their matches. */
    private record Table(Set<String> teams, List<Fixture> matches) {}

    /**
     * Computes the tables of a stage that carries nothing over.
     *
     * @param rules without nulls, except for overtime
     * @param live whether matches in progress count with their current score
     */
    static Standings compute(List<Fixture> fixtures, Rules rules, List<Deduction> deductions, boolean live) {
        return compute(null, tables(fixtures), Carried.NOTHING, rules, deductions, live, new ArrayList<>());
    }

    /**
     * Computes the tables of all stages.
     *
     * @param rules of the competition, without nulls, except for overtime
     * @param live whether matches in progress count with their current score
     */
    public static Standings compute(Stages stages, Rules rules, List<Deduction> deductions, boolean live) {
        List<Group> groups = new ArrayList<>();
        Map<String, Standings> tables = new HashMap<>();
        Map<String, Set<Fixture>> counted = new HashMap<>();
        for (Stages.Part part : stages.parts()) {
            Stage stage = part.stage();
            if (stage.kind() == Stage.Kind.TABLE) {
                CarryOver how = stage.carryOver();
                Carried carried = how == null
                        ? Carried.NOTHING
                        : Carried.from(tables.get(how.from()), counted.get(how.from()), how);
                // Several tables may count a match of the other stage, and equal matches are two.
                Set<Fixture> all = Collections.newSetFromMap(new IdentityHashMap<>());
                Rules inForce = stage.rules().orElse(rules);
                List<Deduction> own = deductions(deductions, stage);
                List<Fixture> fixtures = part.fixtures().stream()
                        .filter(fixture -> !fixture.calledOff())
                        .toList();
                Map<String, Table> tablesOfStage =
                        stage.groups().isEmpty() ? tables(fixtures) : tables(stage.groups(), fixtures);
                Standings computed = compute(stage.id(), tablesOfStage, carried, inForce, own, live, all);
                groups.addAll(computed.groups());
                tables.put(stage.id(), computed);
                counted.put(stage.id(), all);
            }
        }
        return new Standings(groups);
    }

    private static List<Deduction> deductions(List<Deduction> all, Stage stage) {
        return all.stream()
                .filter(deduction -> deduction.stage() == null
                        ? stage.carryOver() == null
                        : deduction.stage().equals(stage.id()))
                .toList();
    }

    /** The tables by the groups of the matches, or one table without groups. */
    private static Map<String, Table> tables(List<Fixture> fixtures) {
        boolean inGroups = fixtures.stream().anyMatch(fixture -> fixture.group() != null);
        Map<String, List<Fixture>> groups = fixtures.stream()
                .filter(fixture -> !inGroups || fixture.group() != null)
                .collect(Collectors.groupingBy(
                        fixture -> inGroups ? fixture.group() : UNNAMED, TreeMap::new, Collectors.toList()));
        Map<String, Table> tables = new LinkedHashMap<>();
        groups.forEach((name, own) -> {
            Set<String> teams = new HashSet<>();
            own.forEach(fixture -> teams.addAll(fixture.teams()));
            tables.put(name, new Table(teams, own));
        });
        return tables;
    }

    /** The tables of declared groups, whose teams may play teams of other groups. */
    private static Map<String, Table> tables(List<Stage.Group> groups, List<Fixture> fixtures) {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (Stage.Group group : groups) {
            Set<String> teams = Set.copyOf(group.teams());
            List<Fixture> own = fixtures.stream()
                    .filter(fixture -> teams.contains(fixture.home()) || teams.contains(fixture.away()))
                    .toList();
            tables.put(group.name(), new Table(teams, own));
        }
        return tables;
    }

    private static Standings compute(
            String stage,
            Map<String, Table> tables,
            Carried carried,
            Rules rules,
            List<Deduction> deductions,
            boolean live,
            Collection<Fixture> counted) {
        List<Group> groups = new ArrayList<>();
        tables.forEach((name, table) -> {
            List<Fixture> matches = new ArrayList<>(table.matches());
            matches.addAll(carried.fixtures(table.teams()));
            counted.addAll(matches);
            List<Row> rows = rows(table.teams(), matches, carried, rules, deductions, live);
            groups.add(new Group(stage, name.equals(UNNAMED) ? null : name, rows));
        });
        return new Standings(groups);
    }

    private static List<Row> rows(
            Set<String> teams,
            List<Fixture> matches,
            Carried carried,
            Rules rules,
            List<Deduction> deductions,
            boolean live) {
        Results results = new Results(matches, rules, live);
        Results.Records total = results.all();
        Map<String, TeamRecord> corrections = carried.corrections(teams, rules, live);
        Map<String, Integer> deducted = carried.deducted(teams);
        deductions.forEach(deduction -> deducted.merge(deduction.team(), deduction.points(), Integer::sum));

        Figure ranking =
                !rules.tieBreakers().isEmpty() && rules.tieBreakers().get(0).ranks()
                        ? rules.tieBreakers().get(0).figure()
                        : null;
        Map<Double, List<TeamRecord>> byValue = new TreeMap<>(Comparator.reverseOrder());
        for (String team : new TreeSet<>(teams)) {
            TeamRecord played = total.all().getOrDefault(team, TeamRecord.of(team, 0, 0));
            TeamRecord record = corrections.containsKey(team) ? played.plus(corrections.get(team)) : played;
            TeamRecord reduced = record.plus(TeamRecord.of(team, -deducted.getOrDefault(team, 0), 0));
            double value = reduced.figure(ranking == null ? Figure.POINTS : ranking);
            byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(record);
        }
        TieResolution ties = new TieResolution(results, total, teams, rules);
        List<Row> rows = new ArrayList<>();
        byValue.forEach((value, level) -> {
            for (TieResolution.SharedPosition place : ties.resolve(level, ranking == null ? 0 : 1)) {
                int position = rows.size() + 1;
                for (TeamRecord team : place.teams()) {
                    int minus = deducted.getOrDefault(team.team(), 0);
                    rows.add(new Row(position, team, team.points() - minus, minus, place.separatedBy()));
                }
            }
        });
        return rows;
    }

    /** The places of the teams of a stage, by team. */
    public Map<String, Integer> places(String stage) {
        Map<String, Integer> places = new HashMap<>();
        groups.stream()
                .filter(group -> stage.equals(group.stage()))
                .flatMap(group -> group.rows().stream())
                .forEach(row -> places.putIfAbsent(row.record().team(), row.position()));
        return places;
    }
}
