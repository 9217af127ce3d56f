package dev.touchline.live.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.Period;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.live.cache.EncodedResponse;
import dev.touchline.live.lineup.LineUpReader;
import dev.touchline.live.lineup.LineUpView;
import dev.touchline.live.lineup.MatchPlayers;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.PublicRead;
import dev.touchline.sport.SportCatalogue;
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
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /matches} and its subresources. */
@Path("/matches")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Live", description = "Reading and following matches")
public class MatchesResource {

    /** The default is the maximum of a page, because clients read the players of a match as a whole. */
    private static final int DEFAULT_PLAYERS = 200;

    private final MatchReader reader;
    private final MatchCache cache;
    private final MatchPlayers players;
    private final LineUpReader lineUps;
    private final SportCatalogue catalogue;

    MatchesResource(
            MatchReader reader,
            MatchCache cache,
            MatchPlayers players,
            LineUpReader lineUps,
            SportCatalogue catalogue) {
        this.reader = reader;
        this.cache = cache;
        this.players = players;
        this.lineUps = lineUps;
        this.catalogue = catalogue;
    }

    @GET
    @BoundedRead
    @Operation(
            summary = "List matches in the order of their kick-off",
            description = "Matches that fit all parameters; those without a kick-off come last.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Matches")))
    public EncodedResponse matches(
            @Parameter(description = "true: in progress and not stale; false: all others") @QueryParam("live")
                    String live,
            @QueryParam("competition") String competition,
            @Parameter(description = "The day of the kick-off, such as 2022-12-18") @QueryParam("date") String date,
            @Parameter(
                            description =
                                    "The first day of the kick-offs, or the earliest kick-off as an instant, such as 2022-12-18T15:00:00Z")
                    @QueryParam("from")
                    String from,
            @Parameter(description = "The last day of the kick-offs, or an instant after the last one")
                    @QueryParam("to")
                    String to,
            @Parameter(description = "The time zone of days, such as Europe/Paris; default UTC") @QueryParam("tz")
                    String timeZone,
            @Parameter(description = "The name of a sport, such as football") @QueryParam("sport") String sport,
            @Parameter(description = "The name of the home or the away team, as announced") @QueryParam("team")
                    String team,
            @Parameter(description = "1 to 200, default 50") @QueryParam("limit") String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        Period kickOffs = Period.of(date, from, to, timeZone);
        return cache.matches(
                new MatchReader.Filter(
                        QueryParameters.bool("live", live),
                        QueryParameters.competition(competition),
                        sport(sport),
                        QueryParameters.name("team", team),
                        kickOffs.from(),
                        kickOffs.to()),
                QueryParameters.limit(limit),
                cursor);
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "Read a match",
            description =
                    "Score as played, result, clock, phase, and the seq of the last change, from which a stream can"
                            + " continue.")
    @APIResponseSchema(value = MatchView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    @NonBlocking
    public Uni<EncodedResponse> match(@PathParam("id") String id) {
        Optional<MatchCache.CachedMatch> cached = cache.matchIfCached(requireValidId(id));
        if (cached.isPresent()) {
            return Uni.createFrom().item(cached.get().response());
        }
        return Uni.createFrom()
                .item(() -> cache.match(id).orElseThrow(() -> reader.absent(id)).response())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    @GET
    @BoundedRead
    @Path("/{id}/events")
    @Operation(
            summary = "List the events of a match in the order of the match clock",
            description = "The highest revision of each incident, cancelled ones included.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the timeline",
            content = @Content(schema = @Schema(ref = "Timeline")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> events(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        reader.requireShown(id);
        Page<ObjectNode> page = reader.timeline(id, max, cursor);
        players.rename(id, page.items());
        return page;
    }

    @GET
    @BoundedRead
    @Path("/{id}/statistics")
    @Operation(
            summary = "Read the statistics of a match",
            description = "Figures of both teams and of the players by name, as the sport's catalogue defines them. A"
                    + " page has the players of one match in nearly every case.")
    @APIResponseSchema(value = StatisticsView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    public StatisticsView statistics(
            @PathParam("id") String id,
            @Parameter(description = "Maximum number of players, 1 to 200, default 200") @QueryParam("limit")
                    String limit,
            @Parameter(description = "The field next of the previous page") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit, DEFAULT_PLAYERS);
        MatchReader.MatchStatistics statistics =
                reader.statistics(requireValidId(id), max, cursor).orElseThrow(() -> reader.absent(id));
        List<String> reported = statistics.players().items().stream()
                .map(MatchReader.PlayerFigures::player)
                .toList();
        return StatisticsView.of(id, statistics, players.names(id, reported), catalogue);
    }

    @GET
    @BoundedRead
    @Path("/{id}/lineups")
    @Operation(
            summary = "Read the line-ups of a match",
            description =
                    "The last line-up that the owner of the match, an operator or an administrator sent, with who is"
                            + " on the pitch after the reported substitutions and sendings-off.")
    @APIResponseSchema(value = LineUpView.class, responseCode = "200")
    @APIResponse(responseCode = "410", ref = "Gone")
    public LineUpView lineUps(@PathParam("id") String id) {
        return lineUps.view(requireValidId(id)).orElseThrow(() -> reader.absent(id));
    }

    @GET
    @BoundedRead
    @Path("/{id}/conflicts")
    @Operation(
            summary = "List the conflicts of a match in the order of receipt",
            description =
                    "A known revision with other content: the first report stands, and a higher revision corrects it. Or"
                            + " the ids of a source that uses them in another match, too; both count. Or an announcement of an account that the match does not"
                            + " belong to, which does not count.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Conflicts")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> conflicts(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        Page<ObjectNode> page = reader.conflicts(requireValidId(id), QueryParameters.limit(limit), cursor);
        if (page.items().isEmpty() && cursor == null) {
            reader.requireShown(id);
        }
        return page;
    }

    private String sport(String name) {
        String problem = name == null ? null : catalogue.problem(name);
        if (problem != null) {
            throw Problem.Kind.BAD_PARAMETER.exception("sport " + problem + ".");
        }
        return name;
    }

    // PostgreSQL rejects some invalid ids, such as those with NUL.
    static String requireValidId(String id) {
        String problem = Ids.problem(id);
        if (problem != null) {
            throw Problem.Kind.NOT_FOUND.exception("There is no such match: an id " + problem + ".");
        }
        return id;
    }
}
