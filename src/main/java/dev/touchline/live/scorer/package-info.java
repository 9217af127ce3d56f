/**
 * The scorers of a competition, in a row for each player, whatever name or team a report has. Entry:
 * {@code ScorerReader}. Depends on {@code database}, {@code directory}, {@code event}, {@code http},
 * {@code live.directory}, {@code live.lineup} and {@code sport}.
 */
package dev.touchline.live.scorer;
