package dev.touchline.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;

/**
 * Problem details (RFC 9457).
 *
 * @param detail explains this occurrence to people
 * @param errors violations of single fields, possibly none
 * @param retryAfter time after which sending again may succeed, or null
 */
public record Problem(Kind kind, String detail, List<Violation> errors, Duration retryAfter) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final String NO_STORE = "no-store";
    private static final String TYPES = "https://touchline.dev/problems/";
    /** More would make the response larger than the request. */
    private static final int MAX_ERRORS = 1000;

    /** The stable types with their statuses. */
    public enum Kind {
        MALFORMED(400, "malformed", "The request cannot be read"),
        BAD_PARAMETER(400, "bad-parameter", "A parameter is invalid"),
        UNAUTHORIZED(401, "unauthorized", "Authentication required"),
        FORBIDDEN(403, "forbidden", "Forbidden"),
        NOT_FOUND(404, "not-found", "Not found"),
        METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not supported here"),
        NOT_ACCEPTABLE(406, "not-acceptable", "None of the accepted media types is available"),
        TIMEOUT(408, "timeout", "The request took too long to arrive"),
        CONFLICT(409, "conflict", "Conflict with the current state"),
        TOO_LARGE(413, "too-large", "The request is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The content type is not supported"),
        INVALID(422, "invalid", "The content is invalid"),
        TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests"),
        INTERNAL(500, "internal", "Internal error"),
        TARGET_REFUSED(502, "target-refused", "The target of the simulation did not accept the reports"),
        UNAVAILABLE(503, "unavailable", "Temporarily unavailable"),
        /** Any other status of the framework. */
        OTHER(0, "other", "The request was not answered");

        private final int status;
        private final String name;
        private final String title;

        Kind(int status, String name, String title) {
            this.status = status;
            this.name = name;
            this.title = title;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** The type URI. */
        String type() {
            return TYPES + name;
        }

        static Kind ofStatus(int status) {
            for (Kind kind : values()) {
                if (kind.status == status) {
                    return kind;
                }
            }
            return OTHER;
        }

        /** An exception that ends the request with a problem of this kind. */
        public ProblemException exception(String detail) {
            return of(this, detail).exception();
        }

        /** An exception that ends the request with a problem for which the client sends again later. */
        public ProblemException exception(String detail, Duration retryAfter) {
            return temporary(this, detail, retryAfter).exception();
        }
    }

    /** A problem with a detail only. */
    public static Problem of(Kind kind, String detail) {
        return new Problem(kind, detail, List.of(), null);
    }

    /** A problem for which the client sends again later. */
    public static Problem temporary(Kind kind, String detail, Duration retryAfter) {
        return new Problem(kind, detail, List.of(), retryAfter);
    }

    /** An exception that ends the request with this problem. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** The JSON document. */
    String json() {
        return json(kind.status);
    }

    private String json(int status) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("type", kind.type());
        document.put("title", kind.title);
        document.put("status", status);
        document.put("detail", detail);
        if (!errors.isEmpty()) {
            ArrayNode list = document.putArray("errors");
            errors.stream().limit(MAX_ERRORS).forEach(violation -> {
                ObjectNode error = list.addObject();
                if (violation.index() != null) {
                    error.put("index", violation.index());
                }
                if (violation.field() != null) {
                    error.put("field", violation.field());
                }
                error.put("pointer", violation.pointer());
                error.put("detail", violation.detail());
            });
            if (errors.size() > MAX_ERRORS) {
                document.put("errorsNotListed", errors.size() - MAX_ERRORS);
            }
        }
        return Json.write(document);
    }

    /** Sends the problem outside of REST resources; completes when it has been sent. */
    public Future<Void> send(HttpServerResponse response) {
        response.setStatusCode(kind.status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        if (retryAfter != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(secondsToRetry()));
        }
        return response.end(json());
    }

    /** The problem as a REST response. */
    public Response response() {
        return response(kind.status);
    }

    Response response(int status) {
        Response.ResponseBuilder response = Response.status(status)
                .type(MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .entity(json(status));
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, secondsToRetry());
        }
        return response.build();
    }

    private long secondsToRetry() {
        return Math.max(1, retryAfter.toSeconds());
    }
}
