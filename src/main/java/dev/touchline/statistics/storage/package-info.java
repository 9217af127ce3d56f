/**
 * The event log and its projections in PostgreSQL, changed together in one transaction. Entry: {@code EventLog}.
 * Depends on {@code catalogue}, {@code codec}, {@code codec.update}, {@code database}, {@code event}, {@code logging},
 * {@code match}, {@code match.tally}, {@code sport}, {@code statistics.competition}, {@code statistics.figure},
 * {@code statistics.incident} and {@code statistics.tombstone}.
 */
package dev.touchline.statistics.storage;
