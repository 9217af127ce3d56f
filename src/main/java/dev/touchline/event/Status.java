package dev.touchline.event;

/** Whether a revision counts, and whether the agent is sure. */
public enum Status implements Coded {
    /** Not yet confirmed; counts until it is cancelled. */
    PROVISIONAL,
    /** Counts. */
    CONFIRMED,
    /** Takes the incident back; earlier revisions do not count either. */
    CANCELLED
}
