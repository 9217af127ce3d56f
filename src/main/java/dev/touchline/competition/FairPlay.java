package dev.touchline.competition;

import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.Sport.Penalty;
import dev.touchline.match.MatchTally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fair-play points of a team in a match, by the penalties of the sport's catalogue. */
public final class FairPlay {

    private FairPlay() {}

    /** The sum over the team's players and over figures without a player; usually negative. */
    public static int points(MatchTally tally, Side side, Sport sport) {
        List<Penalty> penalties = sport.fairPlay();
        if (penalties.isEmpty()) {
            return 0;
        }
        Map<String, Integer> unnamed = new HashMap<>(tally.team(side));
        int points = 0;
        for (Map.Entry<MatchTally.Player, Map<String, Integer>> player :
                tally.players().entrySet()) {
            if (player.getKey().team() == side) {
                points += points(player.getValue(), penalties);
                player.getValue().forEach((figure, count) -> unnamed.merge(figure, -count, Integer::sum));
            }
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
