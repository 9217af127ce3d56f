package dev.touchline.simulation.plan;

/**
 * How agents fall short of perfection; each is a share from 0 to 1.
 *
 * @param provisional of what the video referee may look at: reported as provisional first
 * @param cancelled of what is provisional: taken back by the video referee
 * @param corrected of what a player did: laid at somebody else's door first, and put right later
 * @param duplicates of all reports: sent twice
 * @param late of all reports: sent only minutes later
 */
public record ErrorRates(double provisional, double cancelled, double corrected, double duplicates, double late) {

    /** Enough of each to be seen in a match. */
    public static final ErrorRates DEFAULT = new ErrorRates(0.3, 0.3, 0.03, 0.05, 0.05);
}
