package dev.touchline.simulation;

import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.security.TokenRoles;
import dev.touchline.simulation.agent.IngestTarget;
import dev.touchline.simulation.plan.SimulationPlan;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /simulations/camera}: a goal-line camera that tracks given positions of the ball. */
@RolesAllowed(TokenRoles.ADMIN)
@Path("/simulations/camera")
@Tag(name = "Simulation")
public class CameraResource {

    private static final double MIN_SPEED = 0.01;
    private static final double MAX_SPEED = 10_000;
    private static final String SPEED = "speed must be a number from 0.01 to 10000: simulated seconds per second.";

    private final SimulationRegistry simulations;
    private final IngestTarget target;

    CameraResource(SimulationRegistry simulations, IngestTarget target) {
        this.simulations = simulations;
        this.target = target;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Simulate a goal-line camera with given positions of the ball",
            description =
                    "CSV with the columns t (seconds on the match clock), x and y (metres), and a line per position,"
                            + " usually 50 per second. x runs from 0 to 105, between the outer edges of the goal"
                            + " lines; y from 0 to 68, with the centres of the goals at 34. When the whole ball is"
                            + " behind the line between the posts, the camera reports a provisional goal and soon"
                            + " confirms or cancels it. The same file for the same match yields the same events.")
    @RequestBody(required = true, content = @Content(mediaType = "text/csv"))
    @APIResponseSchema(value = Simulation.Progress.class, responseCode = "201")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response track(
            byte[] csv,
            @Parameter(description = "The id of the match", required = true) @QueryParam("match") String match,
            @Parameter(description = "The team that attacks the goal at x = 105: home (the default) or away")
                    @QueryParam("right")
                    String right,
            @Parameter(description = "Simulated seconds per second, by default 1") @QueryParam("speed") String speed,
            @Context HttpServerRequest request) {
        simulations.requireEnabled();
        String problem = match == null ? "is required" : SimulationPlanReader.matchIdProblem(match);
        if (problem != null) {
            throw Problem.Kind.BAD_PARAMETER.exception("match " + problem + ".");
        }
        if (right != null && !right.equals("home") && !right.equals("away")) {
            throw Problem.Kind.BAD_PARAMETER.exception("right must be home or away.");
        }
        double factor = speed == null ? 1 : QueryParameters.number(speed, MIN_SPEED, MAX_SPEED, SPEED);
        SimulationPlan plan = SimulationPlanReader.positions(csv, match, right == null ? "home" : right, factor);
        return SimulationsResource.started(simulations.start(plan, target.of(request)));
    }
}
