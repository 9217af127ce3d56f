package dev.touchline.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened in a match, in one revision. Team, player and assist may be null.
 *
 * @param revision from 1; a higher one replaces the lower
 * @param type a kind of the sport's catalogue
 * @param occurredAt the time by the agent's clock, or null if the agent gave none
 * @param details further data of the agent, as plain JSON values
 */
public record Event(
        IncidentId incident,
        long revision,
        EventType type,
        String match,
        Instant occurredAt,
        MatchClock clock,
        Side team,
        String player,
        String assist,
        Status status,
        Map<String, Object> details,
        Instant receivedAt,
        Reporter reporter)
        implements MatchReport {

    /** The agent's time, or the time of receipt if the agent gave none. */
    public Instant effectiveTime() {
        return occurredAt != null ? occurredAt : receivedAt;
    }

    /** The same event, taken back. */
    public Event cancelled() {
        return new Event(
                incident,
                revision,
                type,
                match,
                occurredAt,
                clock,
                team,
                player,
                assist,
                Status.CANCELLED,
                details,
                receivedAt,
                reporter);
    }

    /** Whether this revision counts: all but cancelled ones do. */
    public boolean counts() {
        return status != Status.CANCELLED;
    }
}
