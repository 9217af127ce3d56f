/**
 * The SmallRye connector {@code touchline}, which loses no message in either direction and bounds the messages in
 * flight. Entry: {@code ReliableConnector}. Comments cite the faults of the stock connector by their numbers in ADR 1.
 * Depends on {@code logging}, {@code memory}, {@code messaging.meter}, {@code messaging.topology}, {@code role} and
 * {@code tracing}.
 */
package dev.touchline.messaging.connector;
