package dev.touchline.ingest.directory;

import dev.touchline.codec.directory.AliasJson;
import dev.touchline.ingest.ReportPublisher;
import dev.touchline.json.Json;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code POST /competitions/{id}/aliases}: a likely alias is accepted. */
@Path("/competitions")
@ServedBy(Role.INGEST)
@RolesAllowed({TokenRoles.PRODUCER, TokenRoles.OPERATOR, TokenRoles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class AliasesResource {

    private final SportCatalogue catalogue;
    private final DirectoryPublisher directory;

    AliasesResource(SportCatalogue catalogue, DirectoryPublisher directory) {
        this.catalogue = catalogue;
        this.directory = directory;
    }

    @POST
    @Path("/{id}/aliases")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Accept an alias",
            description =
                    "An item of the list of likely aliases, or another one. The alias joins those of the team or the"
                            + " player with that id, which is created if there is none, and holds a moment after the response."
                            + " Needs the permission to name the team or the player.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "Alias")))
    public CompletionStage<ReportPublisher.Accepted> accept(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        return directory.publish(
                (small, receivedAt, reporter) -> AliasJson.read(Json.parse(small), id, catalogue, receivedAt, reporter),
                body,
                headers,
                request);
    }
}
