package dev.touchline.simulation.replay;

import java.time.Instant;
import java.util.List;

/**
 * A tournament from a file of results.
 *
 * @param fixtures in the order of the file
 */
public record Tournament(String name, List<Fixture> fixtures) {

    /**
     * A match of the tournament. Components except for the kick-off, the teams and the status may be null or empty.
     *
     * @param kickOff at noon if the file has no time, in UTC if it has no zone
     * @param stage the part of the tournament, as in the file or inferred
     * @param round the round within the stage, as in the file or inferred
     * @param halfTime goals until half-time
     * @param fullTime goals until the end of normal time
     * @param extraTime goals until the end of extra time
     * @param homeGoals the goals that count for the home team
     * @param awayGoals the goals that count for the away team
     */
    record Fixture(
            Instant kickOff,
            String stage,
            String round,
            String group,
            String home,
            String away,
            String venue,
            FixtureStatus status,
            Result halfTime,
            Result fullTime,
            Result extraTime,
            Result shootout,
            List<Goal> homeGoals,
            List<Goal> awayGoals) {

        /** Both teams, the home team first. */
        List<String> teams() {
            return List.of(home, away);
        }

        /** The goals of the whole match, or null if it has no result. */
        Result result() {
            return extraTime != null ? extraTime : fullTime;
        }

        /** The same match at another place of the tournament. */
        Fixture placed(String newStage, String newRound, String newGroup) {
            return new Fixture(
                    kickOff, newStage, newRound, newGroup, home, away, venue, status, halfTime, fullTime, extraTime,
                    shootout, homeGoals, awayGoals);
        }
    }

    enum FixtureStatus {
        PLAYED,
        POSTPONED,
        CANCELLED,
        ABANDONED,
        /** Decided at a desk: the result is not the score. */
        AWARDED
    }

    record Result(int home, int away) {
        boolean exceeds(Result other) {
            return home > other.home || away > other.away;
        }
    }

    /**
     * A goal.
     *
     * @param player as in the file, or null
     * @param minute on the match clock, or null
     */
    record Goal(String player, Integer minute, int stoppage, boolean penalty, boolean own) {}
}
