package dev.touchline.event;

import java.time.Instant;

/**
 * A match was a mistake. Its reports stay in the log, and a {@linkplain Decision.Action#RESTORE decision} brings it back.
 *
 * @param reason a line for people, or null
 */
public record MatchDeletion(String match, String reason, Instant receivedAt, Reporter reporter)
        implements MatchStatement {

    /** The beginning of the source of every deletion. */
    public static final String SOURCE = "touchline:deletion";

    /** The type of every deletion. */
    public static final EventType TYPE = new EventType(SPORT, "deletion");

    @Override
    public IncidentId incident() {
        return new IncidentId(reporter.source(SOURCE), match);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
