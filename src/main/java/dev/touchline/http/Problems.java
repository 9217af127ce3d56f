package dev.touchline.http;

import dev.touchline.http.Problem.Kind;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What is wrong when a request cannot be done. */
public final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private Problems() {}

    /** What the failure of a request that reports something says, and goes to the log if nobody expects it. */
    public static Problem fromFailure(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof MalformedException malformed) {
            return Problem.of(Kind.MALFORMED, malformed.getMessage());
        }
        if (failure instanceof InvalidException invalid) {
            int wrong = invalid.violations().size();
            String detail = "Nothing of the request was taken; " + wrong
                    + (wrong == 1 ? " thing is wrong with it." : " things are wrong with it.");
            return new Problem(Kind.INVALID, detail, invalid.violations(), null);
        }
        if (failure instanceof TooManyEventsException tooMany) {
            return Problem.of(Kind.TOO_LARGE, tooMany.getMessage());
        }
        return unexpected(failure);
    }

    /** A fault of ours: its cause is for those who run the process. */
    static Problem unexpected(Throwable failure) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(failure, "Request failed, reference %s", reference);
        return Problem.of(Kind.INTERNAL, "The log has the cause under reference " + reference + ".");
    }
}
