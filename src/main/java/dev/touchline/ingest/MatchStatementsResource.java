package dev.touchline.ingest;

import dev.touchline.codec.statement.LineUpJson;
import dev.touchline.codec.statement.StatementJson;
import dev.touchline.http.LargeBodies;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.json.Json;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.ProducerResolver;
import dev.touchline.security.TokenRoles;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

/** Statements of agents about a match: signs of life, line-ups, and its deletion. */
@Path("/matches/{id}")
@ServedBy(Role.INGEST)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class MatchStatementsResource {

    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    MatchStatementsResource(ProducerResolver producerResolver, ReportPublisher publisher) {
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    @POST
    @Path("/alive")
    @RolesAllowed(TokenRoles.PRODUCER)
    @ResponseStatus(202)
    @Operation(
            summary = "Say that a source follows a match",
            description =
                    "For times without anything to report: a source that is silent for long is taken for lost. The body"
                            + " may be empty; the source is the name in the token unless it is stated.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "SignOfLife")))
    public CompletionStage<ReportPublisher.Accepted> live(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        boolean empty = body == null || body.length == 0;
        // Clients name any type, or none, where there is no body.
        if (!empty && !ContentTypes.essence(headers.getMediaType()).equals(MediaType.APPLICATION_JSON)) {
            throw Problem.Kind.UNSUPPORTED_MEDIA_TYPE.exception("Send Content-Type: application/json, or no body.");
        }
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = empty ? null : LargeBodies.requireSmall(body);
        return producerResolver
                .current(request)
                .thenCompose(producer -> publisher.publish(
                        List.of(StatementJson.readSignOfLife(
                                small == null ? null : Json.parse(small),
                                id,
                                producer.name(),
                                receivedAt,
                                producer.reporter())),
                        producer));
    }

    @PUT
    @Path("/lineups")
    @RolesAllowed(TokenRoles.PRODUCER)
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Report or amend the line-ups of a match",
            description =
                    "The line-up received last replaces both teams'. It counts if it comes from the account that the"
                            + " match belongs to, or from an operator or administrator.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "LineUps")))
    public CompletionStage<ReportPublisher.Accepted> lineUp(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = LargeBodies.requireSmall(body);
        return producerResolver
                .current(request)
                .thenCompose(producer -> publisher.publish(
                        List.of(LineUpJson.read(Json.parse(small), id, receivedAt, producer.reporter())), producer));
    }

    @DELETE
    @RolesAllowed({TokenRoles.PRODUCER, TokenRoles.OPERATOR, TokenRoles.ADMIN})
    @ResponseStatus(202)
    @Operation(
            summary = "Take a match back that was a mistake",
            description = "It counts if it comes from the account that the match belongs to, or from an operator or"
                    + " administrator. The reports stay in the log; a decision to restore brings the match back.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @APIResponse(responseCode = "422", ref = "Invalid")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    public CompletionStage<ReportPublisher.Accepted> delete(
            @PathParam("id") String id,
            @Parameter(description = "A line for people") @QueryParam("reason") String reason,
            @Context HttpServerRequest request) {
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String line = QueryParameters.line("reason", reason);
        return producerResolver
                .current(request)
                .thenCompose(producer -> publisher.publish(
                        List.of(StatementJson.deletion(id, line, receivedAt, producer.reporter())), producer));
    }
}
