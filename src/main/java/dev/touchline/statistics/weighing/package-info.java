/**
 * Weighs the incidents of matches with ranked reporters, decisions or full lists as they are stored, within the transaction
 * that stores them. Entry: {@code MatchWeigher}. Depends on {@code codec}.
 */
package dev.touchline.statistics.weighing;
