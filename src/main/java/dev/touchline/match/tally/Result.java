package dev.touchline.match.tally;

/**
 * The result of a match that is over, as it counts in tables. Without the kicks of a shoot-out, unless the sport gives
 * the winner a goal for them.
 *
 * @param reason the reason of an award; otherwise null
 */
public record Result(int home, int away, DecidedBy decidedBy, String reason) {

    /** The goals of both teams. */
    public Score score() {
        return new Score(home, away);
    }

    /** The result with home and away exchanged. */
    public Result mirrored() {
        return new Result(away, home, decidedBy, reason);
    }
}
