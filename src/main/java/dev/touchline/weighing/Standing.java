package dev.touchline.weighing;

import dev.touchline.event.Coded;

/** The part that a reported incident has in the state of its match. */
public enum Standing implements Coded {
    /** It counts. */
    COUNTS,
    /** It counts although the leader lacks it: two other sources report it. */
    PROVISIONAL,
    /** It is the same as another incident, whose details count. */
    CONFIRMS,
    /** It does not count: the leader lacks it, and no other source reports it. */
    UNCONFIRMED,
    /** It does not count: an operator decided so. */
    VETOED,
    /** It does not count: its source no longer lists it. */
    WITHDRAWN,
    /** It does not count: its source is none of the declared reporters. */
    UNLISTED,
    /** The source that leads took it back. */
    CANCELLED,
    /** It does not count: the match is of another sport. */
    OTHER_SPORT
}
