package dev.touchline.event;

import java.time.Instant;

/**
 * A report of an agent, about a match ({@link MatchReport}), about a competition ({@link CompetitionDefinition}), or about a
 * team or a player ({@link DirectoryEntry}).
 *
 * <p>Reports with the same {@link #incident()} are revisions of one another; the highest {@link #revision()} counts.
 */
public sealed interface Report permits MatchReport, CompetitionDefinition, DirectoryEntry {

    /** The incident that this report is about. */
    IncidentId incident();

    /** The revision of the incident, from 1. */
    long revision();

    /** Sport and kind. The sport is also the routing key. */
    EventType type();

    /** The time of receipt. It is not content: duplicates may differ in it. */
    Instant receivedAt();

    /** The account that sent the report. */
    Reporter reporter();
}
