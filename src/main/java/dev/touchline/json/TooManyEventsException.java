package dev.touchline.json;

/** A request has more events than allowed. */
public final class TooManyEventsException extends RuntimeException {

    /** The request has more than {@code max} events; they were not counted further. */
    public TooManyEventsException(int max) {
        super("a request may have at most " + max + " events, and has more");
    }
}
