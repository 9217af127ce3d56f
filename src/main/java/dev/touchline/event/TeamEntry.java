package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * The names and colours of a team.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param colours as {@code #rrggbb}, the main one first
 */
public record TeamEntry(
        String id,
        long revision,
        String name,
        String shortName,
        String sport,
        List<String> aliases,
        List<String> colours,
        boolean adds,
        Instant receivedAt,
        Reporter reporter)
        implements DirectoryEntry {

    /** The type of every entry of a team. */
    public static final EventType TYPE = new EventType(SPORT, "team");

    /** Colours of a team. */
    public static final int MAX_COLOURS = 5;

    @Override
    public EventType type() {
        return TYPE;
    }
}
