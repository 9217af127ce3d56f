package dev.touchline.security;

import dev.touchline.event.Reporter;

/**
 * An authenticated agent.
 *
 * @param name the default source of its reports
 * @param account the key of its rate limit
 * @param reporter the sender of its reports
 * @param sources allowed sources, with its own name
 * @param matches the matches that it may report on
 * @param competitions the competitions that it may define, and announce matches of
 * @param teams the teams whose names it may keep
 * @param players the players whose names it may keep
 */
public record Producer(
        String name,
        String account,
        Reporter reporter,
        NamePatterns sources,
        NamePatterns matches,
        NamePatterns competitions,
        NamePatterns teams,
        NamePatterns players) {

    private static final String ANONYMOUS = "anonymous";

    /** Without authentication: everything is allowed, and limits apply per address. */
    static Producer anonymous(String address) {
        return new Producer(
                ANONYMOUS,
                address,
                Reporter.NONE,
                NamePatterns.ANY,
                NamePatterns.ANY,
                NamePatterns.ANY,
                NamePatterns.ANY,
                NamePatterns.ANY);
    }

    /** Whether the source is the producer's name, below it, or among the allowed sources. */
    public boolean mayReportAs(String source) {
        return sources.matches(source);
    }

    /** Whether it may report on the match. */
    public boolean mayReportOn(String match) {
        return matches.matches(match);
    }

    /** Whether it may define the competition and announce its matches; null stands for a match without a competition. */
    public boolean mayUse(String competition) {
        return competitions.matches(competition);
    }

    /** Whether it may keep the names of the team. */
    public boolean mayNameTeam(String team) {
        return reporter.admin() || teams.matches(team);
    }

    /** Whether it may keep the names of the player. */
    public boolean mayNamePlayer(String player) {
        return reporter.admin() || players.matches(player);
    }
}
