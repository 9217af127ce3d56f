package dev.touchline.live.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.CompetitionDefinitionJson;
import dev.touchline.competition.Scorer;
import dev.touchline.competition.Standings;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ids;
import dev.touchline.event.Sport;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.QueryParameters;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.live.query.CompetitionReader.Competition;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /competitions} and what is below it. */
@Path("/competitions")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@APIResponse(responseCode = "304", ref = "NotModified")
@Tag(name = "Live", description = "Reading and following matches")
public class CompetitionsResource {

    private static final Sport.Scorers GOALS = new Sport.Scorers("goals", null);

    private final CompetitionReader reader;

    CompetitionsResource(CompetitionReader reader) {
        this.reader = reader;
    }

    @GET
    @Operation(
            summary = "List competitions: those that were declared, and those that a match belongs to",
            description = "In the order of their ids, each with its name and sport.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Competitions")))
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Page<ObjectNode> competitions(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        String[] after = Page.decode(cursor, 1);
        Page<String> ids = Page.of(reader.ids(after == null ? "" : after[0], max + 1), max, Page::position);
        return new Page<>(
                ids.items().stream()
                        .flatMap(id -> reader.competition(id).stream())
                        .map(CompetitionsResource::view)
                        .toList(),
                ids.next());
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "A competition with the rules in force, whether declared or usual in its sport",
            description = "Points, tie-breakers and deductions, as its standings apply them.")
    @APIResponse(
            responseCode = "200",
            description = "The competition",
            content = @Content(schema = @Schema(ref = "ShownCompetition")))
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public ObjectNode competition(@PathParam("id") String id) {
        return view(requireKnown(id));
    }

    private static ObjectNode view(Competition competition) {
        CompetitionDefinition definition = competition.declaration();
        ObjectNode shown = CompetitionDefinitionJson.write(definition);
        shown.put("id", definition.competition());
        shown.put("declared", definition.receivedAt() != null);
        return shown;
    }

    @GET
    @Path("/{id}/standings")
    @Operation(
            summary = "The tables of a competition",
            description = "From finished matches. A match counts in the table of its group; where no match has a group,"
                    + " all of them make one table.")
    @APIResponseSchema(value = StandingsView.class, responseCode = "200")
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public StandingsView standings(
            @PathParam("id") String id,
            @Parameter(description = "true: count matches under way with the score they stand at") @QueryParam("live")
                    String live) {
        boolean alsoLive = Boolean.TRUE.equals(QueryParameters.bool("live", live));
        Competition competition = requireKnown(id);
        CompetitionDefinition definition = competition.declaration();
        return StandingsView.of(
                definition,
                Standings.compute(reader.fixtures(competition), definition.rules(), definition.deductions(), alsoLive),
                alsoLive);
    }

    @GET
    @Path("/{id}/scorers")
    @Operation(
            summary = "Who scored how often in a competition",
            description =
                    "Own goals and shoot-outs do not count. A name in another spelling is another player. The figure"
                            + " that is counted, and whether penalties are told, is in the catalogue of the sport.")
    @APIResponse(
            responseCode = "200",
            description = "The scorers, best first",
            content = @Content(schema = @Schema(ref = "Scorers")))
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public ScorersView scorers(
            @PathParam("id") String id,
            @Parameter(description = "The best so many, 1 to 200; usually all") @QueryParam("limit") String limit) {
        int max = limit == null ? Integer.MAX_VALUE : QueryParameters.limit(limit);
        Competition competition = requireKnown(id);
        Sport.Scorers counted =
                competition.sport() == null ? GOALS : competition.sport().scorers();
        List<Scorer> scorers = Scorer.rank(reader.scoredMatches(competition), counted);
        return ScorersView.of(scorers.subList(0, Math.min(max, scorers.size())), counted);
    }

    private Competition requireKnown(String id) {
        if (Ids.problem(id) != null) {
            throw notFound();
        }
        return reader.competition(id).orElseThrow(CompetitionsResource::notFound);
    }

    private static RuntimeException notFound() {
        return Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "Nothing is known of this competition. What was accepted a moment ago may still be on its way.")
                .exception();
    }
}
