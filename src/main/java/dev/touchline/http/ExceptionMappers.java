package dev.touchline.http;

import dev.touchline.http.Problem.Kind;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem. */
class ExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);
    private static final Duration KEYS_RETRY_AFTER = Duration.ofSeconds(5);
    private static final String BEARER = "Bearer realm=\"touchline\"";

    @ServerExceptionMapper({
        ProblemException.class,
        MalformedException.class,
        InvalidException.class,
        TooManyEventsException.class
    })
    Response problem(RuntimeException e) {
        return Problems.fromFailure(e).response();
    }

    // What a refused token lacks is for whoever made it, and not for whoever found it: RFC 6750, section 3.1, has no
    // more.
    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException e) {
        return unauthorized("This needs a token: Authorization: Bearer ….", BEARER);
    }

    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e) {
        if (areKeysUnavailable(e)) {
            LOG.warn("The keys to check tokens with cannot be fetched");
            return Problem.temporary(
                            Kind.UNAVAILABLE,
                            "The token cannot be checked at the moment; send again.",
                            KEYS_RETRY_AFTER)
                    .response();
        }
        return unauthorized("The token is not good here.", BEARER + ", error=\"invalid_token\"");
    }

    // An agent that is told that its token is not good gives up, and what it had to report is lost.
    private static boolean areKeysUnavailable(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause).anyMatch(IOException.class::isInstance);
    }

    private static Response unauthorized(String detail, String challenge) {
        return withChallenge(Problem.of(Kind.UNAUTHORIZED, detail), challenge);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return withChallenge(
                Problem.of(Kind.FORBIDDEN, "The token is good, but not for this."),
                BEARER + ", error=\"insufficient_scope\"");
    }

    private static Response withChallenge(Problem problem, String challenge) {
        return Response.fromResponse(problem.response())
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return Problem.of(Kind.NOT_FOUND, "Nothing is served at this address.").response();
    }

    @ServerExceptionMapper
    Response methodNotAllowed(NotAllowedException e) {
        return Problem.of(
                        Kind.METHOD_NOT_ALLOWED, "The resource is there, but not for this method; OPTIONS says which.")
                .response();
    }

    @ServerExceptionMapper
    Response unsupportedMediaType(NotSupportedException e) {
        return Problem.of(
                        Kind.UNSUPPORTED_MEDIA_TYPE,
                        "Events and matches are JSON: send Content-Type: application/json"
                                + " (events also application/cloudevents+json or application/cloudevents-batch+json).")
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

    @ServerExceptionMapper
    Response unexpected(Throwable e) {
        return Problems.unexpected(e).response();
    }
}
