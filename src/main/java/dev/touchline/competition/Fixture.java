package dev.touchline.competition;

import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.Score;

/**
 * A match as its competition sees it.
 *
 * @param group the group it belongs to, or null
 * @param home the home team's name
 * @param away the away team's name
 * @param phase where it stands
 * @param score its score; the shoot-out is not part of it
 * @param shootout the score of the shoot-out, or null
 * @param overtime whether it went beyond its regular periods
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

    /** Whether it is over and its result stands; abandoned and cancelled matches never are. */
    boolean finished() {
        return phase == Phase.FINISHED;
    }

    /** The same match seen from the other side. */
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

    /** Who scored more, or null. */
    Side leader() {
        return leader(score);
    }

    /** Who won the shoot-out, or null. */
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
