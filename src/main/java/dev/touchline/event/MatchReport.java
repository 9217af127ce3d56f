package dev.touchline.event;

/** A report about a match, as in messages and in the event log. */
public sealed interface MatchReport extends Report permits Event, Announcement, MatchStatement {

    /** The id of the match. */
    String match();

    /** The identity of this report. Reports with equal keys are duplicates, or a conflict if their contents differ. */
    default RevisionKey key() {
        return new RevisionKey(incident(), revision());
    }

    /** One revision of one incident. */
    record RevisionKey(IncidentId incident, long revision) {}
}
