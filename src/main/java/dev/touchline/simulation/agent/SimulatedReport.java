package dev.touchline.simulation.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * An event of a simulated agent. It has no {@code occurredAt}, so that the same report can be sent at any time.
 *
 * @param team home or away, or null
 * @param details strings and integers
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SimulatedReport(
        String id,
        String source,
        String type,
        String match,
        @JsonUnwrapped Clock clock,
        String team,
        String player,
        String assist,
        String status,
        int revision,
        Map<String, Object> details) {

    public static final String PROVISIONAL = "provisional";
    public static final String CONFIRMED = "confirmed";
    public static final String CANCELLED = "cancelled";

    /** A time on the match clock; the period may be null. */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Clock(String period, int minute, int stoppage) {}

    /** Another revision of the same incident. */
    public SimulatedReport revised(int revision, String status, String player, Map<String, Object> details) {
        return new SimulatedReport(id, source, type, match, clock, team, player, assist, status, revision, details);
    }

    public ObjectNode json() {
        return Json.MAPPER.valueToTree(this);
    }
}
