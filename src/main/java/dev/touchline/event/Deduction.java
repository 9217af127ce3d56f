package dev.touchline.event;

/**
 * Points that a team was deprived of.
 *
 * @param team the team's name, as in announcements
 * @param points how many, from 1
 * @param reason why, or null
 */
public record Deduction(String team, int points, String reason) {}
