/**
 * The broker: its topology, and what the stock connector does not do by itself (own bounds, confirm time-outs).
 * Nothing else talks AMQP. Depends on {@code event} for the names of the sports.
 */
package dev.touchline.messaging;
