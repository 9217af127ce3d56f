package dev.touchline.messaging.connector;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * Metadata of an incoming message.
 *
 * @param messageId by its publisher and equal for each redelivery; generated if the publisher set none
 * @param redelivered true if the broker delivered the message before, to any consumer
 * @param exchange to which the message was published
 * @param contentType of the body by its publisher, or null
 * @param size of the body in bytes; a body of more than {@code touchline.messaging.max-message-size} is cut, and the
 *     payload is only its beginning
 * @param properties all properties and headers by its publisher
 */
public record DeliveryMetadata(
        String messageId,
        boolean redelivered,
        String exchange,
        String routingKey,
        String contentType,
        int size,
        BasicProperties properties) {

    /** Bytes that are kept of a body that is too large. */
    public static final int KEPT_BYTES = 64 * 1024;
}
