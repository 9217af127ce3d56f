/**
 * The event log and its projections in PostgreSQL, changed together in one transaction. Entry: {@code EventLog}.
 * Depends on {@code codec}, {@code codec.update}, {@code database}, {@code event}, {@code logging} and {@code match}.
 */
package dev.touchline.statistics.storage;
