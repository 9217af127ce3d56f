package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * One event to be sent.
 *
 * @param after how long after the beginning
 * @param event makes the body, which is needed for no longer than it takes to send it
 */
public record ScheduledEvent(Duration after, Supplier<ObjectNode> event) {}
