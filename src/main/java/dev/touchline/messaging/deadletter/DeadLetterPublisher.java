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

/** Puts what cannot be processed to the dead letters, with its reason, which rejecting it would not tell. */
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
     * Sets something aside.
     *
     * @param body what it is, as it could be published again
     * @param reason why; must not quote what it holds
     * @param attempts how often it was tried
     * @param metadata how it came
     * @return completes when the broker has confirmed it
     */
    public Uni<Void> publish(byte[] body, String reason, int attempts, DeliveryMetadata metadata) {
        return publisher
                .publish(
                        body,
                        new MessageProperties(
                                metadata.contentType(),
                                null,
                                null,
                                DeadLetterHeaders.write(reason, attempts, metadata.exchange(), metadata.routingKey())),
                        "")
                .invoke(meters::deadLettered);
    }
}
