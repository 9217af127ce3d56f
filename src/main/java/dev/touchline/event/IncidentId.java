package dev.touchline.event;

import java.util.Comparator;

/**
 * The identity of something that happened, chosen by the agent that saw it. Reporting it again under the same
 * identity is a repetition or a revision, never a second incident.
 *
 * @param source who saw it, a URI reference such as {@code camera-7}
 * @param id unique for that source
 */
public record IncidentId(String source, String id) implements Comparable<IncidentId> {

    private static final Comparator<IncidentId> ORDER =
            Comparator.comparing(IncidentId::source).thenComparing(IncidentId::id);

    @Override
    public int compareTo(IncidentId other) {
        return ORDER.compare(this, other);
    }
}
