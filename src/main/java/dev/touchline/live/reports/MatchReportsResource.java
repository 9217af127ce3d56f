package dev.touchline.live.reports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.live.cache.Cacheable;
import dev.touchline.live.query.MatchReader;
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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /matches/{id}/reports}, {@code /decisions} and {@code /discrepancies}. */
@Path("/matches")
@ServedBy(Role.LIVE)
@PublicRead
@Cacheable
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@BoundedRead
@Tag(name = "Live", description = "Reading and following matches")
public class MatchReportsResource {

    private final MatchReader matches;
    private final ReportReader reports;
    private final DiscrepancyReader discrepancies;

    MatchReportsResource(MatchReader matches, ReportReader reports, DiscrepancyReader discrepancies) {
        this.matches = matches;
        this.reports = reports;
        this.discrepancies = discrepancies;
    }

    @GET
    @Path("/{id}/reports")
    @Operation(
            summary = "List every report of a match as it came",
            description =
                    "Every revision of each incident, with its part in what counts, and decisions, handovers, full lists"
                            + " and first signs of life. In the order of sources, ids and revisions.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Reports")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> reports(
            @PathParam("id") String id,
            @Parameter(description = "Only the reports of this source") @QueryParam("source") String source,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        String only = source == null
                ? null
                : QueryParameters.names("source", List.of(source)).iterator().next();
        matches.requireShown(id);
        return reports.reports(id, only, max, cursor);
    }

    @GET
    @Path("/{id}/decisions")
    @Operation(
            summary = "List the decisions of operators about a match in the order of receipt",
            description = "Decisions that were taken back, and those that take them back, included.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Decisions")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> decisions(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        matches.requireShown(id);
        return reports.decisions(id, max, cursor);
    }

    @GET
    @Path("/{id}/discrepancies")
    @Operation(
            summary = "List the open discrepancies between the reporters of a match, oldest first",
            description =
                    "Without declared reporters everything counts, and incidents that two sources may have reported are"
                            + " listed as likely duplicates in the order of the match clock.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the list",
            content = @Content(schema = @Schema(ref = "Discrepancies")))
    @APIResponse(responseCode = "410", ref = "Gone")
    public Page<ObjectNode> discrepancies(
            @PathParam("id") String id, @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        matches.requireShown(id);
        return discrepancies.discrepancies(id, max, cursor);
    }
}
