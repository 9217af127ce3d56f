package dev.touchline.live.competition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Ids;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.live.alias.AliasesView;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.live.competition.CompetitionReader.Competition;
import dev.touchline.live.scorer.ScorersView;
import dev.touchline.live.table.BracketView;
import dev.touchline.live.table.StandingsView;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
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

    /** The default is the maximum of a page, because clients read the tables of a competition as a whole. */
    private static final int DEFAULT_LIMIT = 200;

    private static final String STAGE = "The id or name of a stage; without it, all stages";

    private final CompetitionReader reader;
    private final CompetitionTables tables;

    CompetitionsResource(CompetitionReader reader, CompetitionTables tables) {
        this.reader = reader;
        this.tables = tables;
    }

    @GET
    @BoundedRead
    @Operation(
            summary = "List competitions",
            description = "All competitions that were defined or that a match belongs to, in the order of their ids. A"
                    + " page may be shorter than the limit.")
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
    @APIResponse(responseCode = "410", ref = "Gone")
    public ObjectNode competition(@PathParam("id") String id) {
        return view(reader.competition(requireValidId(id)).orElseThrow(() -> reader.absent(id)));
    }

    @GET
    @Path("/{id}/conflicts")
    @Operation(
            summary = "List the definitions that do not count",
            description = "The last definition of each account that the competition does not belong to, in the order of"
                    + " receipt.")
    @APIResponse(
            responseCode = "200",
            description = "The definitions",
            content = @Content(schema = @Schema(ref = "DefinitionConflicts")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> conflicts(@PathParam("id") String id) {
        reader.competition(requireValidId(id)).orElseThrow(() -> reader.absent(id));
        return new Page<>(
                reader.definitions(id).foreign().stream()
                        .map(CompetitionsResource::conflict)
                        .toList(),
                null);
    }

    private static ObjectNode conflict(CompetitionDefinition definition) {
        ObjectNode view = JsonNodeFactory.instance.objectNode();
        view.put("reason", "the competition belongs to another account");
        view.put("receivedAt", definition.receivedAt().toString());
        view.set("definition", CompetitionDefinitionJson.write(definition));
        return view;
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
            description = "Computed from finished matches. A match counts in the tables of its stage, there in that of"
                    + " its group; a stage without groups has one table, a knock-out none. Stages that are not declared"
                    + " are inferred from the announcements. The tables of a competition with more than 10,000 matches,"
                    + " or with more than 1,000 teams in a table, are not computed: notComputed has the reason. With"
                    + " more than 1,000 matches, they may be two seconds old.")
    @APIResponseSchema(value = StandingsView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    public Uni<StandingsView> standings(
            @PathParam("id") String id,
            @Parameter(description = "true: matches in progress count with their current score") @QueryParam("live")
                    String live,
            @Parameter(description = STAGE) @QueryParam("stage") String stage,
            @Parameter(description = "Maximum number of tables, 1 to 200, default 200; a page has fewer large ones")
                    @QueryParam("limit")
                    String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        boolean includeLive = Boolean.TRUE.equals(QueryParameters.bool("live", live));
        int max = QueryParameters.limit(limit, DEFAULT_LIMIT);
        int from = place(cursor);
        return table(id, tables.standings(requireValidId(id), includeLive))
                .map(all -> all.ofStage(stage).page(max, from));
    }

    @GET
    @BoundedRead
    @Path("/{id}/bracket")
    @Operation(
            summary = "Read the knock-outs of a competition",
            description =
                    "Rounds, their ties and the legs of these, each with the team that goes on and the reason. The"
                            + " score of a match in progress is in the aggregate, and nobody goes on before the last leg is"
                            + " over. A page may end within a round. The bracket of a competition with more than 10,000 matches"
                            + " is not computed: notComputed has the reason.")
    @APIResponseSchema(value = BracketView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    public Uni<BracketView> bracket(
            @PathParam("id") String id,
            @Parameter(description = STAGE) @QueryParam("stage") String stage,
            @Parameter(description = "Maximum number of ties, 1 to 200, default 200; a page has fewer with many legs")
                    @QueryParam("limit")
                    String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit, DEFAULT_LIMIT);
        int from = place(cursor);
        return table(id, tables.bracket(requireValidId(id)))
                .map(all -> all.ofStage(stage).page(max, from));
    }

    @GET
    @BoundedRead
    @Path("/{id}/scorers")
    @Operation(
            summary = "List the scorers of a competition",
            description =
                    "Own goals and shoot-outs do not count. Names of a player with an entry are one player, in all teams;"
                            + " without one, a name in another spelling is another player. The"
                            + " sport's catalogue defines the figure and whether penalties are listed. The list ends after the"
                            + " first 5,000 scorers, and is not computed for more than 10,000 matches or 200,000 players of"
                            + " matches: notComputed has the reason.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the scorers, best first",
            content = @Content(schema = @Schema(ref = "Scorers")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Uni<ScorersView> scorers(
            @PathParam("id") String id,
            @Parameter(description = "Maximum number of scorers, 1 to 200, default 200") @QueryParam("limit")
                    String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit, DEFAULT_LIMIT);
        int from = place(cursor);
        return table(id, tables.scorers(requireValidId(id))).map(all -> all.page(max, from));
    }

    @GET
    @BoundedRead
    @Path("/{id}/aliases")
    @Operation(
            summary = "List likely aliases",
            description = "Names that are probably of one team of the competition, or of one player of a team, with the"
                    + " reason; certain ones first. Teams that played each other are not one. An item that is posted to the"
                    + " same path is accepted. At most the 300 most frequent names of a team, and as many teams, are"
                    + " compared.")
    @APIResponseSchema(value = AliasesView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    public Uni<AliasesView> aliases(
            @PathParam("id") String id,
            @Parameter(description = "Maximum number of aliases, 1 to 200, default 200") @QueryParam("limit")
                    String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit, DEFAULT_LIMIT);
        int from = place(cursor);
        return table(id, tables.aliases(requireValidId(id))).map(all -> all.page(max, from));
    }

    private static int place(String cursor) {
        String[] after = Page.decode(cursor, 1);
        try {
            int place = after == null ? 0 : Integer.parseInt(after[0]);
            if (place >= 0) {
                return place;
            }
        } catch (NumberFormatException e) {
            // rejected below
        }
        throw Page.invalidCursor();
    }

    // The response is encoded on a worker thread, not on a thread that computes tables.
    private <T> Uni<T> table(String id, CompletableFuture<Optional<T>> table) {
        return Uni.createFrom()
                .completionStage(table)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(found -> found.orElseThrow(() -> reader.absent(id)));
    }

    private static String requireValidId(String id) {
        String problem = Ids.problem(id);
        if (problem != null) {
            throw Problem.Kind.NOT_FOUND.exception("There is no such competition: an id " + problem + ".");
        }
        return id;
    }
}
