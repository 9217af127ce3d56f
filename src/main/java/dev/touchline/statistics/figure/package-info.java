/**
 * The figures of players in PostgreSQL. Entry: {@code PlayerFigureTable}. Depends on {@code database}, {@code event} and
 * {@code match}.
 */
package dev.touchline.statistics.figure;
