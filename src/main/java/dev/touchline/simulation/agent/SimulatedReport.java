package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * An event as an agent reports it. It does not say when it occurred: the time of its receipt will do, and the same
 * report can be sent at any other time.
 *
 * @param source the agent
 * @param id the agent's own identity for what happened
 * @param revision from 1
 * @param status provisional, confirmed or cancelled
 * @param type the sport and the kind
 * @param match the match's id
 * @param clock where on the match clock
 * @param team home or away, or null
 * @param player who, or null
 * @param assist who helped, or null
 * @param details anything else; texts and whole numbers
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

    /**
     * A time on the match clock.
     *
     * @param period the period's name, or null
     * @param minute the minute
     * @param stoppage minutes of stoppage time on top
     */
    public record Clock(String period, int minute, int stoppage) {}

    /** As the ingest reads it. */
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
            ObjectNode more = event.putObject("details");
            details.forEach((key, value) -> {
                if (value instanceof Number number) {
                    more.put(key, number.intValue());
                } else {
                    more.put(key, value.toString());
                }
            });
        }
        return event;
    }
}
