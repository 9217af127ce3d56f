package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.directory.LikelyAliases;
import dev.touchline.directory.LikelyAliases.Candidate;
import dev.touchline.directory.LikelyAliases.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The spellings in a tournament file that are certainly of one player of a team. A file is written by many hands: of the
 * eight goals of Kylian Mbappé at the World Cup 2022, two are Mbappé's.
 */
final class CertainAliases {

    private CertainAliases() {}

    /** The aliases as {@code POST /competitions/{id}/aliases} accepts them, in the order of the teams. */
    static List<ObjectNode> of(List<MatchScript> scripts) {
        Map<String, Map<String, Long>> players = new TreeMap<>();
        for (MatchScript script : scripts) {
            for (MatchScript.Step step : script.steps()) {
                String side = step.event().path("team").asText();
                String team = script.announcement().path(side).asText();
                for (String field : List.of("player", "assist")) {
                    String player = step.event().path(field).textValue();
                    if (player != null && !team.isEmpty()) {
                        players.computeIfAbsent(team, same -> new TreeMap<>()).merge(player, 1L, Long::sum);
                    }
                }
            }
        }
        Map<String, Integer> teamsByName = new HashMap<>();
        players.values().forEach(names -> names.keySet().forEach(name -> teamsByName.merge(name, 1, Integer::sum)));
        List<ObjectNode> aliases = new ArrayList<>();
        players.forEach((team, names) -> {
            List<Candidate> candidates = names.entrySet().stream()
                    .map(name -> new Candidate(List.of(name.getKey()), name.getValue(), false))
                    .toList();
            LikelyAliases.ofPlayers(candidates).stream()
                    .filter(Pair::certain)
                    // Two teams may have players of one name, which would have one id.
                    .filter(pair -> teamsByName.get(name(pair)) == 1)
                    .forEach(pair -> aliases.add(alias(pair, team)));
        });
        return aliases;
    }

    private static String name(Pair pair) {
        return pair.of().names().get(0);
    }

    private static ObjectNode alias(Pair pair, String team) {
        ObjectNode alias = JsonNodeFactory.instance.objectNode();
        alias.put("kind", "player");
        alias.put("id", LikelyAliases.id(name(pair), 1));
        alias.put("name", name(pair));
        alias.put("alias", pair.alias());
        alias.put("team", team);
        alias.put("sport", "football");
        return alias;
    }
}
