package dev.touchline.match.tally;

/**
 * The points of both teams within a period.
 *
 * @param period as in the sport's catalogue; null for the points whose period is unknown
 */
public record PeriodScore(String period, int home, int away) {}
