package dev.touchline.notification.discrepancy;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.discrepancy.DiscrepancyCloudEvent;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.topology.ShortStrings;
import dev.touchline.sport.SportCatalogue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Publishes each change of a discrepancy, at least once: a change is marked as published after the broker has confirmed
 * it, and one that is published again has the same message id. One process at a time does so, in the order of the changes.
 */
@ApplicationScoped
class DiscrepancyPublisher {

    private static final String CONTENT_TYPE = "application/cloudevents+json";
    private static final int MAX_BATCH = 100;
    private static final long MAX_BATCH_BYTES = 1024 * 1024;

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

    DiscrepancyPublisher(
            Transactions transactions,
            SportCatalogue catalogue,
            @Channel("discrepancies") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.publisher = publishers.create("discrepancies", emitter);
    }

    /**
     * Publishes all changes.
     *
     * @throws SQLException if the database is unavailable
     * @throws ConfirmedPublisher.UnconfirmedException if the broker did not confirm
     */
    void catchUp() throws SQLException {
        boolean more;
        do {
            more = transactions.run(this::publishBatch);
        } while (more);
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
