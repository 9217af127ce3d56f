package dev.touchline.statistics.deadletter;

import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.deadletter.DeadLetter;
import dev.touchline.messaging.deadletter.DeadLetterHeaders;
import dev.touchline.messaging.meter.MessagingMeters;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Moves dead letters from their queue into the table: each is acknowledged after its row is committed. While the
 * database is unavailable, they stay in the queue.
 */
@ApplicationScoped
class DeadLetterConsumer {

    private static final Logger LOG = Logger.getLogger(DeadLetterConsumer.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofSeconds(5);
    /** SQLSTATE classes of faulty data: data exception, program limit exceeded. */
    private static final List<String> DATA_ERROR_CLASSES = List.of("22", "54");

    private final DeadLetterTable table;
    private final MessagingMeters meters;
    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final ThrottledLog stored = new ThrottledLog(LOG);

    DeadLetterConsumer(DeadLetterTable table, MessagingMeters meters) {
        this.table = table;
        this.meters = meters;
    }

    /** Consumes the queue {@code dead-letters}. */
    @Incoming("dead-letter-queue")
    Uni<Void> store(Message<byte[]> message) {
        return Uni.createFrom()
                .item(() -> DeadLetterHeaders.read(message))
                .chain(letter -> Uni.createFrom()
                        .item(() -> store(letter))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .onFailure()
                        .invoke(e -> retries.warn("A dead letter is not stored and retried: %s", e.getMessage()))
                        .onFailure()
                        .retry()
                        .withBackOff(FIRST_RETRY, MAX_RETRY)
                        .indefinitely())
                .chain(() -> Uni.createFrom().completionStage(message.ack()));
    }

    private boolean store(DeadLetter letter) {
        try {
            boolean isNew = insert(letter);
            if (isNew) {
                meters.deadLettered();
                stored.error(
                        "A message or report of %d bytes became a dead letter after %d attempts: %s. See GET /dead-letters",
                        letter.size(), letter.attempts(), letter.reason());
            }
            return isNew;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    // A letter that cannot be stored would hide all that come after it.
    private boolean insert(DeadLetter letter) throws SQLException {
        try {
            return table.insert(letter);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (DATA_ERROR_CLASSES.stream().anyMatch(state::startsWith)) {
                return table.insert(letter.withoutTexts("the database rejects its headers: SQLSTATE " + state));
            }
            throw e;
        }
    }
}
