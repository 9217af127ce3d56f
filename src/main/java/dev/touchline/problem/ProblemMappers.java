package dev.touchline.problem;

import dev.touchline.format.EventsReader;
import dev.touchline.format.InvalidException;
import dev.touchline.format.MalformedException;
import dev.touchline.problem.Problem.Kind;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

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
        String detail = "Nothing of the request was taken; " + e.violations().size()
                + (e.violations().size() == 1 ? " thing is wrong with it." : " things are wrong with it.");
        return new Problem(Kind.INVALID, detail, e.violations(), null).response();
    }

    @ServerExceptionMapper
    Response tooMany(EventsReader.TooManyException e) {
        return Problem.of(Kind.TOO_LARGE, e.getMessage()).response();
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return Problem.of(Kind.NOT_FOUND, "Nothing is served at this address.").response();
    }

    @ServerExceptionMapper
    Response notAllowed(NotAllowedException e) {
        return Problem.of(
                        Kind.METHOD_NOT_ALLOWED, "The resource is there, but not for this method; OPTIONS says which.")
                .response();
    }

    @ServerExceptionMapper
    Response notSupported(NotSupportedException e) {
        return Problem.of(
                        Kind.UNSUPPORTED_MEDIA_TYPE,
                        "Events and matches are JSON: send Content-Type: application/json"
                                + " (events also application/cloudevents+json or application/cloudevents-batch+json).")
                .response();
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e) {
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
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "Request failed, reference %s", reference);
        return Problem.of(Kind.INTERNAL, "The log has the cause under reference " + reference + ".")
                .response();
    }
}
