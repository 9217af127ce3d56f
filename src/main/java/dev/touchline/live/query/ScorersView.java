package dev.touchline.live.query;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.touchline.competition.Scorer;
import dev.touchline.event.Sport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scorers, best first. */
record ScorersView(List<Item> items) {

    static ScorersView of(List<Scorer> scorers, Sport.Scorers counted) {
        return new ScorersView(
                scorers.stream().map(scorer -> item(scorer, counted)).toList());
    }

    private static Item item(Scorer scorer, Sport.Scorers counted) {
        Map<String, Integer> figures = new LinkedHashMap<>();
        figures.put(counted.figure(), scorer.count());
        if (counted.penalties() != null) {
            figures.put("penalties", scorer.penalties());
        }
        return new Item(scorer.player(), scorer.team(), figures);
    }

    /** A scorer; the sport names the figures, such as {@code goals}. */
    record Item(String player, String team, @JsonIgnore Map<String, Integer> figures) {
        @JsonAnyGetter
        public Map<String, Integer> asFields() {
            return figures;
        }
    }
}
