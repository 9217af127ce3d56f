package dev.touchline.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.http.Problem;
import dev.touchline.security.TokenRoles;
import dev.touchline.simulation.agent.IngestTarget;
import dev.touchline.simulation.agent.SimulationConfig;
import dev.touchline.simulation.replay.OpenFootballReader;
import dev.touchline.simulation.replay.ReplayPlan;
import dev.touchline.simulation.replay.Tournament;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /simulations/replay}: replays a tournament from its results. */
@Path("/simulations/replay")
@RolesAllowed(TokenRoles.ADMIN)
@Tag(name = "Simulation", description = "Agents that play matches")
public class ReplayResource {

    private static final String MAX = "max";
    private static final double MAX_SPEED = 1_000_000;

    private final SimulationRegistry simulations;
    private final IngestTarget target;
    private final SimulationConfig config;
    private final ObjectMapper json;

    ReplayResource(SimulationRegistry simulations, IngestTarget target, SimulationConfig config, ObjectMapper json) {
        this.simulations = simulations;
        this.target = target;
        this.config = config;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Replay a tournament from its results, in openfootball's JSON format",
            description = "Responds when the replay has ended; stops when the client disconnects or the simulation is"
                    + " stopped. 502 if the target accepted no report or rejects the agents. POST /simulations with"
                    + " the kind replay does the same and responds at once.")
    @APIResponseSchema(value = ReplayPlan.Outcome.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "502", ref = "TargetRefused")
    public Uni<ReplayPlan.Outcome> replay(
            byte[] file,
            @Parameter(description = "max to send without waiting, or seconds of match time per second")
                    @QueryParam("speed")
                    String speed,
            RoutingContext request) {
        simulations.requireEnabled();
        double factor = speed == null || speed.equals(MAX) ? Double.POSITIVE_INFINITY : parseSpeed(speed);
        return Uni.createFrom()
                .item(() -> new ReplayPlan(tournament(file), factor, config.maxParallelMatches()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(replay -> {
                    Simulation simulation = simulations.start(replay, target.of(request.request()));
                    request.addEndHandler(end -> simulation.stop());
                    return simulation.ended().map(ended -> replay.outcome(simulation.agent()));
                });
    }

    private static double parseSpeed(String speed) {
        try {
            double factor = Double.parseDouble(speed);
            if (factor > 0 && factor <= MAX_SPEED) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // rejected below
        }
        throw Problem.of(
                        Problem.Kind.BAD_PARAMETER,
                        "speed must be max or a number above 0 and up to 1000000: seconds of match time per second.")
                .exception();
    }

    private Tournament tournament(byte[] file) {
        try {
            JsonNode node = json.readTree(file);
            return OpenFootballReader.read(node);
        } catch (JsonProcessingException e) {
            throw Problem.of(Problem.Kind.MALFORMED, "The file must be JSON.").exception();
        } catch (IOException e) {
            throw Problem.of(Problem.Kind.MALFORMED, "The file cannot be read.").exception();
        } catch (OpenFootballReader.NotATournamentException e) {
            throw Problem.of(
                            Problem.Kind.INVALID,
                            "The file is not a tournament in openfootball's JSON: " + e.getMessage() + ".")
                    .exception();
        }
    }
}
