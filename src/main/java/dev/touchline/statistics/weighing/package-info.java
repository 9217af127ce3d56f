/**
 * Weighs the incidents of matches with ranked reporters, decisions or full lists as they are stored, within the
 * transaction that stores them. Entry: {@code MatchWeigher}. Depends on {@code codec}, {@code codec.update},
 * {@code database}, {@code event}, {@code json}, {@code match}, {@code match.tally}, {@code sport}, {@code statistics.incident} and
 * {@code weighing}.
 */
package dev.touchline.statistics.weighing;
