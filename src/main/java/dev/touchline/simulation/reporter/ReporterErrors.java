package dev.touchline.simulation.reporter;

/**
 * The error rates of every reporter, each a share from 0 to 1.
 *
 * @param missed incidents that are not reported
 * @param repeated reports that are sent again with the same id and revision
 * @param late reports that are delayed by minutes instead of seconds
 * @param inaccurate reports whose minute is one too low or too high
 */
public record ReporterErrors(double missed, double repeated, double late, double inaccurate) {

    /** High enough for every error to occur in a match. */
    public static final ReporterErrors DEFAULT = new ReporterErrors(0.1, 0.1, 0.1, 0.3);
}
