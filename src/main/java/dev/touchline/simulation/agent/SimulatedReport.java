package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * An event of a simulated agent. It has no {@code occurredAt}, so that the same report can be sent at any time.
 *
 * @param team home or away, or null
 * @param details strings and integers
 */
public record SimulatedReport(
        String source,
        String id,
        int revision,
        String status,
        String type,
        String match,
        Clock clock,
        String team,
        String player,
        String assist,
        Map<String, Object> details) {

    public static final String PROVISIONAL = "provisional";
    public static final String CONFIRMED = "confirmed";
    public static final String CANCELLED = "cancelled";

    /** A time on the match clock; the period may be null. */
    public record Clock(String period, int minute, int stoppage) {}

    public ObjectNode json() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("id", id);
        event.put("source", source);
        event.put("type", type);
        event.put("match", match);
        if (clock.period() != null) {
            event.put("period", clock.period());
        }
        event.put("minute", clock.minute());
        event.put("stoppage", clock.stoppage());
        if (team != null) {
            event.put("team", team);
        }
        if (player != null) {
            event.put("player", player);
        }
        if (assist != null) {
            event.put("assist", assist);
        }
        event.put("status", status);
        event.put("revision", revision);
        if (!details.isEmpty()) {
            ObjectNode object = event.putObject("details");
            details.forEach((key, value) -> {
                if (value instanceof Number number) {
                    object.put(key, number.intValue());
                } else {
                    object.put(key, value.toString());
                }
            });
        }
        return event;
    }
}
