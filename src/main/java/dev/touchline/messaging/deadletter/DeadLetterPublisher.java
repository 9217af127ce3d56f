package dev.touchline.messaging.deadletter;

import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.DeliveryMetadata;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.topology.MessagingConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes dead letters with their reason, which a rejected message would not have, and redrives them. */
@ApplicationScoped
public class DeadLetterPublisher {

    private final ConfirmedPublisher publisher;
    private final long maxMessageSize;

    DeadLetterPublisher(
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            MessagingConfig config) {
        this.publisher = publishers.create("dead-letters", emitter);
        this.maxMessageSize = config.maxMessageSize().asLongValue();
    }

    /**
     * Publishes a dead letter; completes after the broker's confirm.
     *
     * @param body a body that can be redriven, or the beginning of one that is too large
     * @param size of the whole body in bytes
     * @param reason must not quote the body
     * @param attempts number of attempts so far
     * @param metadata of the message that contained the report
     * @param report as {@link DeadLetter#report}
     */
    public Uni<Void> publish(
            byte[] body, int size, String reason, int attempts, DeliveryMetadata metadata, String report) {
        // One report of the largest message may be larger than that message: 1e5 is written as 1E+5.
        byte[] kept = body.length > maxMessageSize ? Arrays.copyOf(body, DeliveryMetadata.KEPT_BYTES) : body;
        Map<String, Object> headers = DeadLetterHeaders.write(reason, attempts, metadata, size, report);
        return publisher.publish(kept, new MessageProperties(metadata.contentType(), null, null, headers), "");
    }

    /**
     * Publishes a dead letter where it came from; completes after the broker's confirm.
     *
     * @param id the message id: equal if the same letter is redriven again, and not that of the letter. If the message
     *     becomes a dead letter again before this one is deleted, it is another one
     * @throws IllegalArgumentException if its exchange is not one of {@link DeadLetter#REDRIVE_EXCHANGES}
     */
    public Uni<Void> redrive(DeadLetter letter, String id) {
        if (!DeadLetter.REDRIVE_EXCHANGES.contains(letter.exchange())) {
            throw new IllegalArgumentException(letter.exchange());
        }
        return publisher.publishTo(
                letter.exchange(),
                letter.body(),
                new MessageProperties(letter.contentType(), id, null, Map.of()),
                letter.routingKey());
    }
}
