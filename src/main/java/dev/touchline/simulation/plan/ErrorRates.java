package dev.touchline.simulation.plan;

/**
 * The error rates of agents, each a share from 0 to 1.
 *
 * @param provisional reviewable plays that are reported as provisional first
 * @param cancelled provisional plays that are cancelled
 * @param corrected plays that are reported with a wrong player first
 * @param duplicates reports that are sent twice
 * @param late reports that are delayed by minutes
 */
public record ErrorRates(double provisional, double cancelled, double corrected, double duplicates, double late) {

    /** High enough for every error to occur in a match. */
    public static final ErrorRates DEFAULT = new ErrorRates(0.3, 0.3, 0.03, 0.05, 0.05);

    /** One report per incident, which is right and in time. */
    public static final ErrorRates NONE = new ErrorRates(0, 0, 0, 0, 0);
}
