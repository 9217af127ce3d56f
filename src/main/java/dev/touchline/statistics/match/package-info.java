/**
 * The rows of matches in PostgreSQL. Entry: {@code MatchRow}. Depends on {@code codec.competition},
 * {@code codec.update}, {@code database}, {@code event}, {@code match} and {@code match.tally}.
 */
package dev.touchline.statistics.match;
