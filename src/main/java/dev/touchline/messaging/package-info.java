/**
 * The broker: its topology, a connector that publishes with confirms, and what the stock connector does not do by
 * itself (bounds, confirm time-outs, settling on the channel that delivered). Nothing else talks AMQP. Depends on
 * {@code event} for the names of the sports.
 */
package dev.touchline.messaging;
