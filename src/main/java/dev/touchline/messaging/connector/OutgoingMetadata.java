package dev.touchline.messaging.connector;

/**
 * What a message is addressed with.
 *
 * @param routingKey the routing key
 * @param properties what else whoever reads it should know
 */
record OutgoingMetadata(String routingKey, MessageProperties properties) {}
