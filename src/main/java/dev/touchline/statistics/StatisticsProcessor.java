package dev.touchline.statistics;

import dev.touchline.event.Report;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.InvalidException;
import dev.touchline.format.MalformedException;
import dev.touchline.format.ReportBatch;
import dev.touchline.format.UpdateJson;
import dev.touchline.messaging.ConfirmedPublisher;
import dev.touchline.messaging.Publishers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Decode, store, publish the updates, wait for their confirm, acknowledge: a crash anywhere in between repeats the
 * whole, and repeating is harmless.
 */
@ApplicationScoped
public class StatisticsProcessor {

    private static final Logger LOG = Logger.getLogger(StatisticsProcessor.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final SportCatalogue catalogue;
    private final EventLog log;
    private final ConfirmedPublisher updates;
    private final Counter stored;
    private final Counter deadLettered;

    StatisticsProcessor(
            SportCatalogue catalogue,
            EventLog log,
            @Channel("updates") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            Publishers publishers,
            MeterRegistry metrics) {
        this.catalogue = catalogue;
        this.log = log;
        this.updates = publishers.to("updates", emitter);
        this.stored = metrics.counter("touchline.statistics.updates.stored");
        this.deadLettered = metrics.counter("touchline.statistics.messages.dead.lettered");
    }

    /** Takes one batch; the next one comes when the returned Uni completes. */
    @Incoming("statistics")
    public Uni<Void> process(Message<byte[]> message) {
        // What a delivery before this one stored it may not have published any more.
        boolean repeat = message.getMetadata(IncomingRabbitMQMetadata.class)
                .map(IncomingRabbitMQMetadata::isRedeliver)
                .orElse(false);
        return Uni.createFrom()
                .item(() -> store(message.getPayload(), repeat))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(StatisticsProcessor::passes)
                .invoke(e -> LOG.warnf("Cannot store at the moment, trying again: %s", e.getMessage()))
                .onFailure(StatisticsProcessor::passes)
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .flatMap(this::publish)
                .onItemOrFailure()
                .transformToUni((ok, failure) -> failure == null ? ack(message) : setAside(message, failure));
    }

    private List<UpdateJson.Written> store(byte[] body, boolean repeat) {
        List<Report> reports = ReportBatch.read(body, catalogue);
        try {
            return log.store(reports, repeat);
        } catch (SQLException e) {
            throw new StorageException(e);
        }
    }

    private Uni<Void> publish(List<UpdateJson.Written> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        stored.increment(changes.size());
        return Uni.createFrom()
                .deferred(() -> updates.publish(UpdateJson.batch(changes), UpdateJson.CONTENT_TYPE, ""))
                .onFailure()
                .invoke(e -> LOG.warnf("Updates not published, trying again: %s", e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely();
    }

    private static Uni<Void> ack(Message<byte[]> message) {
        return Uni.createFrom().completionStage(message.ack());
    }

    private Uni<Void> setAside(Message<byte[]> message, Throwable failure) {
        deadLettered.increment();
        LOG.errorf("A message cannot be processed and goes to the dead letters: %s", reason(failure));
        return Uni.createFrom().completionStage(message.nack(failure));
    }

    private static String reason(Throwable failure) {
        if (failure instanceof InvalidException invalid) {
            return "invalid at " + invalid.violations().get(0).pointer();
        }
        return failure instanceof MalformedException ? failure.getMessage() : failure.toString();
    }

    /** A dependency that is away comes back; good events wait for it and are not set aside. */
    private static boolean passes(Throwable failure) {
        return failure instanceof StorageException storage && storage.passes();
    }

    private static final class StorageException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        /** SQLSTATE classes that say the data itself is at fault: data exception, constraint violation. */
        private static final List<String> FAULTS_OF_THE_DATA = List.of("22", "23");

        private final transient SQLException sql;

        StorageException(SQLException sql) {
            super(sql.getMessage(), sql);
            this.sql = sql;
        }

        boolean passes() {
            String state = sql.getSQLState();
            return state == null || FAULTS_OF_THE_DATA.stream().noneMatch(state::startsWith);
        }
    }
}
