package dev.touchline.ingest;

import dev.touchline.codec.statement.DecisionJson;
import dev.touchline.event.Decision;
import dev.touchline.http.LargeBodies;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.json.Json;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.Producer;
import dev.touchline.security.ProducerResolver;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code POST /matches/{id}/decisions}: decisions of operators, which outrank reports. */
@Path("/matches/{id}/decisions")
@ServedBy(Role.INGEST)
@RolesAllowed({TokenRoles.OPERATOR, TokenRoles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Decisions", description = "Operators decide which reports count")
public class DecisionsResource {

    private final SportCatalogue catalogue;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    DecisionsResource(SportCatalogue catalogue, ProducerResolver producerResolver, ReportPublisher publisher) {
        this.catalogue = catalogue;
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    /** The body of the response 202. */
    record AcceptedDecision(int accepted, String id) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Decide about the reports of a match",
            description = "Merge two incidents, separate them, veto or accept one, overrule fields of one, choose the"
                    + " source that leads, or restore a deleted match. Processed like an event. A decision outranks"
                    + " reports, whatever is reported later; of two decisions about the same, the later one counts.")
    @APIResponseSchema(value = AcceptedDecision.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "Decision")))
    public CompletionStage<AcceptedDecision> decide(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = LargeBodies.requireSmall(body);
        return producerResolver
                .current(request)
                .thenCompose(producer -> publish(
                        DecisionJson.read(Json.parse(small), id, newId(), catalogue, receivedAt, producer.reporter()),
                        producer));
    }

    @DELETE
    @Path("/{decision}")
    @ResponseStatus(202)
    @Operation(
            summary = "Take a decision back",
            description = "Afterwards, the match is as if it had never been decided so. The answer has the id of the"
                    + " decision that takes the other one back; both stay in the log.")
    @APIResponseSchema(value = AcceptedDecision.class, responseCode = "202")
    @APIResponse(responseCode = "422", ref = "Invalid")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    public CompletionStage<AcceptedDecision> takeBack(
            @PathParam("id") String id,
            @PathParam("decision") String decision,
            @Parameter(description = "A line for people") @QueryParam("reason") String reason,
            @Context HttpServerRequest request) {
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String line = QueryParameters.line("reason", reason);
        return producerResolver
                .current(request)
                .thenCompose(producer -> publish(
                        DecisionJson.takeBack(id, newId(), decision, line, receivedAt, producer.reporter()), producer));
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }

    private CompletionStage<AcceptedDecision> publish(Decision decision, Producer producer) {
        return publisher
                .publish(List.of(decision), producer)
                .thenApply(accepted -> new AcceptedDecision(accepted.accepted(), decision.id()));
    }
}
