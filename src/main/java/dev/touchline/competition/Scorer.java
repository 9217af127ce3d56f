package dev.touchline.competition;

import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.match.MatchTally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A player's goals in a competition. Own goals and kicks in a shoot-out are other figures and do not count.
 *
 * @param player the name as reported; another spelling is another player
 */
public record Scorer(String player, String team, int count, int penalties) {

    private static final Comparator<Scorer> ORDER = Comparator.comparingInt(Scorer::count)
            .reversed()
            .thenComparingInt(Scorer::penalties)
            .thenComparing(Scorer::player)
            .thenComparing(Scorer::team);

    /** A match and its tally. */
    public record ScoredMatch(String home, String away, MatchTally tally) {}

    private record PlayerKey(String player, String team) {}

    /** All players who scored: most goals first, then fewest penalties, then by name. */
    public static List<Scorer> rank(Iterable<ScoredMatch> matches, Sport.Scorers counted) {
        Map<PlayerKey, Scorer> scorers = new HashMap<>();
        for (ScoredMatch match : matches) {
            match.tally().players().forEach((player, figures) -> {
                int count = figures.getOrDefault(counted.figure(), 0);
                int penalties = counted.penalties() == null ? 0 : figures.getOrDefault(counted.penalties(), 0);
                if (player.team() != null && (count != 0 || penalties != 0)) {
                    String team = player.team() == Side.HOME ? match.home() : match.away();
                    scorers.merge(
                            new PlayerKey(player.name(), team),
                            new Scorer(player.name(), team, count, penalties),
                            (a, b) -> new Scorer(a.player, a.team, a.count + b.count, a.penalties + b.penalties));
                }
            });
        }
        List<Scorer> sorted = new ArrayList<>(scorers.values());
        sorted.removeIf(scorer -> scorer.count <= 0);
        sorted.sort(ORDER);
        return sorted;
    }
}
