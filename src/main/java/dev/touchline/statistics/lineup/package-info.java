/**
 * The line-ups of matches in PostgreSQL. Entry: {@code LineUps}. Depends on {@code codec}, {@code database} and {@code event}.
 */
package dev.touchline.statistics.lineup;
