package dev.touchline.notification;

import dev.touchline.database.Sql;
import dev.touchline.format.UpdateEvent;
import dev.touchline.messaging.ConfirmedPublisher;
import dev.touchline.messaging.MessageProperties;
import dev.touchline.messaging.Publishers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Publishes what is worth calling people for, on an exchange for everyone else. Each of them at least once: how far it
 * got is remembered when the broker has confirmed them, and what is published again has the same message id.
 */
@ApplicationScoped
class Headlines {

    private static final Logger LOG = Logger.getLogger(Headlines.class);
    /** The name of its progress along the feed. */
    static final String FOLLOWER = "headlines";
    /** Bytes of a routing key or an id (AMQP 0-9-1, section 4.2.5.3: short strings). */
    private static final int LONGEST = 255;

    private static final String NONE = "none";

    private final FeedFollower feed;
    private final ConfirmedPublisher publisher;

    Headlines(
            FeedFollower feed,
            @Channel("headlines") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            Publishers publishers) {
        this.feed = feed;
        this.publisher = publishers.to("headlines", emitter);
    }

    /**
     * Publishes what is new.
     *
     * @throws SQLException if the database is away
     * @throws ConfirmedPublisher.UnconfirmedException if the broker is
     */
    void catchUp() throws SQLException {
        feed.catchUp(FOLLOWER, this::publish);
    }

    private void publish(List<Notice> notices, Sql sql) {
        List<Uni<Void>> confirms =
                notices.stream().filter(Notice::headline).map(this::publish).toList();
        if (!confirms.isEmpty()) {
            Uni.join().all(confirms).andFailFast().await().indefinitely();
        }
    }

    private Uni<Void> publish(Notice notice) {
        MessageProperties properties = new MessageProperties(
                UpdateEvent.CONTENT_TYPE,
                fitting(UpdateEvent.id(notice.match(), notice.seq()), LONGEST),
                notice.at(),
                Map.of(
                        "sport", notice.sport(),
                        "competition", notice.competition() == null ? "" : notice.competition(),
                        "match", notice.match(),
                        "seq", notice.seq(),
                        "kind", notice.kind(),
                        "change", notice.change()));
        String body;
        try {
            body = UpdateEvent.write(notice.json());
        } catch (RuntimeException e) {
            // Nothing is known to lead here. The ones after it must not wait for ever.
            LOG.errorf(e, "Update %d of match %s cannot be published", notice.seq(), notice.match());
            return Uni.createFrom().voidItem();
        }
        return publisher.publish(body.getBytes(StandardCharsets.UTF_8), properties, routingKey(notice));
    }

    /**
     * {@code <sport>.<competition>.<match>.<kind>}; a dot within a word would make two of it. Where AMQP has no room for
     * all of them, long words are replaced by what stands for them; the headers have them as they are.
     */
    static String routingKey(Notice notice) {
        List<String> words = List.of(
                word(notice.sport()),
                notice.competition() == null ? NONE : word(notice.competition()),
                word(notice.match()),
                word(notice.kind()));
        String key = String.join(".", words);
        return fits(key, LONGEST)
                ? key
                : words.stream()
                        .map(word -> fitting(word, LONGEST / words.size() - 1))
                        .collect(Collectors.joining("."));
    }

    private static String fitting(String text, int bytes) {
        return fits(text, bytes)
                ? text
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean fits(String text, int bytes) {
        return text.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }

    private static String word(String id) {
        return id.replace('.', '_');
    }
}
