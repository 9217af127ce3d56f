package dev.touchline.event;

/**
 * The identity of an incident within its match, chosen by the agent. A second report of the match with the same identity is
 * a duplicate or a revision, never a second incident.
 *
 * @param source the name of the reporting agent, a URI reference such as {@code camera-7}
 * @param id unique within the source and the match
 */
public record IncidentId(String source, String id) implements Comparable<IncidentId> {

    /** By source, then by id. */
    @Override
    public int compareTo(IncidentId other) {
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : id.compareTo(other.id);
    }
}
