package dev.touchline.event;

import java.util.Locale;

/** How sure the agent is. */
public enum Status {
    /** Seen, not yet confirmed; counts until it is cancelled. */
    PROVISIONAL,
    /** Counts. */
    CONFIRMED,
    /** Taken back; does not count, whatever an earlier revision said. */
    CANCELLED;

    /** As written in JSON: {@code provisional}, {@code confirmed}, {@code cancelled}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
