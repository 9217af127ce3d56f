package dev.touchline.notification.subscription;

import dev.touchline.http.Problem;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers requests while the database is away. */
class NotificationExceptionMapper {

    private static final Logger LOG = Logger.getLogger(NotificationExceptionMapper.class);

    @ServerExceptionMapper
    Response databaseUnavailable(SQLException e) {
        LOG.warnf("The database cannot be used: %s", e.getMessage());
        return Problem.temporary(
                        Problem.Kind.UNAVAILABLE, "The database cannot be used at the moment.", Duration.ofSeconds(1))
                .response();
    }
}
