package dev.touchline.event;

import java.util.Locale;

/** Where a match stands as a whole. */
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

    /** Whether the match has begun and is not over. */
    public boolean inProgress() {
        return this == LIVE || this == BREAK || this == SHOOTOUT || this == SUSPENDED;
    }
}
