package dev.touchline.json;

/** There were more events in one request than allowed. */
public final class TooManyEventsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A request with {@code count} events, of which {@code max} are allowed. */
    public TooManyEventsException(int count, int max) {
        super("at most " + max + " events fit into one request, and these are " + count);
    }
}
