package dev.touchline.competition;

import dev.touchline.event.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The results of a table by home team, so that head-to-head among a few teams reads their matches only and not those of
 * the whole table.
 */
final class Results {

    private final Map<String, List<Result>> byHomeTeam = new HashMap<>();
    private final Map<String, Set<String>> opponents = new HashMap<>();

    /** The records of both teams over one match. */
    private record Result(TeamRecord home, TeamRecord away) {}

    /** The records of teams by name, over some matches and over those of them away from home. */
    record Records(Map<String, TeamRecord> all, Map<String, TeamRecord> away) {}

    Results(List<Fixture> fixtures, Rules rules, boolean live) {
        for (Fixture fixture : fixtures) {
            Result result = new Result(
                    TeamRecord.ofMatch(fixture, rules, live), TeamRecord.ofMatch(fixture.mirrored(), rules, live));
            byHomeTeam
                    .computeIfAbsent(fixture.home(), team -> new ArrayList<>())
                    .add(result);
            if (result.home().played() > 0) {
                opponents
                        .computeIfAbsent(fixture.home(), team -> new HashSet<>())
                        .add(fixture.away());
                opponents
                        .computeIfAbsent(fixture.away(), team -> new HashSet<>())
                        .add(fixture.home());
            }
        }
    }

    /** The records of all teams, including those that have not played. */
    Records all() {
        Records records = new Records(new TreeMap<>(), new HashMap<>());
        byHomeTeam.values().stream().flatMap(Collection::stream).forEach(result -> add(result, records));
        return records;
    }

    /** The records over the matches among the given teams, without those that have none. */
    Records among(Set<String> teams) {
        Records records = new Records(new HashMap<>(), new HashMap<>());
        for (String team : teams) {
            for (Result result : byHomeTeam.getOrDefault(team, List.of())) {
                if (teams.contains(result.away().team())) {
                    add(result, records);
                }
            }
        }
        return records;
    }

    private static void add(Result result, Records records) {
        records.all().merge(result.home().team(), result.home(), TeamRecord::plus);
        records.all().merge(result.away().team(), result.away(), TeamRecord::plus);
        records.away().merge(result.away().team(), result.away(), TeamRecord::plus);
    }

    /** The teams that the team has played. */
    Set<String> opponents(String team) {
        return opponents.getOrDefault(team, Set.of());
    }
}
