package dev.touchline.live.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.event.SportCatalogue;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.QueryParameters;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.live.cache.EncodedResponse;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /matches} and what is below it. */
@Path("/matches")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@APIResponse(responseCode = "304", ref = "NotModified")
@Tag(name = "Live", description = "Reading and following matches")
public class MatchesResource {

    private final MatchReader reader;
    private final MatchCache cache;
    private final SportCatalogue catalogue;

    MatchesResource(MatchReader reader, MatchCache cache, SportCatalogue catalogue) {
        this.reader = reader;
        this.cache = cache;
        this.catalogue = catalogue;
    }

    @GET
    @Operation(
            summary = "List matches in the order of their kick-off",
            description = "Those that fit all parameters; what has no kick-off comes last.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Matches")))
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public EncodedResponse matches(
            @Parameter(description = "true: under way; false: not") @QueryParam("live") String live,
            @QueryParam("competition") String competition,
            @Parameter(description = "The day of the kick-off in UTC, such as 2022-12-18") @QueryParam("date")
                    String date,
            @Parameter(description = "1 to 200, usually 50") @QueryParam("limit") String limit,
            @Parameter(description = "The next of an earlier answer") @QueryParam("cursor") String cursor) {
        return cache.matches(
                new MatchReader.Filter(
                        QueryParameters.bool("live", live),
                        QueryParameters.competition(competition),
                        QueryParameters.date(date)),
                QueryParameters.limit(limit),
                cursor);
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "A match as it stands",
            description = "Score, clock, phase, and the number of its last change, where a stream of it goes on.")
    @APIResponseSchema(value = MatchView.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    @NonBlocking
    public Uni<EncodedResponse> match(@PathParam("id") String id) {
        Optional<MatchCache.CachedMatch> inMemory = cache.matchIfCached(requireValidId(id));
        if (inMemory.isPresent()) {
            return Uni.createFrom().item(inMemory.get().response());
        }
        return Uni.createFrom()
                .item(() ->
                        cache.match(id).orElseThrow(MatchesResource::notFound).response())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @GET
    @Path("/{id}/events")
    @Operation(
            summary = "What happened in a match, in the order of the match clock",
            description = "The highest revision of each incident, cancelled ones included.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the timeline",
            content = @Content(schema = @Schema(ref = "Timeline")))
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Page<ObjectNode> events(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        reader.match(requireValidId(id)).orElseThrow(MatchesResource::notFound);
        Page<MatchReader.TimelineItem> page = reader.timeline(id, max, cursor);
        return new Page<>(
                page.items().stream().map(MatchReader.TimelineItem::view).toList(), page.next());
    }

    @GET
    @Path("/{id}/statistics")
    @Operation(
            summary = "The figures of a match",
            description = "Of both teams and of every player, as the sport's catalogue counts them.")
    @APIResponseSchema(value = StatisticsView.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public StatisticsView statistics(@PathParam("id") String id) {
        return StatisticsView.of(
                id, reader.statistics(requireValidId(id)).orElseThrow(MatchesResource::notFound), catalogue);
    }

    @GET
    @Path("/{id}/conflicts")
    @Operation(
            summary = "Reports that contradict what was reported before, in the order of receipt",
            description = "The same revision with other content, or an incident that moved to this match. What was"
                    + " stored first stands; a higher revision puts it right.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Conflicts")))
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Page<ObjectNode> conflicts(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        Page<MatchReader.Conflict> page = reader.conflicts(requireValidId(id), QueryParameters.limit(limit), cursor);
        if (page.items().isEmpty() && cursor == null) {
            reader.match(id).orElseThrow(MatchesResource::notFound);
        }
        return new Page<>(page.items().stream().map(MatchReader.Conflict::view).toList(), page.next());
    }

    private static RuntimeException notFound() {
        return Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "Nothing is known of this match. What was accepted a moment ago may still be on its way.")
                .exception();
    }

    // What cannot be an id need not be looked for, and some of it (NUL) could not be.
    private static String requireValidId(String id) {
        if (Ids.problem(id) != null) {
            throw notFound();
        }
        return id;
    }
}
