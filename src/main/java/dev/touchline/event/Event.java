package dev.touchline.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened in a match, in one revision.
 *
 * @param incident its identity
 * @param revision from 1; a higher one replaces the lower
 * @param type a kind of the sport's catalogue
 * @param match the match's id
 * @param occurredAt when it happened, by the agent's clock; null when the agent did not say
 * @param clock where on the match clock
 * @param team the team it belongs to, or null
 * @param player who did it, or null
 * @param assist who helped, or null
 * @param status how sure the agent is
 * @param details whatever else the agent wants to keep, as plain JSON values
 * @param receivedAt when Touchline received it
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
        Instant receivedAt)
        implements MatchReport {

    /** The agent's time where it gave one, else the time of receipt. */
    public Instant effectiveTime() {
        return occurredAt != null ? occurredAt : receivedAt;
    }

    /** Whether this revision counts. */
    public boolean counts() {
        return status != Status.CANCELLED;
    }
}
