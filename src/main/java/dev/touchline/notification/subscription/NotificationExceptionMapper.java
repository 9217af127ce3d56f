package dev.touchline.notification.subscription;

import dev.touchline.http.Problem;
import dev.touchline.logging.ThrottledLog;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 503 while the database is unavailable. */
class NotificationExceptionMapper {

    private static final ThrottledLog LOG = new ThrottledLog(Logger.getLogger(NotificationExceptionMapper.class));

    @ServerExceptionMapper
    Response databaseUnavailable(SQLException e) {
        LOG.warn("A request about webhooks is answered 503, since the database is unavailable: %s", e.getMessage());
        return Problem.temporary(
                        Problem.Kind.UNAVAILABLE, "The database is unavailable; try again.", Duration.ofSeconds(1))
                .response();
    }
}
