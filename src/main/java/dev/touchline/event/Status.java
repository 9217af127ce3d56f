package dev.touchline.event;

import java.util.Locale;

/** Whether a revision counts, and whether the agent is sure. */
public enum Status {
    /** Not yet confirmed; counts until it is cancelled. */
    PROVISIONAL,
    /** Counts. */
    CONFIRMED,
    /** Takes the incident back; earlier revisions do not count either. */
    CANCELLED;

    /** As written in JSON: {@code provisional}, {@code confirmed}, {@code cancelled}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
