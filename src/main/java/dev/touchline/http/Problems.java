package dev.touchline.http;

import dev.touchline.http.Problem.Kind;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Problems of exceptions. */
public final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private Problems() {}

    /** The problem of a failure; an unexpected failure is logged. */
    public static Problem fromFailure(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof MalformedException malformed) {
            return Problem.of(Kind.MALFORMED, malformed.getMessage());
        }
        if (failure instanceof InvalidException invalid) {
            int count = invalid.violations().size();
            String detail = "Nothing was accepted; the request has " + count + (count == 1 ? " error." : " errors.");
            return new Problem(Kind.INVALID, detail, invalid.violations(), null);
        }
        if (failure instanceof TooManyEventsException tooMany) {
            return Problem.of(Kind.TOO_LARGE, tooMany.getMessage());
        }
        return unexpected(failure);
    }

    /** Logs the failure under a reference that the problem names. */
    static Problem unexpected(Throwable failure) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(failure, "Request failed, reference %s", reference);
        return Problem.of(Kind.INTERNAL, "The server has logged the cause under reference " + reference + ".");
    }
}
