package dev.touchline.simulation.agent;

/** The target of a simulation rejects its agents or cannot be reached. */
public final class TargetRejectedException extends RuntimeException {

    public TargetRejectedException(String cause) {
        // Without a stack trace: an outcome, not a fault.
        super(cause, null, false, false);
    }
}
