/**
 * Hands the lead of a match over when its leader falls silent, and back when it returns. Entry:
 * {@code HandoverMonitor}. Depends on {@code catalogue}, {@code coverage}, {@code database}, {@code event},
 * {@code logging}, {@code role} and {@code statistics.storage}.
 */
package dev.touchline.statistics.coverage;
