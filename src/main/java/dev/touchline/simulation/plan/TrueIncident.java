package dev.touchline.simulation.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.touchline.simulation.agent.SimulatedReport.Clock;
import java.util.SortedMap;

/**
 * An incident of a simulated match as it was, and who reported it. Team, player and assist may be null.
 *
 * @param happened false for a phantom: an incident that was reported although nothing had happened
 * @param ids the id of its report by source; empty if nobody reported it
 */
public record TrueIncident(
        boolean happened,
        String type,
        @JsonUnwrapped Clock clock,
        String team,
        String player,
        String assist,
        SortedMap<String, String> ids) {}
