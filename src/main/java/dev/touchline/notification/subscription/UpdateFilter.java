package dev.touchline.notification.subscription;

import dev.touchline.notification.feed.FeedEntry;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which updates a subscription is for: those that fit all of it. What is empty fits everything.
 *
 * @param sport sports
 * @param competition ids of competitions
 * @param match ids of matches
 * @param team names of teams, as they were announced
 * @param kinds what was reported, such as {@code goal} or {@code football.goal}
 * @param headlinesOnly only what is worth calling people for
 */
@Schema(description = "Which updates are wanted: those that fit all of it. What is empty or left out fits everything.")
record UpdateFilter(
        List<String> sport,
        List<String> competition,
        List<String> match,
        List<String> team,

        @Schema(description = "What was reported, such as goal, or football.goal")
        List<String> kinds,

        @Schema(description = "Only what is worth calling people for")
        boolean headlinesOnly) {

    /** Fits everything. */
    static final UpdateFilter ALL = new UpdateFilter(List.of(), List.of(), List.of(), List.of(), List.of(), false);

    /** Whether the update is wanted. */
    boolean matches(FeedEntry entry) {
        return (!headlinesOnly || entry.headline())
                && matches(sport, entry.sport())
                && matches(competition, entry.competition())
                && matches(match, entry.match())
                && (team.isEmpty() || contains(team, entry.home()) || contains(team, entry.away()))
                && (kinds.isEmpty()
                        || contains(kinds, entry.kind())
                        || contains(kinds, entry.sport() + "." + entry.kind()));
    }

    private static boolean matches(List<String> wanted, String value) {
        return wanted.isEmpty() || contains(wanted, value);
    }

    private static boolean contains(List<String> wanted, String value) {
        return value != null && wanted.contains(value);
    }
}
