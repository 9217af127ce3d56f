package dev.touchline.codec;

import dev.touchline.event.IncidentId;

/** A log entry cannot be read, or not with the catalogue of this process. */
public final class UnreadableException extends RuntimeException {

    private final String entry;

    /** Names the entry and the cause. */
    public UnreadableException(IncidentId incident, long revision, IllegalStateException cause) {
        super(cause.getMessage(), cause);
        this.entry = "log entry " + incident.source() + " " + incident.id() + " revision " + revision;
    }

    /** The entry, for a message. */
    public String entry() {
        return entry;
    }
}
