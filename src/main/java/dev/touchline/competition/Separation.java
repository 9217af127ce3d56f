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

/** Separates teams that are level on points: one tie-breaker after the other, each among those still level. */
final class Separation {

    private final List<Fixture> fixtures;
    private final Rules rules;
    private final boolean live;
    private final List<TieBreaker> tieBreakers;

    Separation(List<Fixture> fixtures, Rules rules, boolean live) {
        this.fixtures = fixtures;
        this.rules = rules;
        this.live = live;
        this.tieBreakers = rules.tieBreakers();
    }

    /** Teams that share a place, and what put them there among those level on points, or null. */
    record Place(List<TeamRecord> teams, TieBreaker separatedBy) {}

    /** The places of teams that are level on points, best first. */
    List<Place> of(List<TeamRecord> level) {
        List<Place> places = new ArrayList<>();
        separate(level, 0, level, null, places);
        if (places.size() > 1) {
            // What put the second below the first put the first above the second.
            places.set(0, new Place(places.get(0).teams(), places.get(1).separatedBy()));
        }
        return places;
    }

    /**
     * @param next the tie-breaker to apply
     * @param concerned the teams whose matches among each other count in head-to-head
     * @param above what put these teams below the ones above them, or null
     */
    private void separate(
            List<TeamRecord> level, int next, List<TeamRecord> concerned, TieBreaker above, List<Place> places) {
        if (reapplies(level, next, concerned)) {
            separate(level, startOfHeadToHead(next - 1), level, above, places);
            return;
        }
        if (level.size() == 1 || next == tieBreakers.size()) {
            places.add(new Place(level, above));
            return;
        }
        TieBreaker tieBreaker = tieBreakers.get(next);
        boolean begins = tieBreaker.headToHead() && startOfHeadToHead(next) == next;
        List<TeamRecord> compared = begins ? level : concerned;
        Collection<List<TeamRecord>> parts = apply(tieBreaker, level, compared);
        boolean restarts = tieBreaker.headToHead() && rules.headToHead() == HeadToHead.RESTARTED && parts.size() > 1;
        TieBreaker boundary = above;
        for (List<TeamRecord> part : parts) {
            if (restarts) {
                separate(part, startOfHeadToHead(next), part, boundary, places);
            } else {
                separate(part, next + 1, compared, boundary, places);
            }
            boundary = tieBreaker;
        }
    }

    // All of head-to-head has been applied, and separated some but not these.
    private boolean reapplies(List<TeamRecord> level, int next, List<TeamRecord> concerned) {
        boolean behind = next > 0 && tieBreakers.get(next - 1).headToHead();
        boolean ahead = next < tieBreakers.size() && tieBreakers.get(next).headToHead();
        return rules.headToHead() == HeadToHead.REAPPLIED
                && behind
                && !ahead
                && level.size() > 1
                && level.size() < concerned.size();
    }

    private int startOfHeadToHead(int within) {
        int start = within;
        while (start > 0 && tieBreakers.get(start - 1).headToHead()) {
            start--;
        }
        return start;
    }

    private Collection<List<TeamRecord>> apply(
            TieBreaker tieBreaker, List<TeamRecord> level, List<TeamRecord> concerned) {
        Map<String, TeamRecord> records = tieBreaker.headToHead()
                ? TeamRecord.among(names(concerned), fixtures, rules, live)
                : level.stream().collect(Collectors.toMap(TeamRecord::team, team -> team));
        boolean drawn = rules.lots().containsAll(names(level));
        Map<Double, List<TeamRecord>> parts = new TreeMap<>(Comparator.reverseOrder());
        for (TeamRecord team : level) {
            TeamRecord record = records.get(team.team());
            double value = tieBreaker == TieBreaker.LOTS
                    ? drawn ? -rules.lots().indexOf(team.team()) : 0
                    : record == null ? 0 : value(tieBreaker, record);
            parts.computeIfAbsent(value, v -> new ArrayList<>()).add(team);
        }
        return parts.values();
    }

    private static double value(TieBreaker tieBreaker, TeamRecord record) {
        return switch (tieBreaker) {
            case GOAL_DIFFERENCE, HEAD_TO_HEAD_GOAL_DIFFERENCE -> record.goalDifference();
            case GOALS_FOR, HEAD_TO_HEAD_GOALS_FOR -> record.goalsFor();
            case HEAD_TO_HEAD_POINTS -> record.points();
            case WINS -> record.won();
            case FAIR_PLAY -> record.fairPlay();
            // Without goals against it is beyond all measure, unless there were none at all.
            case GOAL_AVERAGE -> record.goalsFor() == 0 ? 0 : (double) record.goalsFor() / record.goalsAgainst();
            case LOTS -> throw new IllegalArgumentException("lots are not in the record");
        };
    }

    private static Set<String> names(List<TeamRecord> teams) {
        return teams.stream().map(TeamRecord::team).collect(Collectors.toSet());
    }
}
