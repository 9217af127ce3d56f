package dev.touchline.live.query;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The figures of a match by name. A team has every figure that its sport counts; a player has those that are not zero.
 *
 * @param seq of the last change included
 * @param players a page of them, by name
 * @param next the cursor of the next page, or null
 */
@Schema(name = "Statistics")
record StatisticsView(
        String match,
        long seq,
        Map<String, Integer> home,
        Map<String, Integer> away,
        List<Player> players,
        String next) {

    static StatisticsView of(String match, MatchReader.MatchStatistics figures, SportCatalogue catalogue) {
        MatchTally tally = figures.tally();
        Set<String> counted =
                catalogue.find(figures.sport()).map(Sport::teamFigures).orElse(Set.of());
        return new StatisticsView(
                match,
                figures.seq(),
                withZeros(tally.team(Side.HOME), counted),
                withZeros(tally.team(Side.AWAY), counted),
                figures.players().items().stream()
                        .map(player -> new Player(
                                player.player(),
                                player.team() == null ? null : player.team().code(),
                                player.figures()))
                        .toList(),
                figures.players().next());
    }

    private static Map<String, Integer> withZeros(Map<String, Integer> figures, Set<String> counted) {
        Map<String, Integer> all = new TreeMap<>(figures);
        counted.forEach(name -> all.putIfAbsent(name, 0));
        return all;
    }

    /** The figures of a player. */
    record Player(String player, String team, @JsonIgnore Map<String, Integer> figures) {
        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }
}
