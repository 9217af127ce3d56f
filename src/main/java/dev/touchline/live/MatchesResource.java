package dev.touchline.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.format.EventJson;
import dev.touchline.problem.Problem;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
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
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Live", description = "Reading and following matches")
public class MatchesResource {

    private final MatchReader reader;

    MatchesResource(MatchReader reader) {
        this.reader = reader;
    }

    @GET
    @Operation(summary = "List matches in the order of their kick-off")
    @APIResponse(responseCode = "200", description = "A page of the list")
    @APIResponse(responseCode = "400", ref = "Malformed")
    public Page<MatchView> matches(
            @Parameter(description = "true: under way; false: not") @QueryParam("live") String live,
            @QueryParam("competition") String competition,
            @Parameter(description = "The day of the kick-off in UTC, such as 2022-12-18") @QueryParam("date")
                    String date,
            @Parameter(description = "1 to 200, usually 50") @QueryParam("limit") String limit,
            @Parameter(description = "The next of an earlier answer") @QueryParam("cursor") String cursor) {
        return reader.matches(
                new MatchReader.Filter(flag(live), competition(competition), date(date)), Page.limit(limit), cursor);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "A match as it stands")
    @APIResponseSchema(value = MatchView.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public MatchView match(@PathParam("id") String id) {
        return reader.match(checked(id)).orElseThrow(MatchesResource::unknown);
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
        int most = Page.limit(limit);
        reader.match(checked(id)).orElseThrow(MatchesResource::unknown);
        Page<MatchReader.Line> page = reader.timeline(id, most, cursor);
        return new Page<>(page.items().stream().map(MatchReader.Line::shown).toList(), page.next());
    }

    @GET
    @Path("/{id}/statistics")
    @Operation(summary = "The figures of a match")
    @APIResponseSchema(value = StatisticsView.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public StatisticsView statistics(@PathParam("id") String id) {
        return StatisticsView.of(id, reader.figures(checked(id)).orElseThrow(MatchesResource::unknown));
    }

    private static RuntimeException unknown() {
        return Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "Nothing is known of this match. What was accepted a moment ago may still be on its way.")
                .exception();
    }

    // What cannot be an id need not be looked for, and some of it (NUL) could not be.
    private static String checked(String id) {
        if (EventJson.wrongWithId(id) != null) {
            throw unknown();
        }
        return id;
    }

    private static String competition(String id) {
        String wrong = id == null ? null : EventJson.wrongWithId(id);
        if (wrong != null) {
            throw Problem.of(Problem.Kind.BAD_PARAMETER, "competition " + wrong + ".")
                    .exception();
        }
        return id;
    }

    private static Boolean flag(String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Problem.of(Problem.Kind.BAD_PARAMETER, "live must be true or false.")
                        .exception();
        };
    }

    private static LocalDate date(String value) {
        try {
            LocalDate date = value == null ? null : LocalDate.parse(value);
            if (date == null || (date.getYear() >= 0 && date.getYear() <= 9999)) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // answered below, like any other day that is not acceptable
        }
        throw Problem.of(Problem.Kind.BAD_PARAMETER, "date must be a day such as 2022-12-18.")
                .exception();
    }
}
