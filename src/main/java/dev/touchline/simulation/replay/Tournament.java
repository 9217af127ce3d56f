package dev.touchline.simulation.replay;

import java.time.Instant;
import java.util.List;

/**
 * What a file of results says of a tournament.
 *
 * @param name its name
 * @param fixtures the matches in the order of the file
 */
public record Tournament(String name, List<Fixture> fixtures) {

    /**
     * A match, played or not.
     *
     * @param kickOff the instant, with noon for a missing time and UTC for a missing zone
     * @param stage the round, or null
     * @param group the group, or null
     * @param venue the ground, or null
     * @param fate what became of it if it was not simply played
     * @param halfTime goals until half-time, or null where not known
     * @param fullTime goals until the end of normal time, or null where not known
     * @param extraTime goals until the end of extra time, or null if there was none
     * @param shootout kicks scored in the shoot-out, or null if there was none
     * @param homeGoals the goals that count for the home team
     * @param awayGoals the goals that count for the away team
     */
    record Fixture(
            Instant kickOff,
            String stage,
            String group,
            String home,
            String away,
            String venue,
            FixtureStatus fate,
            Result halfTime,
            Result fullTime,
            Result extraTime,
            Result shootout,
            List<Goal> homeGoals,
            List<Goal> awayGoals) {

        /** The goals of the whole match, or null if it has no result. */
        Result result() {
            return extraTime != null ? extraTime : fullTime;
        }
    }

    /** What became of a match. */
    enum FixtureStatus {
        PLAYED,
        POSTPONED,
        CANCELLED,
        ABANDONED
    }

    /** Goals, or kicks, of both teams. */
    record Result(int home, int away) {
        boolean exceeds(Result other) {
            return home > other.home || away > other.away;
        }
    }

    /**
     * A goal.
     *
     * @param player who scored, in the spelling of the file
     * @param minute the minute on the clock, or null where not known
     * @param stoppage minutes of stoppage time
     * @param penalty whether it was from the spot
     * @param own whether the player is of the other team
     */
    record Goal(String player, Integer minute, int stoppage, boolean penalty, boolean own) {}
}
