package dev.touchline.event;

import java.time.Instant;

/**
 * A source says that it follows a match, without anything to report. The log has the first one of each source.
 *
 * @param source the source that lives
 */
public record SignOfLife(String match, String source, Instant receivedAt, Reporter reporter) implements MatchStatement {

    /** The source of every sign of life in the log. */
    public static final String SOURCE = "touchline:alive";

    /** The type of every sign of life. */
    public static final EventType TYPE = new EventType(SPORT, "alive");

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, source);
    }

    /** All signs of life of a source are one report. */
    @Override
    public long revision() {
        return 1;
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
