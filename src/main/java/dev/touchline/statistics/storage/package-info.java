/**
 * The event log and its projections in PostgreSQL, changed together in one transaction. Entry: {@code EventLog}.
 * Depends on {@code catalogue}, {@code codec}, {@code codec.competition}, {@code codec.update}, {@code database},
 * {@code event}, {@code json}, {@code logging}, {@code match}, {@code match.tally}, {@code sport},
 * {@code statistics.competition}, {@code statistics.directory}, {@code statistics.figure}, {@code statistics.incident},
 * {@code statistics.lineup}, {@code statistics.match}, {@code statistics.reporter}, {@code statistics.tombstone} and
 * {@code statistics.weighing}.
 */
package dev.touchline.statistics.storage;
