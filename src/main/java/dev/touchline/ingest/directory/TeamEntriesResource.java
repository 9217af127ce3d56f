package dev.touchline.ingest.directory;

import dev.touchline.event.TeamEntry;
import dev.touchline.ingest.ReportPublisher;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
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
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code PUT /teams/{id}}: the names of a team. */
@Path("/teams")
@ServedBy(Role.INGEST)
@RolesAllowed({TokenRoles.PRODUCER, TokenRoles.OPERATOR, TokenRoles.ADMIN})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class TeamEntriesResource {

    private final DirectoryPublisher directory;

    TeamEntriesResource(DirectoryPublisher directory) {
        this.directory = directory;
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Name a team",
            description =
                    "Matches announced under the name or an alias are matches of this team, also those that are over."
                            + " Processed like an event, so it is in force a moment after the response. The entry received"
                            + " last replaces all fields. It belongs to the account that sent it first; operators and"
                            + " administrators amend any.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "Team")))
    public CompletionStage<ReportPublisher.Accepted> name(
            @PathParam("id") String id, byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        return directory.publish(TeamEntry.TYPE, id, body, headers, request);
    }
}
