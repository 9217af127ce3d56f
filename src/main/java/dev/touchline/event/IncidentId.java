package dev.touchline.event;

/**
 * The identity of something that happened, chosen by the agent that saw it. Reporting it again under the same
 * identity is a repetition or a revision, never a second incident.
 *
 * @param source who saw it, a URI reference such as {@code camera-7}
 * @param id unique for that source
 */
public record IncidentId(String source, String id) implements Comparable<IncidentId> {

    /** By source, then by id. */
    @Override
    public int compareTo(IncidentId other) {
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : id.compareTo(other.id);
    }
}
