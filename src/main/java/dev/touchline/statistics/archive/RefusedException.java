package dev.touchline.statistics.archive;

/** The state of the database or of an archive does not allow the operation; the message says why and what would help. */
public final class RefusedException extends RuntimeException {

    RefusedException(String message) {
        super(message);
    }
}
