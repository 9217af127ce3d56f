package dev.touchline.json;

/** A request has more events than allowed. */
public final class TooManyEventsException extends RuntimeException {

    /** The request has {@code count} events, the maximum is {@code max}. */
    public TooManyEventsException(int count, int max) {
        super("a request may have at most " + max + " events, and has " + count);
    }
}
