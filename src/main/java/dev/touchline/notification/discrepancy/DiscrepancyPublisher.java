package dev.touchline.notification.discrepancy;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.discrepancy.DiscrepancyCloudEvent;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.topology.ShortStrings;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.sport.SportCatalogue;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Publishes each change of a discrepancy, at least once: a change is marked as published after the broker has confirmed
 * it, and one that is published again has the same message id. One process at a time does so, in the order of the changes.
 */
@ApplicationScoped
@Startup
class DiscrepancyPublisher {

    private static final Logger LOG = Logger.getLogger(DiscrepancyPublisher.class);
    private static final String CONTENT_TYPE = "application/cloudevents+json";
    private static final int MAX_BATCH = 100;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;
    /** A change of a discrepancy may make no update that would wake the role. */
    private static final long INTERVAL_MILLIS = 1_000;

    /** The keys of the lock: two numbers, since one number is a position of the feed. */
    private static final String LOCK =
            "SELECT pg_try_advisory_xact_lock(hashtext('touchline'), hashtext('discrepancies')) AS locked";

    /** A row that is locked is changing, and is published again. Waiting for it could be a deadlock. */
    private static final String MARK = """
            UPDATE discrepancy SET published = change
            WHERE (match, id) IN (
                SELECT discrepancy.match, discrepancy.id
                FROM unnest(?::text[], ?::text[], ?::bigint[]) AS confirmed (match, id, change)
                JOIN discrepancy USING (match, id, change)
                FOR UPDATE OF discrepancy SKIP LOCKED)
            """;

    private final Transactions transactions;
    private final SportCatalogue catalogue;
    private final ConfirmedPublisher publisher;
    private final boolean active;
    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("discrepancies", true));

    DiscrepancyPublisher(
            Transactions transactions,
            SportCatalogue catalogue,
            @Channel("discrepancies") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            Roles roles) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.publisher = publishers.create("discrepancies", emitter);
        this.active = roles.has(Role.NOTIFICATION);
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            thread.scheduleWithFixedDelay(this::publish, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void publish() {
        try {
            boolean more;
            do {
                more = transactions.run(this::publishBatch);
            } while (more);
        } catch (SQLException | RuntimeException e) {
            // An exception would cancel the schedule.
            retries.warn("Discrepancies are not published, and retried every second: %s", e);
        }
    }

    /** Publishes the first changes; returns whether there may be more. */
    private boolean publishBatch(Sql sql) throws SQLException {
        if (!sql.first(LOCK, row -> row.getBoolean("locked")).orElseThrow()) {
            return false;
        }
        Sql.Slice<DiscrepancyChange> changes = sql.slice(
                DiscrepancyChange.UNPUBLISHED,
                DiscrepancyChange::read,
                change -> change.discrepancy().size(),
                MAX_BATCH,
                MAX_BATCH_BYTES);
        List<DiscrepancyChange> batch = changes.rows();
        if (batch.isEmpty()) {
            return false;
        }
        List<Uni<Void>> confirms = batch.stream().map(this::publish).toList();
        Uni.join().all(confirms).andFailFast().await().indefinitely();
        sql.execute(
                MARK,
                sql.array("text", batch, DiscrepancyChange::match),
                sql.array("text", batch, change -> change.discrepancy().id()),
                sql.array("bigint", batch, DiscrepancyChange::change));
        return changes.more();
    }

    private Uni<Void> publish(DiscrepancyChange change) {
        String competition = change.competition();
        String kind = change.discrepancy().kind();
        MessageProperties properties = new MessageProperties(
                CONTENT_TYPE,
                ShortStrings.shorten(DiscrepancyCloudEvent.id(change.match(), change.change())),
                change.closedAt() == null ? change.discrepancy().since() : change.closedAt(),
                Map.of(
                        "sport", change.sport(),
                        "competition", competition == null ? "" : competition,
                        "match", change.match(),
                        "kind", kind,
                        "open", Boolean.toString(change.closedAt() == null)));
        String body = DiscrepancyCloudEvent.write(
                change.match(), change.discrepancy(), change.change(), change.closedAt(), catalogue);
        return publisher.publish(
                body.getBytes(StandardCharsets.UTF_8),
                properties,
                ShortStrings.topic(change.sport(), competition == null ? "none" : competition, change.match(), kind));
    }
}
