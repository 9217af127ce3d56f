package dev.touchline.ingest;

import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.http.LargeBodies;
import dev.touchline.json.Json;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.ProducerResolver;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code PUT /competitions/{id}}: name, rules and deductions of a competition. */
@Path("/competitions")
@ServedBy(Role.INGEST)
@RolesAllowed(TokenRoles.PRODUCER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class CompetitionDefinitionsResource {

    private final SportCatalogue catalogue;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    CompetitionDefinitionsResource(
            SportCatalogue catalogue, ProducerResolver producerResolver, ReportPublisher publisher) {
        this.catalogue = catalogue;
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Define the rules of a competition",
            description =
                    "Optional: without it, the rules of the sport apply. Processed like an event, so it is in force a"
                            + " moment after the response. The definition received last replaces all fields. The competition"
                            + " belongs to the account that defined it first; a definition of another account does not"
                            + " count and is listed as a conflict.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "Competition")))
    public CompletionStage<ReportPublisher.Accepted> define(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = LargeBodies.requireSmall(body);
        return producerResolver.current(request).thenCompose(producer -> {
            CompetitionDefinition definition =
                    CompetitionDefinitionJson.read(Json.parse(small), id, catalogue, receivedAt, producer.reporter());
            return publisher.publish(List.of(definition), producer);
        });
    }
}
