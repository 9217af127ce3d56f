package dev.touchline.ingest;

import dev.touchline.codec.AnnouncementJson;
import dev.touchline.event.Announcement;
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

/** {@code PUT /matches/{id}}: who plays, where and when. */
@Path("/matches")
@ServedBy(Role.INGEST)
@RolesAllowed(TokenRoles.PRODUCER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class AnnouncementsResource {

    private final SportCatalogue catalogue;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    AnnouncementsResource(SportCatalogue catalogue, ProducerResolver producerResolver, ReportPublisher publisher) {
        this.catalogue = catalogue;
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Announce or amend a match",
            description = "Processed like an event, so the match can be read a moment after the response. The"
                    + " announcement received last replaces all fields: absent fields are null afterwards. The match belongs"
                    + " to the account that announced it first; an announcement of another account does not count and"
                    + " is listed as a conflict.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "Announcement")))
    public CompletionStage<ReportPublisher.Accepted> announce(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = LargeBodies.requireSmall(body);
        return producerResolver.current(request).thenCompose(producer -> {
            Announcement announcement =
                    AnnouncementJson.read(Json.parse(small), id, catalogue, receivedAt, producer.reporter());
            return publisher.publish(List.of(announcement), producer);
        });
    }
}
