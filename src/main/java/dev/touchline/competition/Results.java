package dev.touchline.competition;

import dev.touchline.event.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

    /** The records of both teams over one match. */
    private record Result(TeamRecord home, TeamRecord away) {}

    Results(List<Fixture> fixtures, Rules rules, boolean live) {
        for (Fixture fixture : fixtures) {
            byHomeTeam
                    .computeIfAbsent(fixture.home(), team -> new ArrayList<>())
                    .add(new Result(
                            TeamRecord.ofMatch(fixture, rules, live),
                            TeamRecord.ofMatch(fixture.mirrored(), rules, live)));
        }
    }

    /** The records of all teams by name, including those that have not played. */
    Map<String, TeamRecord> all() {
        Map<String, TeamRecord> records = new TreeMap<>();
        byHomeTeam.values().stream().flatMap(Collection::stream).forEach(result -> add(result, records));
        return records;
    }

    /** The records over the matches among the given teams, without those that have none. */
    Map<String, TeamRecord> among(Set<String> teams) {
        Map<String, TeamRecord> records = new HashMap<>();
        for (String team : teams) {
            for (Result result : byHomeTeam.getOrDefault(team, List.of())) {
                if (teams.contains(result.away().team())) {
                    add(result, records);
                }
            }
        }
        return records;
    }

    private static void add(Result result, Map<String, TeamRecord> records) {
        records.merge(result.home().team(), result.home(), TeamRecord::plus);
        records.merge(result.away().team(), result.away(), TeamRecord::plus);
    }
}
