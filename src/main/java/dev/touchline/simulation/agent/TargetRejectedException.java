package dev.touchline.simulation.agent;

/** The target of a simulation refuses its agents, or cannot be reached, so that the simulation cannot go on. */
public final class TargetRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TargetRejectedException(String cause) {
        // An outcome, not a fault: nobody reads its stack trace.
        super(cause, null, false, false);
    }
}
