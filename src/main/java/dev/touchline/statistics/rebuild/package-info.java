/**
 * Folds the event log of each match anew, compares the result with the projections, and repairs them on request. Entry:
 * {@code Rebuild}. Depends on {@code catalogue}, {@code codec}, {@code codec.update}, {@code database}, {@code event},
 * {@code http}, {@code http.query}, {@code json}, {@code logging}, {@code match}, {@code match.tally}, {@code role},
 * {@code security}, {@code sport}, {@code statistics.competition}, {@code statistics.figure},
 * {@code statistics.incident}, {@code statistics.match}, {@code statistics.storage}, {@code statistics.weighing} and
 * {@code weighing}.
 */
package dev.touchline.statistics.rebuild;
