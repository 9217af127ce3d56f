package dev.touchline.simulation;

import dev.touchline.http.LargeBodies;
import dev.touchline.security.TokenRoles;
import dev.touchline.simulation.agent.IngestTarget;
import dev.touchline.simulation.agent.SimulationConfig;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /simulations}: starts, lists and stops simulations. */
@RolesAllowed(TokenRoles.ADMIN)
@Path("/simulations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Simulation", description = "Agents that play matches")
public class SimulationsResource {

    private final SimulationRegistry simulations;
    private final IngestTarget target;
    private final SimulationConfig config;
    private final LargeBodies largeBodies;

    SimulationsResource(
            SimulationRegistry simulations, IngestTarget target, SimulationConfig config, LargeBodies largeBodies) {
        this.simulations = simulations;
        this.target = target;
        this.config = config;
        this.largeBodies = largeBodies;
    }

    /** The simulations of this process. */
    @Schema(name = "Simulations")
    record Page(List<Simulation.Progress> items) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Start a simulation",
            description =
                    "Runs in this process and reports to it over HTTP, or to touchline.simulation.target. Equal seeds"
                            + " with equal names and rates yield equal events, ids included, so repeating a simulation"
                            + " in the same system changes nothing. The template of a pattern may contain {{uuid}},"
                            + " {{n}} (1, 2, 3, …), {{name}} (of the simulation), {{minute}} (1 to 40), {{number}} (0"
                            + " to 99), {{team}} (home or away), {{player}} and {{assist}} (two players of the team)"
                            + " and {{now}} (the time). Each has one value per event; a text that consists of a"
                            + " generated number alone becomes a number.")
    @RequestBody(content = @Content(schema = @Schema(ref = "SimulationRequest")))
    @APIResponseSchema(value = Simulation.Progress.class, responseCode = "201")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response start(byte[] body, @Context HttpServerRequest request) {
        simulations.requireEnabled();
        largeBodies.requireMemory(SimulationPlanReader.memory(body));
        return started(
                simulations.start(SimulationPlanReader.read(body, config.maxParallelMatches()), target.of(request)));
    }

    /** The response 201 with the simulation's location. */
    static Response started(Simulation simulation) {
        return Response.created(URI.create("/simulations/" + simulation.id()))
                .entity(simulation.progress())
                .build();
    }

    @GET
    @Operation(
            summary = "List the running simulations of this process and the last ended ones, latest first",
            description = "Without expected results; those are in GET /simulations/{id}.")
    @APIResponseSchema(value = Page.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Page list() {
        simulations.requireEnabled();
        return new Page(simulations.latestFirst().stream()
                .map(Simulation::progressInShort)
                .toList());
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "The progress of a simulation, and the expected results of its matches",
            description = "Reports sent, accepted, refused and retried, and the results to compare with.")
    public Simulation.Progress get(@PathParam("id") String id) {
        simulations.requireEnabled();
        return simulations.find(id).progress();
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Stop a simulation",
            description = "Reports that were sent remain. Stopping an ended simulation has no effect.")
    public Simulation.Progress stop(@PathParam("id") String id) {
        simulations.requireEnabled();
        Simulation simulation = simulations.find(id);
        simulation.stop();
        return simulation.progressInShort();
    }
}
