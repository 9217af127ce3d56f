package dev.touchline.messaging.connector;

import java.util.Map;

/**
 * Metadata of an outgoing message.
 *
 * @param exchange null for the exchange of the channel
 */
record OutgoingMetadata(String exchange, String routingKey, MessageProperties properties) {

    OutgoingMetadata with(Map<String, String> headers) {
        return new OutgoingMetadata(exchange, routingKey, properties.with(headers));
    }
}
