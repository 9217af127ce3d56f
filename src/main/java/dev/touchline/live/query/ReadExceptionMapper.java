package dev.touchline.live.query;

import dev.touchline.database.Queries;
import dev.touchline.http.Problem;
import dev.touchline.logging.ThrottledLog;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers reads with 503 while the database is unavailable. */
class ReadExceptionMapper {

    private static final ThrottledLog LOG = new ThrottledLog(Logger.getLogger(ReadExceptionMapper.class));

    @ServerExceptionMapper
    Response databaseUnavailable(Queries.ReadException e) {
        LOG.warn("Database query failed, answering 503: %s", e.getMessage());
        return Problem.temporary(
                        Problem.Kind.UNAVAILABLE, "The database is unavailable at the moment.", Duration.ofSeconds(1))
                .response();
    }
}
