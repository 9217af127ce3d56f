package dev.touchline.competition;

import dev.touchline.event.Phase;
import dev.touchline.match.Score;

/**
 * A match as input of the standings. Group and shoot-out may be null.
 *
 * @param score the result, or the score of a match in progress; without the kicks of a shoot-out
 * @param shootout the kicks, if they decided the match
 * @param overtime whether it was decided after the regular periods
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
                score.mirrored(),
                shootout == null ? null : shootout.mirrored(),
                overtime,
                awayFairPlay,
                homeFairPlay);
    }
}
