package dev.touchline.event;

import java.util.Locale;

/** One of the two teams of a match. */
public enum Side {
    HOME,
    AWAY;

    /** The opponent's side. */
    public Side other() {
        return this == HOME ? AWAY : HOME;
    }

    /** As written in JSON: {@code home} or {@code away}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
