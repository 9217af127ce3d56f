package dev.touchline.messaging;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Puts what cannot be processed to the dead letters, with its reason, which rejecting it would not tell. */
@ApplicationScoped
public class SettingAside {

    private final ConfirmedPublisher publisher;
    private final MessagingMeters meters;

    SettingAside(
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            Publishers publishers,
            MessagingMeters meters) {
        this.publisher = publishers.to("dead-letters", emitter);
        this.meters = meters;
    }

    /**
     * Sets something aside.
     *
     * @param body what it is, as it could be published again
     * @param reason why; must not quote what it holds
     * @param attempts how often it was tried
     * @param delivery how it came
     * @return completes when the broker has confirmed it
     */
    public Uni<Void> setAside(byte[] body, String reason, int attempts, Delivery delivery) {
        return publisher
                .publish(
                        body,
                        new MessageProperties(
                                delivery.contentType(),
                                null,
                                null,
                                DeadLetterHeaders.write(reason, attempts, delivery.exchange(), delivery.routingKey())),
                        "")
                .invoke(meters::deadLettered);
    }
}
