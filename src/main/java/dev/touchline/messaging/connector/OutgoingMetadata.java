package dev.touchline.messaging.connector;

/** Metadata of an outgoing message. */
record OutgoingMetadata(String routingKey, MessageProperties properties) {}
