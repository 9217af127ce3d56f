/**
 * The event log and its projections in PostgreSQL, changed together in one transaction. Entry: {@code EventLog}.
 * Depends on {@code codec}, {@code codec.update}, {@code database}, {@code event}, {@code logging}, {@code match} and
 * {@code statistics.competition}.
 */
package dev.touchline.statistics.storage;
