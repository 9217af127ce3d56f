package dev.touchline.competition;

import dev.touchline.competition.Results.Records;
import dev.touchline.event.Rules;
import dev.touchline.event.Rules.HeadToHead;
import dev.touchline.event.TieBreaker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Separates level teams by one tie-breaker after the other, each among the teams still level. */
final class TieResolution {

    private final Results results;
    private final Records total;
    private final Records group;
    private final Rules rules;
    // Consecutive head-to-head criteria compare the same teams.
    private List<TeamRecord> lastCompared;
    private Records lastRecords;

    /**
     * @param total the records over all matches
     * @param teams of the table
     */
    TieResolution(Results results, Records total, Set<String> teams, Rules rules) {
        this.results = results;
        this.total = total;
        this.group = results.among(teams);
        this.rules = rules;
    }

    /** Teams that share a position, and the tie-breaker that separates them from the teams above, or null. */
    record SharedPosition(List<TeamRecord> teams, TieBreaker separatedBy) {}

    /**
     * Orders level teams, best first.
     *
     * @param next the index of the first tie-breaker to apply
     */
    List<SharedPosition> resolve(List<TeamRecord> level, int next) {
        List<SharedPosition> positions = new ArrayList<>();
        resolve(level, next, level, null, positions);
        if (positions.size() > 1) {
            // The tie-breaker that separates the first two applies to both.
            TieBreaker separatedBy = positions.get(1).separatedBy();
            positions.set(0, new SharedPosition(positions.get(0).teams(), separatedBy));
        }
        return positions;
    }

    /**
     * @param headToHeadTeams the teams whose matches count in head-to-head
     * @param separatedBy the tie-breaker between these teams and those above, or null
     */
    private void resolve(
            List<TeamRecord> level,
            int next,
            List<TeamRecord> headToHeadTeams,
            TieBreaker separatedBy,
            List<SharedPosition> positions) {
        if (isReapplied(level, next, headToHeadTeams)) {
            resolve(level, headToHeadStart(next - 1), level, separatedBy, positions);
            return;
        }
        if (level.size() == 1 || next == rules.tieBreakers().size()) {
            positions.add(new SharedPosition(level, separatedBy));
            return;
        }
        TieBreaker tieBreaker = rules.tieBreakers().get(next);
        boolean starts = tieBreaker.headToHead() && headToHeadStart(next) == next;
        List<TeamRecord> compared = starts ? level : headToHeadTeams;
        Collection<List<TeamRecord>> parts = apply(tieBreaker, level, compared);
        boolean restarts = tieBreaker.headToHead() && rules.headToHead() == HeadToHead.RESTARTED && parts.size() > 1;
        TieBreaker boundary = separatedBy;
        for (List<TeamRecord> part : parts) {
            if (restarts) {
                resolve(part, headToHeadStart(next), part, boundary, positions);
            } else {
                resolve(part, next + 1, compared, boundary, positions);
            }
            boundary = tieBreaker;
        }
    }

    // All head-to-head criteria have been applied and have separated some teams, but not these.
    private boolean isReapplied(List<TeamRecord> level, int next, List<TeamRecord> headToHeadTeams) {
        boolean behind = next > 0 && isHeadToHead(next - 1);
        boolean ahead = next < rules.tieBreakers().size() && isHeadToHead(next);
        boolean separated = level.size() > 1 && level.size() < headToHeadTeams.size();
        return rules.headToHead() == HeadToHead.REAPPLIED && behind && !ahead && separated;
    }

    private boolean isHeadToHead(int index) {
        return rules.tieBreakers().get(index).headToHead();
    }

    private int headToHeadStart(int within) {
        int start = within;
        while (start > 0 && isHeadToHead(start - 1)) {
            start--;
        }
        return start;
    }

    private Collection<List<TeamRecord>> apply(
            TieBreaker tieBreaker, List<TeamRecord> level, List<TeamRecord> headToHeadTeams) {
        // Lots and rankings separate only teams that all have one.
        boolean listed = tieBreaker == TieBreaker.LOTS && rules.lots().containsAll(names(level))
                || tieBreaker == TieBreaker.RANKING && rules.ranking().keySet().containsAll(names(level));
        Map<Double, List<TeamRecord>> parts = new TreeMap<>(Comparator.reverseOrder());
        for (TeamRecord team : level) {
            double value =
                    switch (tieBreaker.matches()) {
                        case ALL -> figure(tieBreaker, team);
                        case AWAY -> figure(tieBreaker, total.away().get(team.team()));
                        case GROUP -> figure(tieBreaker, group.all().get(team.team()));
                        case HEAD_TO_HEAD ->
                            figure(tieBreaker, headToHead(headToHeadTeams).all().get(team.team()));
                        case HEAD_TO_HEAD_AWAY ->
                            figure(
                                    tieBreaker,
                                    headToHead(headToHeadTeams).away().get(team.team()));
                        case OPPONENTS ->
                            results.opponents(team.team()).stream()
                                    .mapToDouble(opponent ->
                                            figure(tieBreaker, total.all().get(opponent)))
                                    .sum();
                        case NONE -> listed ? listed(tieBreaker, team.team()) : 0;
                    };
            // Zero has one sign, so that equal values are one key.
            parts.computeIfAbsent(value + 0.0, v -> new ArrayList<>()).add(team);
        }
        return parts.values();
    }

    private Records headToHead(List<TeamRecord> teams) {
        if (teams != lastCompared) {
            lastRecords = results.among(names(teams));
            lastCompared = teams;
        }
        return lastRecords;
    }

    private double listed(TieBreaker tieBreaker, String team) {
        return tieBreaker == TieBreaker.RANKING
                ? rules.ranking().get(team)
                : -rules.lots().indexOf(team);
    }

    private static double figure(TieBreaker tieBreaker, TeamRecord record) {
        return record == null ? 0 : record.figure(tieBreaker.figure());
    }

    private static Set<String> names(List<TeamRecord> teams) {
        return teams.stream().map(TeamRecord::team).collect(Collectors.toSet());
    }
}
