package dev.touchline.live.lineup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.directory.TeamSheet;
import dev.touchline.event.Side;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Replaces the reported names of players in a match by those of their entries and line-ups. Every method blocks. */
@ApplicationScoped
public class MatchPlayers {

    private static final List<String> FIELDS = List.of("player", "assist");

    private final LineUpReader lineUps;

    MatchPlayers(LineUpReader lineUps) {
        this.lineUps = lineUps;
    }

    /** A name, and the id of the entry that has it, or null. */
    public record Shown(String name, String id) {}

    /** The shown name for a reported one and a team, which may be null. */
    public BiFunction<String, Side, Shown> names(String match, Collection<String> reported) {
        Map<Side, TeamSheet> sheets =
                reported.isEmpty() ? null : lineUps.sheets(match, reported).orElse(null);
        return (name, side) -> {
            TeamSheet.Named named = sheets == null || side == null || name == null
                    ? null
                    : sheets.get(side).named(name);
            return named == null ? new Shown(name, null) : new Shown(named.name(), named.id());
        };
    }

    /** Replaces the names in the items of a timeline, and in their lines. */
    public void rename(String match, List<ObjectNode> timeline) {
        List<String> reported = timeline.stream()
                .flatMap(item -> FIELDS.stream().map(field -> item.path(field).textValue()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        BiFunction<String, Side, Shown> names = names(match, reported);
        for (ObjectNode item : timeline) {
            Side side = Stream.of(Side.values())
                    .filter(one -> one.code().equals(item.path("team").textValue()))
                    .findFirst()
                    .orElse(null);
            for (String field : FIELDS) {
                String name = item.path(field).textValue();
                String shown = names.apply(name, side).name();
                if (name != null && !shown.equals(name)) {
                    item.put(field, shown);
                    item.put("text", replaced(item.path("text").asText(), name, shown));
                }
            }
        }
    }

    // The name is the last part of the line, before a mark.
    private static String replaced(String text, String name, String shown) {
        int at = text.lastIndexOf(name);
        return at < 0 ? text : text.substring(0, at) + shown + text.substring(at + name.length());
    }
}
