package dev.touchline.catalogue;

import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Decides how long after its last receipt a match in progress is stale. */
@Singleton
public class Staleness {

    private final SportCatalogue catalogue;
    private final Duration margin;

    Staleness(SportCatalogue catalogue, CatalogueConfig config) {
        this.catalogue = catalogue;
        this.margin = config.staleMargin();
    }

    /**
     * The duration of the longest match of a sport, and a margin.
     *
     * @param sport its name; a match of an unknown one may last as long as any
     */
    public Duration after(String sport) {
        int minutes = catalogue.all().stream()
                .filter(one -> one.name().equals(sport))
                .findFirst()
                .map(Sport::longestMinutes)
                .orElseGet(this::longestMinutes);
        return margin.plusMinutes(minutes);
    }

    /** As for the sport with the longest matches. */
    public Duration afterAny() {
        return margin.plusMinutes(longestMinutes());
    }

    private int longestMinutes() {
        return catalogue.all().stream().mapToInt(Sport::longestMinutes).max().orElse(0);
    }
}
