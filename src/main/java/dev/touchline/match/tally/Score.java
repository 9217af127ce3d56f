package dev.touchline.match.tally;

import dev.touchline.event.Side;

/** Points of both teams. */
public record Score(int home, int away) {
    /** The side with more points, or null. */
    public Side leader() {
        if (home == away) {
            return null;
        }
        return home > away ? Side.HOME : Side.AWAY;
    }

    /** The score with home and away exchanged. */
    public Score mirrored() {
        return new Score(away, home);
    }

    /** For a text between two team names: {@code 1–0}. */
    public String format() {
        return home + "–" + away;
    }
}
