package dev.touchline.ingest;

import dev.touchline.event.SportCatalogue;
import dev.touchline.format.AnnouncementJson;
import dev.touchline.format.Json;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code PUT /matches/{id}}: who plays, where and when. */
@Path("/matches")
@ServedBy(Role.INGEST)
@Produces(MediaType.APPLICATION_JSON)
public class AnnouncementsResource {

    private final SportCatalogue catalogue;
    private final Intake intake;

    AnnouncementsResource(SportCatalogue catalogue, Intake intake) {
        this.catalogue = catalogue;
        this.intake = intake;
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Announce or amend a match",
            description = "Travels as an event, so the match can be read a moment after the answer. The announcement"
                    + " received last stands as a whole: fields left out are empty afterwards.")
    @APIResponse(responseCode = "422", description = "Some of it is not acceptable; everything wrong is listed")
    @APIResponse(responseCode = "503", description = "No confirm in time; send again after Retry-After seconds")
    public Uni<Intake.Accepted> announce(@PathParam("id") String id, byte[] body) {
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return Uni.createFrom()
                .item(() -> AnnouncementJson.read(Json.parse(body), id, catalogue, receivedAt))
                .flatMap(announcement -> intake.take(List.of(announcement)));
    }
}
