package dev.touchline.event;

import java.time.Instant;

/**
 * One thing an agent reported about a match, as it travels through the broker and stands in the log: something
 * that happened ({@link Event}), or what the match is ({@link Announcement}).
 *
 * <p>Reports with the same {@link #incident()} are revisions of one another; the highest {@link #revision()} counts.
 */
public sealed interface MatchReport permits Event, Announcement {

    /** Which incident this report is about. */
    IncidentId incident();

    /** Which revision of the incident this is, from 1. */
    long revision();

    /** The id of the match. */
    String match();

    /** What was reported: sport and kind. */
    EventType type();

    /** When Touchline received it. Not part of what the agent said, and so never of a comparison. */
    Instant receivedAt();

    /** Identifies this report among all: the same key with other content is a conflict. */
    default RevisionKey key() {
        return new RevisionKey(incident(), revision());
    }

    /** One revision of one incident. */
    record RevisionKey(IncidentId incident, long revision) {}
}
