package dev.touchline.simulation.reporter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.simulation.agent.Agent;
import dev.touchline.simulation.plan.SimulationPlan;
import dev.touchline.simulation.plan.TrueIncident;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * One match that imperfect reporters report, announced with their ranks.
 *
 * @param name the prefix of the match's id
 * @param speed minutes on the match clock per second
 */
public record ReportersPlan(
        String name, String competition, Long seed, double speed, Instant kickOff, ReportedMatch match)
        implements SimulationPlan {

    public static final String KIND = "reporters";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public long reports() {
        return 1 + match.reports().stream().mapToLong(List::size).sum();
    }

    @Override
    public List<Expected> expected() {
        return List.of(Expected.of(match.truth(), match.incidents()));
    }

    @Override
    public List<String> notes() {
        TrueIncident phantom = match.phantom();
        return List.of(
                "%s is silent from minute %d".formatted(match.silent(), match.silentFrom()),
                "camera-1 reports a %s of the %s team in minute %d that was none"
                        .formatted(
                                phantom.type(), phantom.team(), phantom.clock().minute()));
    }

    /** The body of the announcement. */
    ObjectNode announcement() {
        ObjectNode announcement = match.truth().announcement(competition, kickOff);
        ReportedMatch.DECLARATION.forEach(announcement.putArray("reporters")::add);
        return announcement;
    }

    @Override
    public Uni<Void> play(Agent agent) {
        long startedAt = System.nanoTime();
        return agent.announce(match.truth().match(), announcement())
                .flatMap(announced -> SimulationPlan.playReports(match.reports(), speed, agent, startedAt));
    }
}
