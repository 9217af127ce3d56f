package dev.touchline.live.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.CompetitionDefinitionJson;
import dev.touchline.competition.Scorer;
import dev.touchline.competition.Standings;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ids;
import dev.touchline.event.Sport;
import dev.touchline.http.BoundedRead;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /competitions} and its subresources. */
@Path("/competitions")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Live", description = "Reading and following matches")
public class CompetitionsResource {

    private static final Sport.Scorers GOALS = new Sport.Scorers("goals", null);

    private final CompetitionReader reader;

    CompetitionsResource(CompetitionReader reader) {
        this.reader = reader;
    }

    @GET
    @BoundedRead
    @Operation(
            summary = "List competitions",
            description = "All competitions that were defined or that a match belongs to, in the order of their ids.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Competitions")))
    public Page<ObjectNode> competitions(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        String[] after = Page.decode(cursor, 1);
        List<String> ids = reader.ids(after == null ? "" : after[0], max + 1);
        List<ObjectNode> items = new ArrayList<>();
        int read = 0;
        for (int size = 0; read < Math.min(max, ids.size()) && size < Page.MAX_BYTES; read++) {
            Optional<Competition> competition = reader.competition(ids.get(read));
            if (competition.isPresent()) {
                ObjectNode view = view(competition.get());
                items.add(view);
                size += view.toString().length();
            }
        }
        return new Page<>(
                items,
                Page.of(ids.subList(0, read), read < ids.size(), Page::cursor).next());
    }

    @GET
    @BoundedRead
    @Path("/{id}")
    @Operation(
            summary = "Read a competition with its effective rules",
            description = "The rules of its definition, or else the defaults of its sport.")
    @APIResponse(
            responseCode = "200",
            description = "The competition",
            content = @Content(schema = @Schema(ref = "ShownCompetition")))
    public ObjectNode competition(@PathParam("id") String id) {
        return view(requireKnown(id));
    }

    private static ObjectNode view(Competition competition) {
        CompetitionDefinition definition = competition.definition();
        ObjectNode view = CompetitionDefinitionJson.write(definition);
        view.put("id", definition.competition());
        view.put("defined", definition.receivedAt() != null);
        return view;
    }

    @GET
    @BoundedRead
    @Path("/{id}/standings")
    @Operation(
            summary = "Read the standings of a competition",
            description = "Computed from finished matches. A match counts in the table of its group; without groups"
                    + " there is one table.")
    public StandingsView standings(
            @PathParam("id") String id,
            @Parameter(description = "true: matches in progress count with their current score") @QueryParam("live")
                    String live) {
        boolean includeLive = Boolean.TRUE.equals(QueryParameters.bool("live", live));
        Competition competition = requireKnown(id);
        CompetitionDefinition definition = competition.definition();
        return StandingsView.of(
                definition,
                Standings.compute(
                        reader.fixtures(competition), definition.rules(), definition.deductions(), includeLive),
                includeLive);
    }

    @GET
    @BoundedRead
    @Path("/{id}/scorers")
    @Operation(
            summary = "List the scorers of a competition",
            description = "Own goals and shoot-outs do not count. A name in another spelling is another player. The"
                    + " sport's catalogue defines the figure and whether penalties are listed.")
    @APIResponse(
            responseCode = "200",
            description = "The scorers, best first",
            content = @Content(schema = @Schema(ref = "Scorers")))
    public ScorersView scorers(
            @PathParam("id") String id,
            @Parameter(description = "Maximum number of scorers, 1 to 200; default: all") @QueryParam("limit")
                    String limit) {
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
        return Problem.Kind.NOT_FOUND.exception(
                "There is no such competition. A report accepted a moment ago may not be processed yet.");
    }
}
