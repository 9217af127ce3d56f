package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import java.util.Set;

/**
 * Selects the updates that any of the sets contains; if all are empty, every update.
 *
 * @param teams names, as announced
 */
public record StreamFilter(Set<String> matches, Set<String> competitions, Set<String> teams) {

    public static StreamFilter ofMatch(String match) {
        return new StreamFilter(Set.of(match), Set.of(), Set.of());
    }

    public boolean matchesEverything() {
        return matches.isEmpty() && competitions.isEmpty() && teams.isEmpty();
    }

    /** Whether subscribers can be found by the match of an update. */
    public boolean hasOnlyMatches() {
        return !matches.isEmpty() && competitions.isEmpty() && teams.isEmpty();
    }

    public boolean matches(EncodedUpdate update) {
        return matchesEverything()
                || matches.contains(update.match())
                || (update.competition() != null && competitions.contains(update.competition()))
                || (update.home() != null && teams.contains(update.home()))
                || (update.away() != null && teams.contains(update.away()));
    }
}
