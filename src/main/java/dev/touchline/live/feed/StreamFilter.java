package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import java.util.Set;

/**
 * What someone wants to hear of: everything that any of it fits, and without any of it, all there is.
 *
 * @param matches ids of matches
 * @param competitions ids of competitions
 * @param teams names of teams, as they were announced
 */
public record StreamFilter(Set<String> matches, Set<String> competitions, Set<String> teams) {

    /** One match and nothing else. */
    public static StreamFilter ofMatch(String match) {
        return new StreamFilter(Set.of(match), Set.of(), Set.of());
    }

    /** Whether it is in everything. */
    public boolean matchesEverything() {
        return matches.isEmpty() && competitions.isEmpty() && teams.isEmpty();
    }

    /** Whether it names matches and nothing else, so that who is interested is found by the match. */
    public boolean hasOnlyMatches() {
        return !matches.isEmpty() && competitions.isEmpty() && teams.isEmpty();
    }

    /** Whether the update is part of it. */
    public boolean matches(EncodedUpdate update) {
        return matchesEverything()
                || matches.contains(update.match())
                || (update.competition() != null && competitions.contains(update.competition()))
                || (update.home() != null && teams.contains(update.home()))
                || (update.away() != null && teams.contains(update.away()));
    }
}
