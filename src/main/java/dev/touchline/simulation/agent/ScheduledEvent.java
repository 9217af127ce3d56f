package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * An event to be sent.
 *
 * @param after the time since the start
 * @param event creates the body just before it is sent, so that not all bodies are in memory
 */
public record ScheduledEvent(Duration after, Supplier<ObjectNode> event) {

    private static final double NANOS_IN_A_SECOND = 1e9;

    /** An event to be sent that many seconds after the start. */
    public static ScheduledEvent at(double seconds, Supplier<ObjectNode> event) {
        return new ScheduledEvent(Duration.ofNanos((long) (seconds * NANOS_IN_A_SECOND)), event);
    }
}
