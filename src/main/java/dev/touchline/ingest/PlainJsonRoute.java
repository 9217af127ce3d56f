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
 * The short way of {@code POST /events}, for requests as nearly all of them are: a body of plain JSON, not large, from
 * somebody who may report. It comes before the resource and does the same, without what REST does for every form that
 * a request can have; whatever is out of the ordinary, a token that is not good included, goes on to
 * {@link EventsResource} untouched.
 */
@ApplicationScoped
class PlainJsonRoute {

    /** After Quarkus has seen who it is and whether there is more to ask of them, before REST. */
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

    // Static, so that nothing of the role is made where it is not played.
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
        // Nothing of the body is read until it is known whose it is.
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
                // BodyLimit has seen that it is a number.
                && Long.parseLong(length) <= EventsResource.MAX_SIZE_ON_EVENT_LOOP
                && (accepted == null || ACCEPT_JSON.contains(accepted))
                // Whoever waits to be asked for the body is asked by REST.
                && !request.headers().contains(HttpHeaders.EXPECT)
                && !BinaryCloudEvents.isBinaryMode(request.headers());
    }

    private void read(RoutingContext context, Producer producer, Context thread) {
        HttpServerRequest request = context.request();
        // If it breaks off, there is nobody left to answer.
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
