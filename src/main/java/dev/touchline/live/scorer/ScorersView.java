package dev.touchline.live.scorer;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.touchline.http.Page;
import dev.touchline.live.directory.TeamView;
import dev.touchline.sport.Sport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Scorers, best first. Own goals and kicks in a shoot-out are other figures and do not count.
 *
 * @param teams those of the scorers that have an entry
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the list is not or not completely computed, or null
 */
public record ScorersView(List<Item> items, List<TeamView> teams, String next, String notComputed) {

    private static final int BYTES_PER_SCORER = 400;

    static Map<String, Integer> figures(int count, int penalties, Sport.Scorers counted) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        figures.put(counted.figure(), count);
        if (counted.penalties() != null) {
            figures.put("penalties", penalties);
        }
        return figures;
    }

    /** No scorers, for a reason. */
    public static ScorersView notComputed(String reason) {
        return new ScorersView(List.of(), List.of(), null, reason);
    }

    /**
     * A scorer; the sport names the figures, such as {@code goals}.
     *
     * @param player the name of the player's entry, or as reported
     * @param id of the player's entry, or null: then another spelling is another player
     * @param team the last one
     * @param teams all of them, the last one first
     */
    record Item(
            String player,
            String id,
            String shortName,
            String team,
            List<String> teams,
            @JsonIgnore Map<String, Integer> figures) {
        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }

    /** The scorers from the place after the cursor. */
    public ScorersView page(int limit, int from) {
        List<Item> rest = items.subList(Math.min(from, items.size()), items.size());
        Page<Item> page =
                Page.of(rest.subList(0, Math.min(limit + 1, rest.size())), limit, last -> Page.cursor(from + limit));
        Collection<String> shown =
                page.items().stream().flatMap(item -> item.teams().stream()).collect(Collectors.toSet());
        return new ScorersView(
                List.copyOf(page.items()),
                TeamView.among(teams, shown),
                page.next(),
                page.next() == null ? notComputed : null);
    }

    /** Approximate bytes in memory. */
    public long bytes() {
        return (long) BYTES_PER_SCORER * items.size() + (long) TeamView.BYTES * teams.size();
    }
}
