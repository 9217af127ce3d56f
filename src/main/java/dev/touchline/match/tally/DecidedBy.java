package dev.touchline.match.tally;

import dev.touchline.event.Coded;

/** The way in which a match came to its result. */
public enum DecidedBy implements Coded {
    /** In the regular periods, also if it is a draw. */
    REGULATION,
    /** In overtime. */
    EXTRA_TIME,
    SHOOT_OUT,
    /** At a desk, whatever was played. */
    AWARD
}
