package dev.touchline.live.stream;

import dev.touchline.http.connection.NettyChannels;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.query.MatchCache;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /matches/{id}/stream}: the stream of one match. */
@Path("/matches")
@ServedBy(Role.LIVE)
@PublicRead
@Tag(name = "Live")
public class MatchStreamResource {

    private final StreamRegistry registry;
    private final MissedUpdates missed;
    private final MatchCache cache;

    MatchStreamResource(StreamRegistry registry, MissedUpdates missed, MatchCache cache) {
        this.registry = registry;
        this.missed = missed;
        this.cache = cache;
    }

    @GET
    @Path("/{id}/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow a match by Server-Sent Events",
            description = "Starts with a snapshot; every update of the match follows. The id of an event is"
                    + " <seq>-<position>: the seq of the update, which has no gaps, and its position among the updates of"
                    + " all matches. A client that reconnects with the last id receives the missed updates, or a new"
                    + " snapshot if there are too many, the id is unknown, or its update was lost when another database"
                    + " server took over; the seq of that snapshot may be lower. A client that has read the match may send"
                    + " its seq alone. A match without reports can be followed, too.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    @APIResponse(responseCode = "410", ref = "Gone")
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    public Uni<Void> stream(
            @PathParam("id") String match,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Parameter(description = "Last-Event-ID for clients that cannot set headers") @QueryParam("lastEventId")
                    String lastEventIdInQuery,
            @Context RoutingContext routing) {
        LastEventId last = LastEventId.ofMatch(lastEventId != null ? lastEventId : lastEventIdInQuery);
        return cache.requireFollowable(
                        match, NettyChannels.of(routing.request()).eventLoop())
                .chain(() -> registry.open(routing, new MatchStreamSource(match, missed, cache), last));
    }
}
