package dev.touchline.statistics.incident;

import dev.touchline.event.Event;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.weighing.Verdict;

/**
 * The highest revision of an incident.
 *
 * @param event with the time of the first receipt if its kind {@linkplain
 *     dev.touchline.sport.Sport.Kind#keepsReceipt keeps it}
 * @param content its text in the log
 * @param seq of the change that this revision made, 0 if it made none
 * @param stored true if the incident has a row already
 * @param changed true if this batch changed the incident
 * @param variant the variant by which the match is counted, or null; read only if the incident changed
 * @param verdict null in a plain match, where every incident counts as it was reported
 */
public record IncidentState(
        Event event, String content, long seq, boolean stored, boolean changed, String variant, Verdict verdict) {

    /** The same state, to be written, of a match that is counted by a variant. */
    public IncidentState changed(String variant) {
        return new IncidentState(event, content, seq, stored, true, variant, verdict);
    }

    /** The same state, to be written, with another verdict and the seq of the change that it made. */
    public IncidentState judged(Verdict verdict, long seq, String variant) {
        return new IncidentState(event, content, seq, stored, true, variant, verdict);
    }

    /** The identity of the incident. */
    public IncidentKey key() {
        return event.incidentKey();
    }

    /** The event as it is in the tally; null if it is not. */
    public Event counted() {
        return verdict == null ? event : verdict.counted();
    }
}
