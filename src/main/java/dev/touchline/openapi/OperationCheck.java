package dev.touchline.openapi;

import dev.touchline.http.Problem;
import dev.touchline.json.Violation;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers requests of operations that the OpenAPI document does not have: 400 to a query parameter that the operation does
 * not know, since a mistyped filter would select everything, and 405 to another method.
 */
@ApplicationScoped
class OperationCheck {

    private static final int PRIORITY = 590;

    private final DocumentedOperations operations;

    OperationCheck(DocumentedOperations operations) {
        this.operations = operations;
    }

    void register(@Observes Filters filters) {
        filters.register(this::checkParameters, PRIORITY);
    }

    private void checkParameters(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.query() == null || request.query().isEmpty()) {
            context.next();
            return;
        }
        String method = request.method().equals(HttpMethod.HEAD)
                ? "GET"
                : request.method().name();
        SortedSet<String> known = operations.at(request.path()).get(method);
        String problem = known == null ? null : problem(request.uri(), known);
        if (problem == null) {
            context.next();
        } else {
            Problem.of(Problem.Kind.BAD_PARAMETER, problem).send(context.response());
        }
    }

    private static String problem(String uri, SortedSet<String> known) {
        SortedSet<String> unknown;
        try {
            // Unlike RoutingContext.queryParams, which answers by itself if the query is invalid.
            unknown = new TreeSet<>(new QueryStringDecoder(uri).parameters().keySet());
        } catch (IllegalArgumentException e) {
            return "The percent-encoding of the query is invalid.";
        }
        unknown.removeAll(known);
        if (unknown.isEmpty()) {
            return null;
        }
        return "There is no parameter " + Violation.printable(unknown.first()) + " here"
                + (known.isEmpty() ? ", nor any other." : "; the parameters are " + String.join(", ", known) + ".");
    }

    @ServerExceptionMapper
    Response methodNotAllowed(NotAllowedException e, HttpServerRequest request) {
        SortedSet<String> allowed = new TreeSet<>(operations.at(request.path()).keySet());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        allowed.add("OPTIONS");
        String methods = String.join(", ", allowed);
        Problem problem = Problem.of(
                Problem.Kind.METHOD_NOT_ALLOWED, "The resource does not support this method, but " + methods + ".");
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.ALLOW, methods)
                .build();
    }
}
