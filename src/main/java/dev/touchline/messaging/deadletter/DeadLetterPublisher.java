package dev.touchline.messaging.deadletter;

import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.DeliveryMetadata;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.MessagingMeters;
import dev.touchline.messaging.connector.PublisherFactory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Publishes dead letters with their reason, which a rejected message would not have. */
@ApplicationScoped
public class DeadLetterPublisher {

    private final ConfirmedPublisher publisher;
    private final MessagingMeters meters;

    DeadLetterPublisher(
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            MessagingMeters meters) {
        this.publisher = publishers.create("dead-letters", emitter);
        this.meters = meters;
    }

    /**
     * Publishes a dead letter; completes after the broker's confirm.
     *
     * @param body a body that can be redriven
     * @param reason must not quote the body
     * @param attempts number of attempts so far
     * @param metadata of the message that contained the report
     */
    public Uni<Void> publish(byte[] body, String reason, int attempts, DeliveryMetadata metadata) {
        return publisher
                .publish(
                        body,
                        new MessageProperties(
                                metadata.contentType(),
                                null,
                                null,
                                DeadLetterHeaders.write(reason, attempts, metadata)),
                        "")
                .invoke(meters::deadLettered);
    }
}
