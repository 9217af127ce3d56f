package dev.touchline.ingest;

import dev.touchline.codec.EventsReader;
import dev.touchline.event.Event;
import dev.touchline.event.SportCatalogue;
import dev.touchline.http.Problems;
import dev.touchline.json.Json;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.security.Producer;
import dev.touchline.security.ProducerResolver;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * A route for the usual {@code POST /events}: a small body of plain JSON with a length, from a producer. It precedes
 * REST and answers as {@link EventsResource} does, to which every other request is passed on unread, also one with an
 * invalid token. ADR 15 has the figures.
 */
@ApplicationScoped
class PlainJsonRoute {

    /** After authentication and permission checks, before REST. */
    private static final int ROUTE_ORDER = 0;

    private static final String JSON = "application/json";
    private static final Set<String> ACCEPT_JSON = Set.of(JSON, "*/*");
    private static final String ANSWERED_IN = "application/json;charset=UTF-8";
    private static final int ACCEPTED = 202;

    private final EventsReader reader;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    PlainJsonRoute(
            SportCatalogue catalogue,
            ProducerResolver producerResolver,
            ReportPublisher publisher,
            IngestConfig config) {
        this.reader = new EventsReader(catalogue, config.maxEvents());
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    // Static, so that no bean of the role is created in a process without it.
    static void register(@Observes Router router, Roles roles, Instance<PlainJsonRoute> reports) {
        if (roles.has(Role.INGEST)) {
            PlainJsonRoute usual = reports.get();
            router.post("/events").order(ROUTE_ORDER).handler(context -> usual.handle(context));
        }
    }

    void handle(RoutingContext context) {
        if (!matches(context.request())) {
            context.next();
            return;
        }
        Context thread = Vertx.currentContext();
        // The body is not read before the producer is known.
        producerResolver.of(context).whenComplete((producer, failure) -> {
            if (producer == null) {
                thread.runOnContext(unknown -> context.next());
            } else if (Vertx.currentContext() == thread) {
                read(context, producer, thread);
            } else {
                thread.runOnContext(known -> read(context, producer, thread));
            }
        });
    }

    private static boolean matches(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return JSON.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))
                && length != null
                // BodyLimit has checked that it is a number.
                && Long.parseLong(length) <= EventsResource.MAX_SIZE_ON_EVENT_LOOP
                && (accepted == null || ACCEPT_JSON.contains(accepted))
                // REST sends 100 Continue.
                && !request.headers().contains(HttpHeaders.EXPECT)
                && !BinaryCloudEvents.isBinaryMode(request.headers());
    }

    private void read(RoutingContext context, Producer producer, Context thread) {
        HttpServerRequest request = context.request();
        // A body that fails leaves no client to answer.
        request.body().onSuccess(body -> {
            try {
                Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
                List<Event> events = reader.forAgent(producer.name()).readPlainJson(body.getBytes(), receivedAt);
                SourceAuthorization.requireAuthorized(events, producer);
                publisher
                        .publish(events, producer)
                        .whenComplete((accepted, failure) ->
                                thread.runOnContext(settled -> answer(context.response(), accepted, failure)));
            } catch (RuntimeException e) {
                answer(context.response(), null, e);
            }
        });
        request.resume();
    }

    private static void answer(HttpServerResponse response, ReportPublisher.Accepted accepted, Throwable failure) {
        // BodyLimit may have been faster, and the client may have gone.
        if (response.ended() || response.closed()) {
            return;
        }
        if (failure == null) {
            response.setStatusCode(ACCEPTED)
                    .putHeader(HttpHeaders.CONTENT_TYPE, ANSWERED_IN)
                    .end(Json.write(accepted));
        } else {
            Problems.fromFailure(failure).send(response);
        }
    }
}
