package dev.touchline.ingest;

import dev.touchline.event.Event;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.EventsReader;
import dev.touchline.format.Json;
import dev.touchline.problem.Problems;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.security.Producer;
import dev.touchline.security.Producers;
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
class UsualReports {

    /** After Quarkus has seen who it is and whether there is more to ask of them, before REST. */
    private static final int BEFORE_REST = 0;

    private static final String JSON = "application/json";
    private static final Set<String> JSON_IS_ACCEPTED = Set.of(JSON, "*/*");
    private static final String ANSWERED_IN = "application/json;charset=UTF-8";
    private static final int ACCEPTED = 202;

    private final EventsReader reader;
    private final Producers producers;
    private final Intake intake;

    UsualReports(SportCatalogue catalogue, Producers producers, Intake intake, IngestConfig config) {
        this.reader = new EventsReader(catalogue, config.mostEvents());
        this.producers = producers;
        this.intake = intake;
    }

    // Static, so that nothing of the role is made where it is not played.
    static void register(@Observes Router router, Roles roles, Instance<UsualReports> reports) {
        if (roles.has(Role.INGEST)) {
            UsualReports usual = reports.get();
            router.post("/events").order(BEFORE_REST).handler(context -> usual.take(context));
        }
    }

    void take(RoutingContext context) {
        if (!isUsual(context.request())) {
            context.next();
            return;
        }
        Context thread = Vertx.currentContext();
        // Nothing of the body is read until it is known whose it is.
        producers.of(context).whenComplete((producer, failure) -> {
            if (producer == null) {
                thread.runOnContext(unknown -> context.next());
            } else if (Vertx.currentContext() == thread) {
                read(context, producer, thread);
            } else {
                thread.runOnContext(known -> read(context, producer, thread));
            }
        });
    }

    private static boolean isUsual(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return JSON.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))
                && length != null
                // BodyLimit has seen that it is a number.
                && Long.parseLong(length) <= EventsResource.LARGE
                && (accepted == null || JSON_IS_ACCEPTED.contains(accepted))
                // Whoever waits to be asked for the body is asked by REST.
                && !request.headers().contains(HttpHeaders.EXPECT)
                && !BinaryMode.of(request.headers());
    }

    private void read(RoutingContext context, Producer producer, Context thread) {
        HttpServerRequest request = context.request();
        // If it breaks off, there is nobody left to answer.
        request.body().onSuccess(body -> {
            try {
                Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
                List<Event> events = reader.of(producer.name()).plain(body.getBytes(), receivedAt);
                OwnSources.insist(events, producer);
                intake.take(events, producer)
                        .whenComplete((accepted, failure) ->
                                thread.runOnContext(settled -> answer(context.response(), accepted, failure)));
            } catch (RuntimeException e) {
                answer(context.response(), null, e);
            }
        });
        request.resume();
    }

    private static void answer(HttpServerResponse response, Intake.Accepted accepted, Throwable failure) {
        // BodyLimit may have been faster, and the client may have gone.
        if (response.ended() || response.closed()) {
            return;
        }
        if (failure == null) {
            response.setStatusCode(ACCEPTED)
                    .putHeader(HttpHeaders.CONTENT_TYPE, ANSWERED_IN)
                    .end(Json.write(accepted));
        } else {
            Problems.of(failure).answer(response);
        }
    }
}
