/**
 * The incidents of matches in PostgreSQL: the highest revision of each, with its sort keys. Entry:
 * {@code IncidentTable}. Depends on {@code codec}, {@code database}, {@code event}, {@code match}, {@code match.tally},
 * {@code sport} and {@code weighing}.
 */
package dev.touchline.statistics.incident;
