package dev.touchline.event;

/** A report about a match, as in messages and in the event log. */
public sealed interface MatchReport extends Report permits Event, Announcement, MatchStatement {

    /** The id of the match. */
    String match();

    /** The identity of this report. Reports with equal keys are duplicates, or a conflict if their contents differ. */
    default RevisionKey key() {
        return new RevisionKey(match(), incident(), revision());
    }

    /** The identity of the incident: sources number the incidents of each match anew. */
    default IncidentKey incidentKey() {
        return new IncidentKey(match(), incident());
    }

    /** An incident of a match. */
    record IncidentKey(String match, IncidentId incident) implements Comparable<IncidentKey> {

        /** By match, then by source and id. */
        @Override
        public int compareTo(IncidentKey other) {
            int byMatch = match.compareTo(other.match);
            return byMatch != 0 ? byMatch : incident.compareTo(other.incident);
        }
    }

    /** One revision of one incident of a match. */
    record RevisionKey(String match, IncidentId incident, long revision) {}
}
