package dev.touchline.competition;

import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.Score;

/**
 * A match as input of the standings.
 *
 * @param group the group of the match, or null
 * @param home the home team's name
 * @param away the away team's name
 * @param phase the phase of the match
 * @param score the score without the shoot-out
 * @param shootout the score of the shoot-out, or null
 * @param overtime whether it lasted longer than the regular periods
 * @param homeFairPlay the home team's fair-play points
 * @param awayFairPlay the away team's fair-play points
 */
public record Fixture(
        String group,
        String home,
        String away,
        Phase phase,
        Score score,
        Score shootout,
        boolean overtime,
        int homeFairPlay,
        int awayFairPlay) {

    /** Whether its result is final; abandoned and cancelled matches have none. */
    boolean finished() {
        return phase == Phase.FINISHED;
    }

    /** The same match with home and away exchanged. */
    Fixture mirrored() {
        return new Fixture(
                group,
                away,
                home,
                phase,
                new Score(score.away(), score.home()),
                shootout == null ? null : new Score(shootout.away(), shootout.home()),
                overtime,
                awayFairPlay,
                homeFairPlay);
    }

    /** The side with the higher score, or null. */
    Side leader() {
        return leader(score);
    }

    Side shootoutLeader() {
        return shootout == null ? null : leader(shootout);
    }

    private static Side leader(Score score) {
        if (score.home() == score.away()) {
            return null;
        }
        return score.home() > score.away() ? Side.HOME : Side.AWAY;
    }
}
