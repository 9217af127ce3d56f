/**
 * The figures of players in PostgreSQL. Entry: {@code PlayerFigureTable}. Depends on {@code database}, {@code event},
 * {@code match} and {@code match.tally}.
 */
package dev.touchline.statistics.figure;
