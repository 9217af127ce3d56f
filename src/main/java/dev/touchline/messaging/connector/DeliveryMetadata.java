package dev.touchline.messaging.connector;

/**
 * Metadata of an incoming message.
 *
 * @param messageId by its publisher and equal for each redelivery; generated if the publisher set none
 * @param redelivered true if the broker delivered the message before, to any consumer
 * @param exchange to which the message was published
 * @param contentType of the body by its publisher, or null
 */
public record DeliveryMetadata(
        String messageId, boolean redelivered, String exchange, String routingKey, String contentType) {}
