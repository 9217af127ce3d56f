package dev.touchline.event;

import java.time.Instant;
import java.util.SortedMap;

/**
 * The complete list of a source's incidents of a match at a time. It takes effect as soon as the log has every listed
 * revision: an incident that the source had reported until then and no longer lists is withdrawn, as if never reported. Of
 * the lists in effect the one with the highest time counts, of equally high ones the last received.
 *
 * @param source the source whose list it is
 * @param asOf the time; reports received later are not part of the list, and stay
 * @param revisions the listed incidents by their ids, with their revisions
 */
public record FullList(
        String match,
        String source,
        Instant asOf,
        SortedMap<String, Long> revisions,
        Instant receivedAt,
        Reporter reporter)
        implements MatchStatement {

    /** The beginning of the source of every list. */
    public static final String SOURCE = "touchline:list";

    /** The type of every list. */
    public static final EventType TYPE = new EventType(SPORT, "list");

    /** Incidents of a list. */
    public static final int MAX_INCIDENTS = 5_000;

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, source);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
