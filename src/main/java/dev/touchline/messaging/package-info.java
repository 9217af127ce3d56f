/**
 * Everything that speaks AMQP: the topology, a connector that loses no message in either direction, bounds on messages
 * in flight, and dead letters. Comments cite the faults of the stock connector by their numbers in ADR 1, which says
 * why this connector exists. Depends on {@code event} for the names of the sports, on {@code memory}, {@code network},
 * {@code role} and {@code tracing}.
 */
package dev.touchline.messaging;
