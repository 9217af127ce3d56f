package dev.touchline.live.competition;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.touchline.http.Page;
import dev.touchline.sport.Sport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scorers, best first. Own goals and kicks in a shoot-out are other figures and do not count.
 *
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the list is not or not completely computed, or null
 */
record ScorersView(List<Item> items, String next, String notComputed) {

    private static final int BYTES_PER_SCORER = 300;

    static Item item(String player, String team, int count, int penalties, Sport.Scorers counted) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        figures.put(counted.figure(), count);
        if (counted.penalties() != null) {
            figures.put("penalties", penalties);
        }
        return new Item(player, team, figures);
    }

    /**
     * A scorer; the sport names the figures, such as {@code goals}.
     *
     * @param player the name as reported; another spelling is another player
     */
    record Item(String player, String team, @JsonIgnore Map<String, Integer> figures) {
        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }

    /** The scorers from the place after the cursor. */
    ScorersView page(int limit, int from) {
        List<Item> rest = items.subList(Math.min(from, items.size()), items.size());
        Page<Item> page =
                Page.of(rest.subList(0, Math.min(limit + 1, rest.size())), limit, last -> Page.cursor(from + limit));
        return new ScorersView(List.copyOf(page.items()), page.next(), page.next() == null ? notComputed : null);
    }

    /** Approximate bytes in memory. */
    long bytes() {
        return (long) BYTES_PER_SCORER * items.size();
    }
}
