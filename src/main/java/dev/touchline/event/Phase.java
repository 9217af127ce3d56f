package dev.touchline.event;

import java.util.Locale;

/** The state of a match as a whole. */
public enum Phase {
    SCHEDULED,
    LIVE,
    BREAK,
    SHOOTOUT,
    FINISHED,
    SUSPENDED,
    ABANDONED,
    CANCELLED,
    POSTPONED;

    /** As written in JSON: {@code scheduled}, {@code live}, … */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the match has started and not ended. */
    public boolean inProgress() {
        return this == LIVE || this == BREAK || this == SHOOTOUT || this == SUSPENDED;
    }
}
