package dev.touchline.ingest;

import dev.touchline.codec.EventsReader;
import dev.touchline.codec.statement.FullListJson;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.http.LargeBodies;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.Producer;
import dev.touchline.security.ProducerResolver;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code PUT /matches/{id}/reports/{source}}: all that a source has of a match. */
@Path("/matches/{id}/reports/{source}")
@ServedBy(Role.INGEST)
@RolesAllowed(TokenRoles.PRODUCER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ingest", description = "Reports of agents")
public class FullListsResource {

    /** The difference of two clocks that is no mistake. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private final SportCatalogue catalogue;
    private final int maxEvents;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;
    private final LargeBodies largeBodies;

    FullListsResource(
            SportCatalogue catalogue,
            ProducerResolver producerResolver,
            ReportPublisher publisher,
            LargeBodies largeBodies,
            IngestConfig config) {
        this.catalogue = catalogue;
        this.maxEvents = Math.min(config.maxEvents(), FullList.MAX_INCIDENTS);
        this.producerResolver = producerResolver;
        this.publisher = publisher;
        this.largeBodies = largeBodies;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Report everything that a source has of a match",
            description =
                    "An array of events as for POST /events, which may be empty; match and source of each are those"
                            + " of the path. Incidents that the source had reported until asOf and that are not in the list are"
                            + " withdrawn, as if never reported. A list takes effect as a whole; one that is older than"
                            + " another one has no effect.")
    @APIResponseSchema(value = ReportPublisher.Accepted.class, responseCode = "202")
    @RequestBody(content = @Content(schema = @Schema(ref = "FullList")))
    public CompletionStage<ReportPublisher.Accepted> report(
            @PathParam("id") String id,
            @PathParam("source") String source,
            @Parameter(
                            required = true,
                            description = "The time of the list, an RFC 3339 instant that is not later than now")
                    @QueryParam("asOf")
                    String asOf,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Instant time = time(asOf, receivedAt);
        return producerResolver.current(request).thenCompose(producer -> {
            ListRequest list = new ListRequest(id, source, time, receivedAt, producer);
            if (body.length <= LargeBodies.MAX_SIZE_ON_EVENT_LOOP) {
                return publish(list, body);
            }
            publisher.requireReady(producer);
            return largeBodies
                    .process(() -> reader(list).checkBounds(body), () -> publish(list, body))
                    .thenCompose(accepted -> accepted);
        });
    }

    // A time that has not come would withdraw what is reported until then.
    private static Instant time(String asOf, Instant receivedAt) {
        Instant time = QueryParameters.instant("asOf", asOf);
        if (time == null || time.isAfter(receivedAt.plus(CLOCK_SKEW))) {
            throw Problem.Kind.BAD_PARAMETER.exception(
                    "asOf is required: the time of the list, not later than now, such as 2022-12-18T15:23:10Z.");
        }
        return time.isAfter(receivedAt) ? receivedAt : time;
    }

    private record ListRequest(String match, String source, Instant asOf, Instant receivedAt, Producer producer) {

        FullList of(List<Event> events) {
            return FullListJson.of(events, match, source, asOf, receivedAt, producer.reporter());
        }
    }

    private EventsReader reader(ListRequest list) {
        return new EventsReader(catalogue, maxEvents)
                .forAgent(list.source(), list.producer().reporter());
    }

    private CompletionStage<ReportPublisher.Accepted> publish(ListRequest list, byte[] body) {
        // First, since every event would have the same violations.
        list.of(List.of());
        List<Event> events = reader(list).readFullList(body, list.match(), list.source(), list.receivedAt());
        return publisher.publish(events, list.of(events), list.producer());
    }
}
