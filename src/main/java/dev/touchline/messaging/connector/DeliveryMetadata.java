package dev.touchline.messaging.connector;

/**
 * What is known of a message beside its body.
 *
 * @param redelivered whether the broker delivered it before, to whomever
 * @param exchange where it was published
 * @param routingKey with what routing key
 * @param contentType the content type of the body as its publisher has it, or null
 */
public record DeliveryMetadata(boolean redelivered, String exchange, String routingKey, String contentType) {}
