package dev.touchline.event;

/** The state of a match as a whole. */
public enum Phase implements Coded {
    SCHEDULED,
    LIVE,
    BREAK,
    SHOOTOUT,
    FINISHED,
    SUSPENDED,
    ABANDONED,
    CANCELLED,
    POSTPONED;

    /** Whether the match has started and not ended. */
    public boolean inProgress() {
        return this == LIVE || this == BREAK || this == SHOOTOUT || this == SUSPENDED;
    }
}
