package dev.touchline.event;

/**
 * One thing an agent reported about a match, as it travels through the broker and stands in the log: something
 * that happened ({@link Event}), or what the match is ({@link Announcement}).
 */
public sealed interface MatchReport extends Report permits Event, Announcement {

    /** The id of the match. */
    String match();

    /** Identifies this report among all: the same key with other content is a conflict. */
    default RevisionKey key() {
        return new RevisionKey(incident(), revision());
    }

    /** One revision of one incident. */
    record RevisionKey(IncidentId incident, long revision) {}
}
