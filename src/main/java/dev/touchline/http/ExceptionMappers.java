package dev.touchline.http;

import dev.touchline.http.Problem.Kind;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import dev.touchline.logging.ThrottledLog;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception of a resource to a problem. */
class ExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);
    private static final ThrottledLog KEYS_LOG = new ThrottledLog(LOG);
    private static final Duration KEYS_RETRY_AFTER = Duration.ofSeconds(5);
    private static final String BEARER = "Bearer realm=\"touchline\"";

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response malformed(MalformedException e) {
        return Problem.of(Kind.MALFORMED, e.getMessage()).response();
    }

    @ServerExceptionMapper
    Response invalid(InvalidException e) {
        int count = e.violations().size();
        String detail = "Nothing was accepted; the request has " + count + (count == 1 ? " error." : " errors.");
        return new Problem(Kind.INVALID, detail, e.violations(), null).response();
    }

    @ServerExceptionMapper
    Response tooManyEvents(TooManyEventsException e) {
        return Problem.of(Kind.TOO_LARGE, e.getMessage()).response();
    }

    // The details do not say why a token is refused: RFC 6750, section 3.1, does not either, and a thief could use it.
    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException e) {
        return unauthorized("A token is required: Authorization: Bearer ….", BEARER);
    }

    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e) {
        Optional<Throwable> fetchFailure = keyFetchFailure(e);
        if (fetchFailure.isPresent()) {
            KEYS_LOG.warn("Answering 503: the keys that verify tokens cannot be fetched: %s", fetchFailure.get());
            return Problem.temporary(
                            Kind.UNAVAILABLE,
                            "The token cannot be verified at the moment; send again.",
                            KEYS_RETRY_AFTER)
                    .response();
        }
        return unauthorized("The token is not valid.", BEARER + ", error=\"invalid_token\"");
    }

    // Not 401 while the keys cannot be fetched: an agent would give up, and its reports would be lost.
    private static Optional<Throwable> keyFetchFailure(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(IOException.class::isInstance)
                .findFirst();
    }

    private static Response unauthorized(String detail, String challenge) {
        return withChallenge(Problem.of(Kind.UNAUTHORIZED, detail), challenge);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return withChallenge(
                Problem.of(Kind.FORBIDDEN, "The token does not allow this operation."),
                BEARER + ", error=\"insufficient_scope\"");
    }

    private static Response withChallenge(Problem problem, String challenge) {
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return Problem.of(Kind.NOT_FOUND, "There is no resource at this address.")
                .response();
    }

    @ServerExceptionMapper
    Response unsupportedMediaType(NotSupportedException e) {
        return Problem.of(
                        Kind.UNSUPPORTED_MEDIA_TYPE,
                        "Send Content-Type: application/json, or application/cloudevents+json or"
                                + " application/cloudevents-batch+json for events.")
                .response();
    }

    @ServerExceptionMapper
    Response frameworkError(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (status >= 500) {
            return unexpected(e);
        }
        Kind kind = Kind.ofStatus(status);
        return Problem.of(kind, e.getResponse().getStatusInfo().getReasonPhrase())
                .response(status);
    }

    /** Logs the failure under a reference that the problem names. */
    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "Request failed, reference %s", reference);
        return Problem.of(Kind.INTERNAL, "The server has logged the cause under reference " + reference + ".")
                .response();
    }
}
