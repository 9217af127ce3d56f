package dev.touchline.live.query;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.touchline.event.Side;
import dev.touchline.live.lineup.MatchPlayers;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
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

    /** @param names the shown name for the reported one of a player, and the team */
    static StatisticsView of(
            String match,
            MatchReader.MatchStatistics figures,
            BiFunction<String, Side, MatchPlayers.Shown> names,
            SportCatalogue catalogue) {
        MatchTally tally = figures.tally();
        Set<String> counted =
                catalogue.find(figures.sport()).map(Sport::teamFigures).orElse(Set.of());
        return new StatisticsView(
                match,
                figures.seq(),
                withZeros(tally.team(Side.HOME), counted),
                withZeros(tally.team(Side.AWAY), counted),
                players(figures.players().items(), names),
                figures.players().next());
    }

    /** The players of a page under the names that are shown; a player who was reported under several is one. */
    private static List<Player> players(
            List<MatchReader.PlayerFigures> reported, BiFunction<String, Side, MatchPlayers.Shown> names) {
        Map<List<String>, Player> players = new LinkedHashMap<>();
        boolean renamed = false;
        for (MatchReader.PlayerFigures one : reported) {
            MatchPlayers.Shown shown = names.apply(one.player(), one.team());
            renamed |= !shown.name().equals(one.player());
            String team = one.team() == null ? null : one.team().code();
            players.merge(
                    Arrays.asList(shown.id(), shown.id() == null ? shown.name() : null, team),
                    new Player(shown.name(), shown.id(), team, one.figures()),
                    Player::plus);
        }
        return renamed
                ? players.values().stream()
                        .sorted(Comparator.comparing(Player::player)
                                .thenComparing(Player::team, Comparator.nullsLast(Comparator.reverseOrder())))
                        .toList()
                : List.copyOf(players.values());
    }

    private static Map<String, Integer> withZeros(Map<String, Integer> figures, Set<String> counted) {
        Map<String, Integer> all = new TreeMap<>(figures);
        counted.forEach(name -> all.putIfAbsent(name, 0));
        return all;
    }

    /** The figures of a player. */
    record Player(
            String player,
            @JsonInclude(JsonInclude.Include.NON_NULL) String id,
            String team,
            @JsonIgnore Map<String, Integer> figures) {

        private Player plus(Player other) {
            Map<String, Integer> sums = new TreeMap<>(figures);
            other.figures.forEach((figure, count) -> sums.merge(figure, count, Integer::sum));
            return new Player(player, id, team, sums);
        }

        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }
}
