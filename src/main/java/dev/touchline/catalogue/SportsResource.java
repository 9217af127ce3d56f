package dev.touchline.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.catalogue.CatalogueJson;
import dev.touchline.http.Problem;
import dev.touchline.security.PublicRead;
import dev.touchline.sport.SportCatalogue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /sports}: the sport catalogues. Every role serves them. */
@Path("/sports")
@PublicRead
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Catalogue", description = "The sports and their kinds of event")
public class SportsResource {

    private final SportCatalogue catalogue;

    SportsResource(SportCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    record Sports(List<ObjectNode> items) {}

    @GET
    @Operation(
            summary = "List sports: their periods, kinds of event and rules of standings",
            description = "The built-in sports and those of the configured directory.")
    @APIResponse(
            responseCode = "200",
            description = "The sports in alphabetical order",
            content = @Content(schema = @Schema(ref = "Sports")))
    public Sports sports() {
        return new Sports(catalogue.all().stream().map(CatalogueJson::write).toList());
    }

    @GET
    @Path("/{sport}")
    @Operation(summary = "One sport", description = "Its periods, kinds of event and rules of standings.")
    @APIResponse(responseCode = "200", description = "The sport", content = @Content(schema = @Schema(ref = "Sport")))
    public ObjectNode sport(@PathParam("sport") String sport) {
        return catalogue
                .find(sport)
                .map(CatalogueJson::write)
                .orElseThrow(() -> Problem.Kind.NOT_FOUND.exception(
                        "There is no such sport; the sports are " + String.join(", ", catalogue.names()) + "."));
    }
}
