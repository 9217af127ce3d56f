package dev.touchline.competition;

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

/** Separates teams that are level on points by one tie-breaker after the other, each among the teams still level. */
final class TieResolution {

    private final Results results;
    private final Rules rules;
    // Consecutive head-to-head criteria compare the same teams.
    private List<TeamRecord> lastCompared;
    private Map<String, TeamRecord> lastRecords;

    TieResolution(Results results, Rules rules) {
        this.results = results;
        this.rules = rules;
    }

    /** Teams that share a position, and the tie-breaker that separates them from the teams above, or null. */
    record SharedPosition(List<TeamRecord> teams, TieBreaker separatedBy) {}

    /** Orders teams that are level on points, best first. */
    List<SharedPosition> resolve(List<TeamRecord> level) {
        List<SharedPosition> positions = new ArrayList<>();
        resolve(level, 0, level, null, positions);
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
        Map<String, TeamRecord> headToHead = tieBreaker.headToHead() ? headToHead(headToHeadTeams) : Map.of();
        boolean drawn = tieBreaker == TieBreaker.LOTS && rules.lots().containsAll(names(level));
        Map<Double, List<TeamRecord>> parts = new TreeMap<>(Comparator.reverseOrder());
        for (TeamRecord team : level) {
            TeamRecord record = tieBreaker.headToHead() ? headToHead.get(team.team()) : team;
            double value = tieBreaker == TieBreaker.LOTS
                    ? drawn ? -rules.lots().indexOf(team.team()) : 0
                    : record == null ? 0 : value(tieBreaker, record);
            parts.computeIfAbsent(value, v -> new ArrayList<>()).add(team);
        }
        return parts.values();
    }

    private Map<String, TeamRecord> headToHead(List<TeamRecord> teams) {
        if (teams != lastCompared) {
            lastRecords = results.among(names(teams));
            lastCompared = teams;
        }
        return lastRecords;
    }

    private static double value(TieBreaker tieBreaker, TeamRecord record) {
        return switch (tieBreaker) {
            case GOAL_DIFFERENCE, HEAD_TO_HEAD_GOAL_DIFFERENCE -> record.goalDifference();
            case GOALS_FOR, HEAD_TO_HEAD_GOALS_FOR -> record.goalsFor();
            case HEAD_TO_HEAD_POINTS -> record.points();
            case WINS -> record.won();
            case FAIR_PLAY -> record.fairPlay();
            // Infinite without goals against.
            case GOAL_AVERAGE -> record.goalsFor() == 0 ? 0 : (double) record.goalsFor() / record.goalsAgainst();
            case LOTS -> throw new IllegalArgumentException("lots are not in the record");
        };
    }

    private static Set<String> names(List<TeamRecord> teams) {
        return teams.stream().map(TeamRecord::team).collect(Collectors.toSet());
    }
}
