package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * The names of a player.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param teams ids or names of the teams in whose matches the aliases hold, such as a club, the club before, and a national
 *     team. Empty: they hold in all matches. The name holds in all matches anyway
 */
public record PlayerEntry(
        String id,
        long revision,
        String name,
        String shortName,
        String sport,
        List<String> aliases,
        List<String> teams,
        boolean adds,
        Instant receivedAt,
        Reporter reporter)
        implements DirectoryEntry {

    /** The type of every entry of a player. */
    public static final EventType TYPE = new EventType(SPORT, "player");

    /** Teams of a player. */
    public static final int MAX_TEAMS = 50;

    @Override
    public EventType type() {
        return TYPE;
    }
}
