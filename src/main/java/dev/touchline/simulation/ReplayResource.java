package dev.touchline.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /simulations/replay}: a tournament from its results. */
@Path("/simulations/replay")
@Tag(name = "Simulation", description = "Agents that play matches")
public class ReplayResource {

    private static final String MAX = "max";
    private static final double FASTEST = 1_000_000;

    private final SimulationConfig config;
    private final ObjectMapper json;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ReplayResource(SimulationConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Play a tournament from its results, in openfootball's JSON format",
            description = "Answers when everything was played, and stops when the client hangs up.")
    @APIResponseSchema(value = Replay.Outcome.class, responseCode = "200")
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "422", ref = "Invalid")
    public Uni<Replay.Outcome> replay(
            byte[] file,
            @Parameter(description = "max to send without waiting, or how many seconds of match time pass in a second")
                    @QueryParam("speed")
                    String speed,
            RoutingContext request) {
        if (!config.enabled()) {
            throw Problem.of(Problem.Kind.NOT_FOUND, "Simulations are off here (touchline.simulation.enabled).")
                    .exception();
        }
        boolean unpaced = speed == null || speed.equals(MAX);
        double factor = unpaced ? 0 : factor(speed);
        AtomicBoolean hungUp = new AtomicBoolean();
        request.addEndHandler(end -> hungUp.set(end.failed()));
        Agent agent = new Agent(
                http, target(request.request().localAddress(), request.request().isSSL()), config);
        BooleanSupplier stopped = hungUp::get;
        return Uni.createFrom()
                .item(() -> new Replay(tournament(file)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(replay -> unpaced
                        ? replay.withoutWaiting(agent, config.parallel(), stopped)
                        : replay.inTime(agent, factor, config.parallel(), stopped));
    }

    // The address the request came in at, not the host it names: that one is the client's word.
    private URI target(SocketAddress address, boolean tls) {
        return config.target().orElseGet(() -> {
            String host =
                    address.hostAddress().contains(":") ? "[" + address.hostAddress() + "]" : address.hostAddress();
            return URI.create((tls ? "https" : "http") + "://" + host + ":" + address.port());
        });
    }

    private static double factor(String speed) {
        try {
            double factor = Double.parseDouble(speed);
            if (factor > 0 && factor <= FASTEST) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // answered below, like any other number that is not acceptable
        }
        throw Problem.of(
                        Problem.Kind.BAD_PARAMETER,
                        "speed must be max, or a number above 0: how many seconds of match time pass in a second.")
                .exception();
    }

    private Tournament tournament(byte[] file) {
        try {
            JsonNode node = json.readTree(file);
            return OpenFootball.read(node);
        } catch (JsonProcessingException e) {
            throw Problem.of(Problem.Kind.MALFORMED, "The file is not JSON.").exception();
        } catch (IOException e) {
            throw Problem.of(Problem.Kind.MALFORMED, "The file cannot be read.").exception();
        } catch (OpenFootball.NotATournamentException e) {
            throw Problem.of(
                            Problem.Kind.INVALID,
                            "The file is not a tournament in openfootball's JSON: " + e.getMessage() + ".")
                    .exception();
        }
    }
}
