package dev.touchline.live;

import dev.touchline.problem.Problem;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers reads while the database is away. */
class ReadFailures {

    private static final Logger LOG = Logger.getLogger(ReadFailures.class);

    @ServerExceptionMapper
    Response away(Queries.ReadException e) {
        LOG.warnf("Cannot read: %s", e.getMessage());
        return Problem.passing(
                        Problem.Kind.UNAVAILABLE, "The database cannot be read at the moment.", Duration.ofSeconds(1))
                .response();
    }
}
