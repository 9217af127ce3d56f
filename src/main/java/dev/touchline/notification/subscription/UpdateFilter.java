package dev.touchline.notification.subscription;

import dev.touchline.notification.feed.FeedEntry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Selects the updates of a subscription: those that match every field. An empty list matches every update.
 *
 * @param team names of teams, as announced
 * @param kinds kinds of events, such as {@code goal} or {@code football.goal}
 */
@RegisterForReflection
@Schema(description = "Selects updates: those that match every field. A field that is empty or absent matches all.")
record UpdateFilter(
        List<String> sport,
        List<String> competition,
        List<String> match,
        List<String> team,

        @Schema(description = "Kinds of events, such as goal or football.goal")
        List<String> kinds,

        @Schema(description = "Only updates that are worth notifying people of")
        boolean headlinesOnly) {

    static final UpdateFilter ALL = new UpdateFilter(List.of(), List.of(), List.of(), List.of(), List.of(), false);

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
