package dev.touchline.live.stream;

import dev.touchline.http.query.QueryParameters;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.query.MatchCache;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /stream}: the stream of many matches. */
@Path("/stream")
@ServedBy(Role.LIVE)
@PublicRead
@Tag(name = "Live")
public class FeedStreamResource {

    private final StreamRegistry registry;
    private final MissedUpdates missed;
    private final MatchCache cache;

    FeedStreamResource(StreamRegistry registry, MissedUpdates missed, MatchCache cache) {
        this.registry = registry;
        this.missed = missed;
        this.cache = cache;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow many matches by Server-Sent Events",
            description = "Contains every match that any parameter selects; without parameters, all matches. Starts"
                    + " with a snapshot of the matches that are in progress, of today, or changed in the last 24 hours,"
                    + " at most 200 and about 256 kB; every update follows. The id of an event is the position of the update among those"
                    + " of all matches, so a filtered stream skips positions; return it unchanged, leading zeros included."
                    + " A client that reconnects with the last id"
                    + " receives the missed updates, or a new snapshot if there are too many, the id is unknown, or its"
                    + " update was lost when another database server took over.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    @APIResponse(responseCode = "429", ref = "TooManyRequests")
    public Uni<Void> stream(
            @Parameter(description = "Ids of matches") @QueryParam("match") List<String> matches,
            @Parameter(description = "Ids of competitions") @QueryParam("competition") List<String> competitions,
            @Parameter(description = "Names of teams, as announced") @QueryParam("team") List<String> teams,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Parameter(description = "Last-Event-ID for clients that cannot set headers") @QueryParam("lastEventId")
                    String lastEventIdInQuery,
            @Context RoutingContext routing) {
        StreamFilter filter = new StreamFilter(
                QueryParameters.ids("match", optionalValues("match", matches, routing)),
                QueryParameters.ids("competition", optionalValues("competition", competitions, routing)),
                QueryParameters.names("team", optionalValues("team", teams, routing)));
        return registry.open(
                routing,
                new FeedStreamSource(filter, missed, cache),
                LastEventId.ofFeed(lastEventId != null ? lastEventId : lastEventIdInQuery));
    }

    // The list lacks empty values: without them, an empty filter would select everything.
    private static List<String> optionalValues(String name, List<String> values, RoutingContext routing) {
        return values.isEmpty() ? routing.queryParam(name) : values;
    }
}
