package dev.touchline.event;

/**
 * Points deducted from a team. The reason may be null.
 *
 * @param team the team's name, as in announcements
 * @param points the number of points, from 1
 * @param stage the id of the stage in whose tables they are deducted; null: every stage that carries nothing over
 */
public record Deduction(String team, int points, String reason, String stage) {}
