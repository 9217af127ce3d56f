package dev.touchline.live;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.touchline.event.Side;
import dev.touchline.match.MatchTally;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The figures of a match. A figure that is not there is zero.
 *
 * @param match the match's id
 * @param seq the number of the last change they include
 * @param home figures of the home team by name
 * @param away figures of the away team by name
 * @param players figures of each player
 */
@Schema(name = "Statistics")
public record StatisticsView(
        String match, long seq, Map<String, Integer> home, Map<String, Integer> away, List<Player> players) {

    /** What every team has a figure for, be it zero. */
    private static final List<String> ALWAYS = List.of("goals", "yellowCards", "redCards");

    static StatisticsView of(String match, MatchReader.Figures figures) {
        MatchTally tally = figures.tally();
        return new StatisticsView(
                match,
                figures.seq(),
                withZeros(tally.team(Side.HOME)),
                withZeros(tally.team(Side.AWAY)),
                tally.players().entrySet().stream()
                        .map(entry -> new Player(
                                entry.getKey().name(),
                                entry.getKey().team() == null
                                        ? null
                                        : entry.getKey().team().code(),
                                new TreeMap<>(entry.getValue())))
                        .toList());
    }

    private static Map<String, Integer> withZeros(Map<String, Integer> figures) {
        Map<String, Integer> all = new TreeMap<>(figures);
        ALWAYS.forEach(name -> all.putIfAbsent(name, 0));
        return all;
    }

    /** A player's figures, beside the name and the team. */
    public record Player(
            String player, String team, @JsonIgnore Map<String, Integer> figures) {
        /** The figures, as fields of the object. */
        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }
}
