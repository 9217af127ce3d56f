package dev.touchline.event;

/**
 * Points deducted from a team.
 *
 * @param team the team's name, as in announcements
 * @param points the number of points, from 1
 */
public record Deduction(String team, int points, String reason) {}
