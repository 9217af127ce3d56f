package dev.touchline.messaging;

import java.util.Map;

/**
 * What a message is addressed with.
 *
 * @param routingKey the routing key
 * @param contentType the content type of the body
 * @param headers what else whoever reads it should know
 */
record OutgoingAddress(String routingKey, String contentType, Map<String, Object> headers) {}
