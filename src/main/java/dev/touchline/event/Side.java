package dev.touchline.event;

/** One of the two teams of a match. */
public enum Side implements Coded {
    HOME,
    AWAY;

    /** The opponent's side. */
    public Side other() {
        return this == HOME ? AWAY : HOME;
    }
}
