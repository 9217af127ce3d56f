package dev.touchline.messaging;

/** Metadata of an outgoing message. */
record OutgoingMetadata(String routingKey, MessageProperties properties) {}
