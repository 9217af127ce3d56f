package dev.touchline.notification.headline;

import dev.touchline.codec.update.UpdateCloudEvent;
import dev.touchline.database.Sql;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.topology.ShortStrings;
import dev.touchline.notification.feed.FeedConsumer;
import dev.touchline.notification.feed.FeedEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Publishes headlines to the exchange {@code match.headlines}, at least once: the position advances after the broker
 * has confirmed them, and a headline that is published again has the same message id.
 */
@ApplicationScoped
public class HeadlinePublisher {

    private static final Logger LOG = Logger.getLogger(HeadlinePublisher.class);
    /** Name in the table {@code feed_consumer}. */
    public static final String CONSUMER = "headlines";

    private final FeedConsumer feed;
    private final ConfirmedPublisher publisher;

    HeadlinePublisher(
            FeedConsumer feed,
            @Channel("headlines") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers) {
        this.feed = feed;
        this.publisher = publishers.create("headlines", emitter);
    }

    /**
     * Publishes all new headlines.
     *
     * @throws SQLException if the database is unavailable
     * @throws ConfirmedPublisher.UnconfirmedException if the broker did not confirm
     */
    public FeedConsumer.Progress catchUp() throws SQLException {
        return feed.catchUp(CONSUMER, this::publish);
    }

    private void publish(List<FeedEntry> entries, Sql sql) {
        List<Uni<Void>> confirms =
                entries.stream().filter(FeedEntry::headline).map(this::publish).toList();
        if (!confirms.isEmpty()) {
            Uni.join().all(confirms).andFailFast().await().indefinitely();
        }
    }

    private Uni<Void> publish(FeedEntry entry) {
        MessageProperties properties = new MessageProperties(
                UpdateCloudEvent.CONTENT_TYPE,
                ShortStrings.shorten(UpdateCloudEvent.id(entry.match(), entry.seq(), entry.position())),
                entry.at(),
                Map.of(
                        "sport", entry.sport(),
                        "competition", entry.competition() == null ? "" : entry.competition(),
                        "match", entry.match(),
                        "seq", entry.seq(),
                        "kind", entry.kind(),
                        "change", entry.change()));
        String body;
        try {
            body = UpdateCloudEvent.write(entry.json(), entry.position());
        } catch (RuntimeException e) {
            // No known cause. The headline is skipped, so that it does not block the later ones.
            LOG.errorf(
                    e,
                    "The headline of match %s, seq %d, position %d is skipped; report the bug",
                    entry.match(),
                    entry.seq(),
                    entry.position());
            return Uni.createFrom().voidItem();
        }
        return publisher.publish(body.getBytes(StandardCharsets.UTF_8), properties, routingKey(entry));
    }

    /** {@code <sport>.<competition>.<match>.<kind>}; the headers have the original values. */
    static String routingKey(FeedEntry entry) {
        return ShortStrings.topic(
                entry.sport(), entry.competition() == null ? "none" : entry.competition(), entry.match(), entry.kind());
    }
}
