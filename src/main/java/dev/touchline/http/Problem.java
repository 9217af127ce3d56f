package dev.touchline.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
        MALFORMED(400, "The request cannot be read"),
        BAD_PARAMETER(400, "A parameter is invalid"),
        UNAUTHORIZED(401, "Authentication required"),
        FORBIDDEN(403, "Forbidden"),
        NOT_FOUND(404, "Not found"),
        METHOD_NOT_ALLOWED(405, "The method is not supported here"),
        NOT_ACCEPTABLE(406, "None of the accepted media types is available"),
        TIMEOUT(408, "The request took too long to arrive"),
        CONFLICT(409, "Conflict with the current state"),
        GONE(410, "Deleted"),
        TOO_LARGE(413, "The request is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
        INVALID(422, "The content is invalid"),
        TOO_MANY_REQUESTS(429, "Too many requests"),
        INTERNAL(500, "Internal error"),
        TARGET_REFUSED(502, "The target of the simulation did not accept the reports"),
        UNAVAILABLE(503, "Temporarily unavailable"),
        /** Any other status of the framework. */
        OTHER(0, "The request was not answered");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        String type() {
            return TYPES + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind ofStatus(int status) {
            return Arrays.stream(values())
                    .filter(kind -> kind.status == status)
                    .findFirst()
                    .orElse(OTHER);
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

    @RegisterForReflection
    private record Document(
            String type,
            String title,
            int status,
            String detail,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> errors,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer errorsNotListed) {}

    String json() {
        return json(kind.status);
    }

    private String json(int status) {
        Integer notListed = errors.size() > MAX_ERRORS ? errors.size() - MAX_ERRORS : null;
        List<Violation> listed = errors.stream().limit(MAX_ERRORS).toList();
        return Json.write(new Document(kind.type(), kind.title, status, detail, listed, notListed));
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
