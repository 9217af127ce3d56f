package dev.touchline.live.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.PlayerEntry;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /players} and its subresources. */
@Path("/players")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Live", description = "Reading and following matches")
public class PlayersResource {

    private final DirectoryPages pages;

    PlayersResource(DirectoryPages pages) {
        this.pages = pages;
    }

    @GET
    @BoundedRead
    @Operation(summary = "List players", description = "Those that have an entry, in the order of their ids.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Players")))
    public Page<ObjectNode> list(
            @Parameter(description = "An id, a name or an alias") @QueryParam("name") String name,
            @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        return pages.entries(PlayerEntry.TYPE, name, limit, cursor);
    }

    @GET
    @BoundedRead
    @Path("/{id}")
    @Operation(summary = "Read a player", description = "The entry in force, with the aliases that were accepted.")
    @APIResponse(
            responseCode = "200",
            description = "The player",
            content = @Content(schema = @Schema(ref = "ShownPlayer")))
    public ObjectNode one(@PathParam("id") String id) {
        return pages.entry(PlayerEntry.TYPE, id);
    }

    @GET
    @BoundedRead
    @Path("/{id}/conflicts")
    @Operation(
            summary = "List the entries of a player that do not count",
            description = "The last entry of each account that the player does not belong to, in the order of receipt.")
    @APIResponse(
            responseCode = "200",
            description = "The entries",
            content = @Content(schema = @Schema(ref = "EntryConflicts")))
    public Page<ObjectNode> conflicts(@PathParam("id") String id) {
        return pages.conflicts(PlayerEntry.TYPE, id);
    }
}
