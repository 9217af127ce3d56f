package dev.touchline.competition;

import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.Sport.Penalty;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fair-play points of a team in a match, by the penalties of the sport's catalogue. */
public final class FairPlay {

    private FairPlay() {}

    /** The points of a team in a tally with its players. */
    public static int points(MatchTally tally, Side side, Sport sport) {
        return points(
                tally.team(side),
                tally.players().entrySet().stream()
                        .filter(player -> player.getKey().team() == side)
                        .map(Map.Entry::getValue)
                        .toList(),
                sport);
    }

    /**
     * The sum over a team's players and over figures without a player; usually negative.
     *
     * @param team the figures of the team
     * @param players the figures of each of its players
     */
    public static int points(Map<String, Integer> team, Collection<Map<String, Integer>> players, Sport sport) {
        List<Penalty> penalties = sport.fairPlay();
        if (penalties.isEmpty()) {
            return 0;
        }
        Map<String, Integer> unnamed = new HashMap<>(team);
        int points = 0;
        for (Map<String, Integer> player : players) {
            points += points(player, penalties);
            player.forEach((figure, count) -> unnamed.merge(figure, -count, Integer::sum));
        }
        return points + points(unnamed, penalties);
    }

    private static int points(Map<String, Integer> figures, List<Penalty> penalties) {
        Map<String, Integer> left = new HashMap<>(figures);
        int points = 0;
        for (Penalty penalty : penalties) {
            int count = Math.max(0, left.getOrDefault(penalty.figure(), 0));
            points += count * penalty.points();
            penalty.instead().forEach((figure, each) -> left.merge(figure, -count * each, Integer::sum));
        }
        return points;
    }
}
