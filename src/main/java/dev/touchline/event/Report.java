package dev.touchline.event;

import java.time.Instant;

/**
 * One thing that was reported, as it travels through the broker: about a match ({@link MatchReport}) or about a
 * competition ({@link CompetitionDefinition}).
 *
 * <p>Reports with the same {@link #incident()} are revisions of one another; the highest {@link #revision()} counts.
 */
public sealed interface Report permits MatchReport, CompetitionDefinition {

    /** Which incident this report is about. */
    IncidentId incident();

    /** Which revision of the incident this is, from 1. */
    long revision();

    /** What was reported: sport and kind. The first part is also the routing key. */
    EventType type();

    /** When Touchline received it. Not part of what was said, and so never of a comparison. */
    Instant receivedAt();
}
