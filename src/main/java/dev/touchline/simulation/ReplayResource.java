package dev.touchline.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.http.LargeBodies;
import dev.touchline.http.Problem;
import dev.touchline.http.RequestEnd;
import dev.touchline.http.query.QueryParameters;
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
    private static final String SPEED =
            "speed must be max or a number above 0 and up to 1000000: seconds of match time per second.";

    private final SimulationRegistry simulations;
    private final IngestTarget target;
    private final SimulationConfig config;
    private final ObjectMapper json;
    private final LargeBodies largeBodies;

    ReplayResource(
            SimulationRegistry simulations,
            IngestTarget target,
            SimulationConfig config,
            ObjectMapper json,
            LargeBodies largeBodies) {
        this.simulations = simulations;
        this.target = target;
        this.config = config;
        this.json = json;
        this.largeBodies = largeBodies;
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
        boolean withoutWaiting = speed == null || speed.equals(MAX);
        double factor = withoutWaiting
                ? Double.POSITIVE_INFINITY
                : QueryParameters.number(speed, Double.MIN_VALUE, MAX_SPEED, SPEED);
        return Uni.createFrom()
                .item(() -> new ReplayPlan(tournament(file), factor, config.maxParallelMatches()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(replay -> {
                    Simulation simulation = simulations.start(replay, target.of(request.request()));
                    RequestEnd.then(request, simulation::stop);
                    return simulation.ended().map(ended -> replay.outcome(simulation.agent()));
                });
    }

    private Tournament tournament(byte[] file) {
        largeBodies.requireMemory(SimulationPlanReader.memory(file));
        try {
            return OpenFootballReader.read(json.readTree(file));
        } catch (JsonProcessingException e) {
            throw Problem.Kind.MALFORMED.exception("The file must be JSON.");
        } catch (IOException e) {
            throw Problem.Kind.MALFORMED.exception("The file cannot be read.");
        } catch (OpenFootballReader.NotATournamentException e) {
            throw Problem.Kind.INVALID.exception(
                    "The file is not a tournament in openfootball's JSON: " + e.getMessage() + ".");
        }
    }
}
