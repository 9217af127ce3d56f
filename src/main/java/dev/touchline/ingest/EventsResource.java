package dev.touchline.ingest;

import dev.touchline.codec.EventsReader;
import dev.touchline.codec.ReportBatch;
import dev.touchline.event.Event;
import dev.touchline.http.LargeBodies;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.ProducerResolver;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code POST /events}: what happened. */
@Path("/events")
@ServedBy(Role.INGEST)
@RolesAllowed(TokenRoles.PRODUCER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class EventsResource {

    private final EventsReader reader;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;
    private final LargeBodies largeBodies;

    EventsResource(
            SportCatalogue catalogue,
            ProducerResolver producerResolver,
            ReportPublisher publisher,
            LargeBodies largeBodies,
            IngestConfig config) {
        this.reader = new EventsReader(catalogue, config.maxEvents());
        this.producerResolver = producerResolver;
        this.publisher = publisher;
        this.largeBodies = largeBodies;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, ContentTypes.CLOUD_EVENT, ReportBatch.CONTENT_TYPE})
    @ResponseStatus(202)
    @Operation(
            summary = "Report events",
            description = "One event, an array of events, or CloudEvents in structured, batched or binary mode. All or"
                    + " nothing: 202 says that the broker has confirmed every one of them. Sending again is harmless.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "Events")),
                @Content(mediaType = ContentTypes.CLOUD_EVENT, schema = @Schema(type = SchemaType.OBJECT)),
                @Content(
                        mediaType = ReportBatch.CONTENT_TYPE,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class))
            })
    public CompletionStage<ReportPublisher.Accepted> report(
            byte[] body, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        MediaType contentType = headers.getMediaType();
        return producerResolver.current(request).thenCompose(producer -> {
            EventsReader of = reader.forAgent(producer.name(), producer.reporter());
            if (body.length <= LargeBodies.MAX_SIZE_ON_EVENT_LOOP) {
                return publisher.publish(read(of, body, contentType, request, receivedAt), producer);
            }
            publisher.requireReady(producer);
            return largeBodies
                    .process(
                            () -> of.checkBounds(body),
                            () -> publisher.publish(read(of, body, contentType, request, receivedAt), producer))
                    .thenCompose(accepted -> accepted);
        });
    }

    private static List<Event> read(
            EventsReader reader, byte[] body, MediaType contentType, HttpServerRequest request, Instant receivedAt) {
        return switch (ContentTypes.essence(contentType)) {
            case ContentTypes.CLOUD_EVENT -> reader.readStructured(body, receivedAt);
            case ReportBatch.CONTENT_TYPE -> reader.readBatched(body, receivedAt);
            default ->
                BinaryCloudEvents.isBinaryMode(request.headers())
                        ? reader.readBinary(() -> BinaryCloudEvents.read(request.headers(), body), receivedAt)
                        : reader.readPlainJson(body, receivedAt);
        };
    }
}
