/**
 * The definitions of competitions in PostgreSQL, and the variants of sports that they declare. Entry:
 * {@code CompetitionTable}. Depends on {@code codec}, {@code codec.competition}, {@code database}, {@code event} and
 * {@code statistics.tombstone}.
 */
package dev.touchline.statistics.competition;
