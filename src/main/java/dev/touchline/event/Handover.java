package dev.touchline.event;

import java.time.Instant;

/**
 * The lead of a match passes from a source that fell silent to another one, or back to it. It has no effect if the first
 * source does not lead.
 *
 * @param from the source that led
 * @param to the source that leads what happens later
 * @param place the time on the match clock after which it leads
 * @param since the time after which it leads where the place on the match clock is unknown
 */
public record Handover(
        String match, String from, String to, MatchClock place, Instant since, Instant receivedAt, Reporter reporter)
        implements MatchStatement {

    /** The source of every handover. */
    public static final String SOURCE = "touchline:handover";

    /** The type of every handover. */
    public static final EventType TYPE = new EventType(SPORT, "handover");

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, from + ">" + to);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
